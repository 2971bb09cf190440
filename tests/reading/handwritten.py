"""Queries for what the generator seldom or never writes, with their variables."""

from typing import Any

from tests.reading.plain.facts import utc_text
from tests.reading.plain.world import ENTITIES, World

PAGE = "{ totalCount nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
MANY = " ".join(f"k{number}: name" for number in range(130))


def _nested(*steps: str, leaf: str = "id") -> str:
    """Each step inside the one before."""
    return " { ".join(("", *steps, leaf)) + " }" * (len(steps) + 1)


# As deep as the reader goes: through lists, through single objects and through pages.
LISTS = _nested("events(first: 5)", "nodes", *["tickets", "session"] * 6)
OBJECTS = _nested("events", "nodes", "tickets", *["parent"] * 9, "bookability", "nextChangeAt", leaf="utc")
PAGES = _nested("events(first: 3)", "nodes", *["sessions(first: 2)", "edges", "node", "track"] * 2, "sessions", "nodes")
QUERIES: tuple[tuple[str, dict[str, Any]], ...] = (
    # names: swapped, unlucky, many, and the same field with the same arguments once more
    ("{ events { nodes { name: slug slug: name rn: name n: id p: uuid json: version } } }", {}),
    (f"{{ events(first: 3) {{ nodes {{ {MANY} more: description }} }} }}", {}),
    (
        "{ events(first: 2) { nodes { id organisation { id } ...Rest } } events(first: 2) { totalCount } }"
        " fragment Rest on Event { organisation { events(last: 1) { nodes { name } } }"
        " sessions(first: 2) { nodes { id } } sessions(first: 2) { edges { node { name } } } }",
        {},
    ),
    # what is finished in Python, and files with what only their organisation sees
    (
        "{ events { nodes { storeUrl code: eventCode { type value image dataUrl again: dataUrl }"
        " coverImageFile { id url type accessType altText organisation { slug } attributes { name extension size"
        " mimeType metadata { exif gps width height isFull } } } } } }",
        {},
    ),
    # pages: null counts as absent, whatever stands beside it; parts of pageInfo on their own; nothing at all
    (f"{{ events(first: null, last: 3, after: null, filter: null, orderBy: null) {PAGE} }}", {}),
    (f"query ($n: Int) {{ events(first: $n, last: 2) {PAGE} }}", {}),
    (f"query ($n: Int = 3, $f: EventFilter = {{status: [PUBLISHED]}}) {{ events(first: $n, filter: $f) {PAGE} }}", {}),
    (
        "query ($n: Int = 3, $w: OrderDirection! = DESC) { events(first: $n, orderBy: {field: NAME, direction: $w})"
        f" {PAGE} }}",
        {"n": None},
    ),
    (f"query ($n: Int!) {{ events(last: $n) {PAGE} }}", {"n": 3.0}),
    (
        "{ events { nodes { sessions(last: 3) { pageInfo { hasPreviousPage } } occurrences { pageInfo { __typename } }"
        " } } }",
        {},
    ),
    ("{ events { nodes { sessions { pageInfo { hasPreviousPage } totalCount } speakers { __typename } } } }", {}),
    (
        '{ events(filter: {text: "nobody calls it that"}) { pageInfo { hasPreviousPage hasNextPage } nodes { id } } }',
        {},
    ),
    (
        "query ($no: Boolean!) { events { nodes @include(if: $no) { id } edges @skip(if: true) { cursor } } }",
        {"no": False},
    ),
    # filters: parts from variables, a list with variables in it, whole numbers for floats, nothing to look for
    (
        "query ($s: EventStatus!, $lat: Float!, $r: Float!) { a: events(filter: {status: [$s, DRAFT, $s]})"
        " { totalCount }"
        " b: events(filter: {near: {latitude: $lat, longitude: 151, radiusKm: $r}}) { nodes { configuration { venue {"
        " latitude longitude } } } } c: events(filter: {near: {latitude: 0, longitude: 180, radiusKm: 1}})"
        " { totalCount } }",
        {"s": "PUBLISHED", "lat": -34, "r": 100},
    ),
    (
        "{ a: events(filter: {status: []}) { totalCount } b: events(filter: {}) { totalCount }"
        ' c: events(filter: {text: ""}) { totalCount } d: events(filter: {tag: "", category: ""}) { totalCount } }',
        {},
    ),
    (
        "{ a: events(filter: {phase: LIVE}) { nodes { id phase } } b: events(filter: {phase: [ENDED, CANCELLED]})"
        " { nodes { phase status publishReadiness { ready blockers { message path } } } } }",
        {},
    ),
    # dates: a part of a day's argument left out, parts from variables, of an edge its distance alone
    (
        '{ occurrences(filter: {on: {date: "2026-06-01", timezone: "asia/tokyo"}, includeCalledOff: true}) '
        f"{PAGE} a: occurrences(last: 2, filter: {{near: null, on: null, includeCalledOff: null}}) {PAGE} }}",
        {},
    ),
    (
        "query ($near: NearInput!, $on: LocalDaysInput, $day: Date!, $way: OrderDirection!) {"
        " a: occurrences(filter: {near: $near, on: $on}, orderBy: {field: DISTANCE, direction: $way}) {"
        " edges { distanceMetres } pageInfo { endCursor } } b: occurrences(filter: {near: $near}, orderBy:"
        " {field: DISTANCE, direction: DESC}, last: 3) { totalCount edges { cursor distanceMetres __typename } }"
        ' c: occurrences(filter: {on: {date: $day, days: 30, timezone: "UTC"}}) { pageInfo { hasNextPage } } }',
        {
            "near": {"latitude": -34, "longitude": 151, "radiusKm": 9000},
            "on": {"date": "2026-05-20", "timezone": "UTC", "days": 60},
            "day": "2026-06-01",
            "way": "ASC",
        },
    ),
    (
        "{ a: events(last: 4, orderBy: {field: NEXT_OCCURRENCE, direction: DESC}) { edges { cursor node {"
        " nextOccurrence { startsOn { utc } } } } pageInfo { hasPreviousPage } }"
        ' b: events(filter: {occursFrom: "2026-06-01T09:00:00Z", occursBefore: "2026-06-02T09:00:00Z"}) {'
        " nodes { id nextOccurrence { id } } } }",
        {},
    ),
    # depth
    (LISTS, {}),
    (OBJECTS, {}),
    (PAGES, {}),
    # objects of every kind whole
    (
        "{ events { nodes { settings { eventCapacity maxTicketPerCustomer enableRsvp bookingStartsOn { type utc local"
        " relativeTo offsetMinutes hideTicketUntilBookingStart level } bookingEndsOn { type utc local relativeTo"
        " offsetMinutes level } } listing { enabled visibilityInOrgProfile tags categories { uuid name description } }"
        " configuration { type venue { name image url address { city state } } online { name url image } } thumbnail {"
        " uuid primary } banners { uuid name image primary } resources { uuid name url } } } }",
        {},
    ),
    (
        "{ events { nodes { tickets { name opens: bookingWindow { opensOn { local } closesOn { utc } }"
        " bookability { state reason nextChangeAt { utc local timezone } } prices { name price { amount"
        " currency } minimumQuantity { enable mandatory quantity } } minDonationAmount { amount }"
        " maxDonationAmount { amount } defaultDonationAmount {"
        " currency amount } parent { id parent { id } } session { id } archivedOn { utc } } } } }",
        {},
    ),
    (
        "{ events { nodes { occurrence { type startsOn { utc } ends { type on count } frequency interval weekdays"
        " exclusions schedule { startsOn { local } } timeslots { startsAt durationMinutes capacity } }"
        " occurrences(enabled: false) { nodes { id } } all: occurrences { nodes { bookability { state }"
        " timeslots { uuid startsOn { local } capacity } sessions { totalCount } tickets { id } } } } } }",
        {},
    ),
    ("{ viewer { application { name scopes organisation { slug events { totalCount } } } } __typename }", {}),
)


def asking_for_everything(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Each row by its global id, a hundred at a time, seen and unseen ones."""
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Node { again: id } } }"
    ids = [f"{kind}_{row['id']}" for kind in ENTITIES.values() for row in world.all(kind)]
    batches = [ids[start : start + 100] for start in range(0, len(ids), 100)]
    return [(text, {"ids": batch}) for batch in [*batches, [], [ids[0], ids[0], "Event_", ids[0]]]]


AGENDA = "{ totalCount nodes { id } }"


def agendas(world: World) -> list[tuple[str, dict[str, Any]]]:
    """The agenda of each event, narrowed down by each of its parts, and by the very moments at which rows begin."""
    arguments = {
        "trackUuid": "Track",
        "locationUuid": "Location",
        "speakerUuid": "Speaker",
        "scheduleDateUuid": "ScheduleDate",
        "agendaTabUuid": "AgendaTab",
        "occurrenceUuid": "Occurrence",
    }
    queries = []
    for event in world.all("Event"):
        found = world.where("SessionOccurrence", "event_id", event["id"])
        given = [
            (name, row["id"]) for name, kind in arguments.items() for row in world.where(kind, "event_id", event["id"])
        ]
        given += [("until", utc_text(moment)) for moment in sorted({row["starts_at"] for row in found})[:3]]
        given += [("from", utc_text(moment)) for moment in sorted({row["ends_at"] for row in found})[:3]]
        lists = [f'a{number}: agenda({name}: "{value}") {AGENDA}' for number, (name, value) in enumerate(given)]
        days = f"scheduleDates {{ id sessions {AGENDA} agenda {AGENDA} }} agendaTabs {{ id sessions {AGENDA} }}"
        queries.append((f"query($u: UUID!) {{ event(uuid: $u) {{ {' '.join(lists)} {days} }} }}", {"u": event["id"]}))
    return queries
