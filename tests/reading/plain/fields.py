"""Every field of every type: a column, or a few lines of Python over the rows."""

from collections.abc import Callable
from typing import Any

from tests.reading.plain import facts, lists
from tests.reading.plain.facts import money, zoned
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row

Resolver = Callable[..., Any]
# A field is the name of its column, or a function of the caller, the row and the arguments.
Fields = dict[str, str | Resolver]

ADDRESS = {
    "addressLine1": "address_line1",
    "addressLine2": "address_line2",
    "country": "address_country",
    "state": "address_state",
    "city": "address_city",
    "postCode": "address_post_code",
}
VENUE = ("name", "image", "url", "latitude", "longitude")


def at(prefix: str) -> Resolver:
    return lambda _see, row: zoned(row, prefix)


def arranged(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def belonging(kind: str, column: str = "event_id") -> Resolver:
    """What belongs to a row, as the organiser arranged it, and as far as the caller sees it."""
    return lambda see, row: arranged(see.seen(see.world.where(kind, column, row["id"])))


def parts(kind: str, column: str = "event_id") -> Resolver:
    """The same of what is seen by everybody who sees the row."""
    return lambda see, row: arranged(see.world.where(kind, column, row["id"]))


def linked(kind: str, column: str) -> Resolver:
    """The other row, if there is one and the caller sees it."""
    return lambda see, row: see.maybe(see.world.find(kind, row[column]))


def sessions_by(column: str) -> Resolver:
    return lambda see, row, **given: lists.sessions(see, see.world.where("Session", column, row["id"]), given)


def entity(kind: str) -> Fields:
    return {
        "id": lambda _see, row: f"{kind}_{row['id']}",
        "uuid": "id",
        "version": "version",
        "createdOn": at("created"),
        "updatedOn": at("updated"),
    }


def named(*fields: str) -> Fields:
    """Columns of the same name, but for the spelling."""
    return {field: "".join(f"_{char.lower()}" if char.isupper() else char for char in field) for field in fields}


def window(_see: Sight, row: Row) -> Row:
    return {"opensOn": zoned(row, "opens"), "closesOn": zoned(row, "closes")}


def rule(see: Sight, event: Row) -> Row | None:
    if event["occurrence_type"] is None:
        return None
    ends_on, key = event["ends_on"], event["id"]
    ends = {
        "type": event["ends_type"],
        "on": ends_on and ends_on.isoformat(),
        "count": event["ends_after"],
    }
    slots = arranged(see.world.where("TimeslotTemplate", "event_id", key))
    return {
        "type": event["occurrence_type"],
        "startsOn": zoned(event, "rule_starts"),
        "endsOn": first_end(see, event),
        "durationMinutes": event["duration_minutes"],
        "ends": None if event["ends_type"] is None else ends,
        "frequency": event["frequency"],
        "interval": event["interval"],
        "weekdays": event["weekdays"],
        "monthlyPosition": None
        if event["month_ordinal"] is None
        else {"ordinal": event["month_ordinal"], "weekday": event["month_weekday"]},
        "exclusions": event["exclusions"],
        "schedule": [
            {"startsOn": zoned(row, "starts")} for row in arranged(see.world.where("ScheduledStart", "event_id", key))
        ],
        "timeslots": [
            {
                "startsAt": row["starts_at"].strftime("%H:%M:%S"),
                "durationMinutes": row["duration_minutes"],
                "capacity": row["capacity"],
            }
            for row in slots
        ],
    }


def room_address(see: Sight, location: Row) -> str | None:
    """As hidden as the event's place."""
    event = see.world.get("Event", location["event_id"])
    return location["address"] if event["is_location_visible"] or see.owns(event) else None


def first_end(see: Sight, event: Row) -> Row | None:
    occurrences = see.world.where("Occurrence", "event_id", event["id"])
    first = min(occurrences, key=lambda row: (row["starts_at"], row["id"]), default=None)
    return None if first is None else zoned({**first, "timezone": event["timezone"]}, "ends")


def configuration(see: Sight, event: Row) -> Row:
    address = _unless_empty({field: event[column] for field, column in ADDRESS.items()})
    venue = {field: event[f"venue_{field}"] for field in VENUE} | {"address": address}
    if not (event["is_location_visible"] or see.owns(event)):
        # A hidden place is for the organisation alone.
        venue = dict.fromkeys(venue)
    online = _unless_empty({field: event[f"online_{field}"] for field in ("name", "url", "image")})
    if online is not None and not see.owns(event):
        # Where to join is for the organisation alone.
        online["url"] = None
    requested = {
        "enabled": event["survey_enabled"],
        "haveConditions": event["survey_have_conditions"],
        "list": arranged(see.world.where("SurveyQuestion", "event_id", event["id"])),
    }
    return {
        "type": event["configuration_type"],
        "venue": _unless_empty(venue),
        "online": online,
        "survey": requested,
    }


def _unless_empty(value: Row) -> Row | None:
    return None if all(part is None for part in value.values()) else value


def thumbnail(see: Sight, event: Row) -> Row | None:
    banners = arranged(see.world.where("Banner", "event_id", event["id"]))
    return next((banner for banner in banners if banner["is_primary"]), banners[0] if banners else None)


def listing(see: Sight, event: Row) -> Row:
    links = see.world.where("event_category", "event_id", event["id"])
    tags = see.world.where("event_tag", "event_id", event["id"])
    return {
        "enabled": event["listing_enabled"],
        "visibilityInOrgProfile": event["visible_in_organisation_profile"],
        "categories": [
            see.world.get("Category", link["category_id"])
            for link in sorted(links, key=lambda link: (link["position"], link["category_id"]))
        ],
        "tags": [link["tag"] for link in sorted(tags, key=lambda link: int(link["position"]))],
    }


def publishing(see: Sight, event: Row) -> Row:
    return {
        "state": facts.status(see, event),
        "updatedOn": zoned(event, "publishing_changed"),
        "publishedOn": zoned(event, "published"),
    }


def rescheduled(_see: Sight, event: Row) -> Row | None:
    on = zoned(event, "rescheduled")
    return None if on is None else {"on": on, "reason": event["reschedule_reason"]}


def ticket_settings(see: Sight, ticket: Row) -> Row:
    level = see.world.get("Event", ticket["event_id"])["booking_ends_level"]
    return {
        "bookingStartsOn": facts.booking_edge(ticket, "starts"),
        "bookingEndsOn": facts.booking_edge(ticket, "ends", level=level),
    }


def prices(see: Sight, ticket: Row) -> list[Row]:
    arrange: dict[str, Callable[[Row], Any]] = {
        "NATURAL": lambda _price: 0,
        "PRICE": lambda price: price["amount_minor"],
        "NAME": lambda price: price["name"] or "",
    }
    return sorted(arranged(see.world.where("Price", "ticket_id", ticket["id"])), key=arrange[ticket["display_order"]])


def minimum(_see: Sight, row: Row) -> Row:
    return {
        "enable": row["minimum_quantity_enabled"],
        "mandatory": row["minimum_quantity_mandatory"],
        "quantity": row["minimum_quantity"],
    }


def session_occurrences(see: Sight, session: Row) -> Row:
    links = see.world.where("session_occurrence_link", "session_id", session["id"])
    found = [see.world.get("Occurrence", link["occurrence_id"]) for link in links]
    ordered = sorted(found, key=lambda row: (row["starts_at"], row["id"]))
    return {"type": session["occurrences_type"], "uuids": [row["id"] for row in ordered]}


def session_tickets(see: Sight, session: Row) -> list[Row]:
    links = see.world.where("session_ticket", "session_id", session["id"])
    chosen = {link["ticket_id"] for link in links}
    tickets = see.world.where("Ticket", "event_id", session["event_id"])
    everyone = session["tickets_type"] == "ALL"
    return arranged(see.seen([ticket for ticket in tickets if everyone or ticket["id"] in chosen]))


def session_speakers(see: Sight, session: Row) -> list[Row]:
    links = see.world.where("session_speaker", "session_id", session["id"])
    ordered = sorted(links, key=lambda link: (link["position"], link["speaker_id"]))
    return see.seen([see.world.get("Speaker", link["speaker_id"]) for link in ordered])


def speaker_sessions(see: Sight, speaker: Row, **given: Any) -> Row:
    links = see.world.where("session_speaker", "speaker_id", speaker["id"])
    return lists.sessions(see, [see.world.get("Session", link["session_id"]) for link in links], given)


def occurrence_tickets(see: Sight, occurrence: Row) -> list[Row]:
    return arranged(see.seen(see.world.where("Ticket", "event_id", occurrence["event_id"])))


def dates(see: Sight, event: Row) -> list[Row]:
    rows = see.seen(see.world.where("ScheduleDate", "event_id", event["id"]))
    return sorted(rows, key=lambda row: (row["date"], row["id"]))


def tab_dates(see: Sight, tab: Row) -> list[Row]:
    rows = see.seen(see.world.where("ScheduleDate", "agenda_tab_id", tab["id"]))
    return sorted(rows, key=lambda row: (row["date"], row["id"]))


def custom_fields(see: Sight, _root: Any, organisationUuid: str) -> list[Row]:
    return arranged(see.seen(see.world.where("CustomField", "organisation_id", organisationUuid.lower())))


def by_uuid(kind: str) -> Resolver:
    """A row by its uuid, if the caller sees it."""
    return lambda see, _root, uuid: see.maybe(see.world.find(kind, uuid.lower()))


def first_small(kind: str) -> str:
    """A type's name as the name of a field."""
    return kind[0].lower() + kind[1:]


def speakers(see: Sight, event: Row, **given: Any) -> Row:
    rows = see.seen(see.world.where("Speaker", "event_id", event["id"]))
    return lists.connection("Speaker", rows, given)


def occurrences(see: Sight, event: Row, **given: Any) -> Row:
    return lists.occurrences(see, see.world.where("Occurrence", "event_id", event["id"]), given)


def organisation_events(see: Sight, organisation: Row, **given: Any) -> Row:
    rows = see.world.where("Event", "organisation_id", organisation["id"])
    return lists.events(see, rows, given, in_profile=True)


def minutes(_see: Sight, session: Row) -> int:
    return int((session["ends_at"] - session["starts_at"]).total_seconds()) // 60


def money_in(column: str) -> Resolver:
    return lambda _see, row: money(row, column)
