"""createSession: stored rows, answers, refusals and rights."""

from typing import Any
from uuid import UUID

import pytest

from app.agenda.tables import ScheduleDateRow
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionOccurrenceLinkRow, SessionRow, SessionTicketRow
from tests.gateway import Gateway
from tests.sessions.requests import DEFAULTS, TABLES, create, only_session, problems, read_session
from tests.staging import Stage, stage

MINIMAL: dict[str, Any] = {
    "name": "Opening",
    "startsOn": {"local": "2026-09-04 10:00"},
    "durationMinutes": 30,
}
NOBODY = "00000000-0000-4000-8000-000000000000"


def refused(staged: Stage, given: dict[str, Any]) -> list[tuple[str, str]]:
    before = staged.everything(*TABLES)
    found = problems(create(staged, given))
    assert staged.everything(*TABLES) == before
    return found


def test_every_field_is_stored_and_answered(gateway: Gateway) -> None:
    staged = stage(gateway, occurrences=[("2026-09-04 07:00", "2026-09-04 18:00")], event_capacity=200)
    (occurrence,) = [row["id"] for row in staged.rows(OccurrenceRow)]
    ticket, track, location = staged.ticket(), staged.track(), staged.location()
    day, bob, ada = staged.schedule_date("2026-09-04"), staged.speaker("Bob"), staged.speaker("Ada")
    payload = create(
        staged,
        {
            "name": "Opening",
            "displayName": "The Opening",
            "description": "All are welcome.",
            "details": "# Welcome\n\nto *all*",
            "language": "pt-BR",
            "status": "INACTIVE",
            "sellSession": True,
            "image": "UPLOADS_DEFAULT_EVENTS/IMAGE.jpg",
            "startsOn": {"local": "2026-09-04 10:00", "utc": "2026-09-04T08:00:00Z"},
            "durationMinutes": 90,
            "endsOn": {"local": "2026-09-04 11:30"},
            "useEventTimezone": True,
            "capacity": 200,
            "occurrences": {"type": "SPECIFIC", "uuids": [occurrence]},
            "tickets": {"type": "SPECIFIC", "uuids": [ticket]},
            "trackUuid": track,
            "locationUuid": location,
            "scheduleDateUuid": day,
            "speakerUuids": [bob, ada],
            "links": [{"name": "Slides", "url": "https://example.com/slides"}, {"url": "http://a.example"}],
            "files": [{"name": "Paper", "url": "files/paper.pdf"}],
        },
    )
    assert problems(payload) == []
    assert payload["message"] == "Session has been created successfully"
    assert payload["warnings"] == []
    assert read_session(staged, payload["session"]["uuid"]) == DEFAULTS | {
        "uuid": payload["session"]["uuid"],
        "name": "Opening",
        "displayName": "The Opening",
        "description": "All are welcome.",
        "details": "# Welcome\n\nto *all*",
        "language": "pt-BR",
        "status": "INACTIVE",
        "sellSession": True,
        "image": "UPLOADS_DEFAULT_EVENTS/IMAGE.jpg",
        "startsOn": {
            "utc": "2026-09-04T08:00:00Z",
            "local": "2026-09-04T10:00:00",
            "timezone": "Europe/Berlin",
        },
        "endsOn": {
            "utc": "2026-09-04T09:30:00Z",
            "local": "2026-09-04T11:30:00",
            "timezone": "Europe/Berlin",
        },
        "durationMinutes": 90,
        "capacity": 200,
        "occurrences": {"type": "SPECIFIC", "uuids": [str(occurrence)]},
        "ticketsType": "SPECIFIC",
        "tickets": [{"uuid": str(ticket)}],
        "track": {"uuid": str(track)},
        "location": {"uuid": str(location)},
        "scheduleDate": {"date": "2026-09-04"},
        "speakers": [{"name": "Bob"}, {"name": "Ada"}],
        "links": [
            {"name": "Slides", "url": "https://example.com/slides"},
            {"name": None, "url": "http://a.example"},
        ],
        "files": [{"name": "Paper", "url": "files/paper.pdf"}],
    }


@pytest.mark.parametrize("given", [{}, "null"])
def test_absent_and_null_fields_have_their_defaults(gateway: Gateway, given: Any) -> None:
    staged = stage(gateway)
    optional = (
        "displayName description details language status sellSession image endsOn useEventTimezone timezone"
        " capacity occurrences tickets trackUuid locationUuid scheduleDateUuid speakerUuids links files"
    )
    empty = dict.fromkeys(optional.split()) if given == "null" else {}
    payload = create(staged, MINIMAL | empty)
    assert problems(payload) == []
    shown = read_session(staged, payload["session"]["uuid"])
    (day,) = staged.rows(ScheduleDateRow)
    assert shown == DEFAULTS | {
        "uuid": payload["session"]["uuid"],
        "name": "Opening",
        "displayName": "Opening",
        "startsOn": {
            "utc": "2026-09-04T08:00:00Z",
            "local": "2026-09-04T10:00:00",
            "timezone": "Europe/Berlin",
        },
        "endsOn": {
            "utc": "2026-09-04T08:30:00Z",
            "local": "2026-09-04T10:30:00",
            "timezone": "Europe/Berlin",
        },
        "durationMinutes": 30,
        "scheduleDate": {"date": "2026-09-04"},
    }
    row = only_session(staged)
    assert (row["kind"], row["event_id"]) == ("GENERAL", staged.event)
    assert row["schedule_date_id"] == day["id"]


def test_the_payload_has_the_session_its_edge_and_its_event(gateway: Gateway) -> None:
    staged = stage(gateway)
    document = """
    mutation ($event: UUID!, $input: CreateSessionInput!) {
      createSession(eventUuid: $event, input: $input) {
        session { uuid name }
        sessionEdge { cursor node { uuid name } }
        event { uuid version sessions { edges { cursor node { name } } totalCount } }
      }
    }"""
    create(staged, MINIMAL | {"name": "Earlier", "startsOn": {"local": "2026-09-03 10:00"}})
    payload = gateway.gql(document, staged.token, event=staged.event, input=MINIMAL)["createSession"]
    event = payload["event"]
    assert (event["uuid"], event["version"], event["sessions"]["totalCount"]) == (str(staged.event), 3, 2)
    assert [edge["node"]["name"] for edge in event["sessions"]["edges"]] == ["Earlier", "Opening"]
    assert payload["sessionEdge"] == {
        "cursor": event["sessions"]["edges"][1]["cursor"],
        "node": payload["session"],
    }


def test_the_change_is_recorded_and_the_event_is_newer(gateway: Gateway) -> None:
    staged = stage(gateway)
    staged.schedule_date("2026-09-04")
    payload = create(staged, MINIMAL)
    (event,) = staged.rows(EventRow)
    assert (event["version"], event["updated_local"].isoformat()) == (2, "2026-06-01T11:00:00")
    assert event["search_text"] == " camp "
    assert staged.changes() == [("Session", "CREATED")]
    assert only_session(staged)["id"] == UUID(payload["session"]["uuid"])


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "utc", "minutes"),
    [
        ("2027-03-28 01:00", "2027-03-28 04:00", "2027-03-28T00:00:00Z", 120),
        ("2026-10-25 01:00", "2026-10-25 04:00", "2026-10-24T23:00:00Z", 240),
    ],
)
def test_a_session_across_a_clock_change_lasts_its_elapsed_time(
    gateway: Gateway, starts_on: str, ends_on: str, utc: str, minutes: int
) -> None:
    staged = stage(gateway)
    given = {"name": "Night", "startsOn": {"local": starts_on}, "endsOn": {"local": ends_on}}
    shown = read_session(staged, create(staged, given)["session"]["uuid"])
    assert (shown["startsOn"]["utc"], shown["durationMinutes"]) == (utc, minutes)
    assert shown["startsOn"]["local"] == starts_on.replace(" ", "T") + ":00"
    assert shown["endsOn"]["local"] == ends_on.replace(" ", "T") + ":00"


def test_of_an_ambiguous_start_the_first_is_used_with_a_warning(gateway: Gateway) -> None:
    staged = stage(gateway)
    payload = create(staged, MINIMAL | {"startsOn": {"local": "2026-10-25 02:30"}})
    assert payload["warnings"] == [{"code": "AMBIGUOUS_LOCAL_TIME", "path": ["input", "startsOn", "local"]}]
    assert only_session(staged)["starts_at"].isoformat() == "2026-10-25T00:30:00+00:00"


def test_a_session_may_have_a_zone_of_its_own(gateway: Gateway) -> None:
    staged = stage(gateway)
    given = MINIMAL | {"useEventTimezone": False, "timezone": "asia/tokyo"}
    shown = read_session(staged, create(staged, given)["session"]["uuid"])
    assert shown["startsOn"] == {
        "utc": "2026-09-04T01:00:00Z",
        "local": "2026-09-04T10:00:00",
        "timezone": "Asia/Tokyo",
    }
    assert shown["useEventTimezone"] is False
    assert shown["createdOn"] == {"local": "2026-06-01T18:00:00"}


def test_the_schedule_date_of_the_start_is_made_once(gateway: Gateway) -> None:
    staged = stage(gateway)
    for name in ("Morning", "Evening"):
        create(staged, MINIMAL | {"name": name})
    (day,) = staged.rows(ScheduleDateRow)
    assert (day["date"].isoformat(), day["position"]) == ("2026-09-04", 0)
    assert {row["schedule_date_id"] for row in staged.rows(SessionRow)} == {day["id"]}


def test_all_takes_precedence_over_uuids(gateway: Gateway) -> None:
    staged = stage(gateway, occurrences=[("2026-09-04 07:00", "2026-09-04 18:00")])
    everything = {"type": "ALL", "uuids": [NOBODY]}
    assert problems(create(staged, MINIMAL | {"occurrences": everything, "tickets": everything})) == []
    row = only_session(staged)
    assert (row["occurrences_type"], row["tickets_type"]) == ("ALL", "ALL")
    assert staged.rows(SessionOccurrenceLinkRow) + staged.rows(SessionTicketRow) == []


def test_all_problems_are_reported_at_once_and_nothing_is_stored(gateway: Gateway) -> None:
    staged = stage(gateway, occurrences=[("2026-09-04 07:00", "2026-09-04 18:00")], event_capacity=10)
    given = {
        "name": "x" * 76,
        "language": "_",
        "image": "javascript:alert(1)",
        "startsOn": {"local": "2026-05-04 10:00"},
        "durationMinutes": 0,
        "capacity": 11,
        "occurrences": {"type": "SPECIFIC", "uuids": []},
        "tickets": {"type": "SPECIFIC", "uuids": [NOBODY]},
        "trackUuid": NOBODY,
        "speakerUuids": [NOBODY],
        "links": [{"url": "slides.pdf"}],
        "files": [{"url": "a.pdf"}] * 6,
    }
    assert refused(staged, given) == [
        ("TOO_LONG", "input.name"),
        ("INVALID", "input.language"),
        ("INVALID", "input.image"),
        ("OUT_OF_RANGE", "input.capacity"),
        ("INVALID", "input.links.0.url"),
        ("TOO_MANY", "input.files"),
        ("OUT_OF_RANGE", "input.durationMinutes"),
        ("NOT_IN_FUTURE", "input.startsOn"),
        ("REQUIRED", "input.occurrences.uuids"),
        ("NOT_FOUND", "input.tickets.uuids.0"),
        ("NOT_FOUND", "input.trackUuid"),
        ("NOT_FOUND", "input.speakerUuids.0"),
    ]


def test_parts_of_another_event_are_not_found(gateway: Gateway) -> None:
    staged, other = stage(gateway), stage(gateway, "other")
    links = {
        "occurrences": {
            "type": "SPECIFIC",
            "uuids": [other.occurrence("2026-09-04 00:00", "2026-09-05 00:00")],
        },
        "tickets": {"type": "SPECIFIC", "uuids": [other.ticket()]},
        "trackUuid": other.track(),
        "locationUuid": other.location(),
        "scheduleDateUuid": other.schedule_date("2026-09-04"),
        "speakerUuids": [other.speaker()],
    }
    assert refused(staged, MINIMAL | links) == [
        ("NOT_FOUND", "input.occurrences.uuids.0"),
        ("NOT_FOUND", "input.tickets.uuids.0"),
        ("NOT_FOUND", "input.trackUuid"),
        ("NOT_FOUND", "input.locationUuid"),
        ("NOT_FOUND", "input.scheduleDateUuid"),
        ("NOT_FOUND", "input.speakerUuids.0"),
    ]


def test_a_session_outside_its_occurrence_is_refused(gateway: Gateway) -> None:
    staged = stage(gateway, occurrences=[("2026-09-04 08:00", "2026-09-04 09:00")])
    assert refused(staged, MINIMAL | {"durationMinutes": 61}) == [("OUT_OF_RANGE", "input.startsOn")]
    assert problems(create(staged, MINIMAL | {"durationMinutes": 60})) == []


def test_it_takes_as_many_statements_in_a_full_event(gateway: Gateway) -> None:
    staged = stage(gateway)
    uuids = [staged.speaker(f"Speaker {number}") for number in range(30)]
    token = staged.token
    # Once before counting: who the token stands for is remembered.
    create(staged, MINIMAL, token)
    with gateway.statements() as for_one:
        create(staged, MINIMAL | {"speakerUuids": uuids[:1]}, token)
    with gateway.statements() as for_many:
        create(staged, MINIMAL | {"speakerUuids": uuids}, token)
    # lock, parts; session, speakers, what overlaps, event; the answer; the changes
    expected = 6 + gateway.ending_statements()
    assert (len(for_one), len(for_many)) == (expected, expected)
