"""Sessions in their dates by hand: what each is made of, and the lists that they stand in."""

from collections.abc import Callable
from typing import Any

from tests.reading.plain import booking, lists
from tests.reading.plain.fields import Fields, Resolver, at, entity, linked, minutes, named, session_speakers
from tests.reading.plain.lists import instant
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row

DATES = "SessionOccurrence"


def _session(see: Sight, row: Row) -> Row:
    return see.world.get("Session", row["session_id"])


def _date(see: Sight, row: Row) -> Row:
    return see.world.get("Occurrence", row["occurrence_id"])


def takes_place(see: Sight, row: Row) -> bool:
    return bool(row["enabled"] and _date(see, row)["enabled"])


def reason(see: Sight, row: Row) -> str | None:
    own: str | None = row["cancellation_reason"]
    return _date(see, row)["cancellation_reason"] if own is None else own


def track(see: Sight, row: Row) -> Row | None:
    """That of its session, but no track of another day."""
    found = see.maybe(see.world.find("Track", _session(see, row)["track_id"]))
    bound = found and found["schedule_date_id"]
    return found if bound is None or bound == row["schedule_date_id"] else None


def day(see: Sight, row: Row) -> Row | None:
    return see.world.find("ScheduleDate", row["schedule_date_id"])


def _is_track(see: Sight, row: Row, uuid: str) -> bool:
    found = track(see, row)
    return found is not None and found["id"] == uuid.lower()


def _speaks(see: Sight, row: Row, uuid: str) -> bool:
    links = see.world.where("session_speaker", "session_id", row["session_id"])
    return uuid.lower() in {link["speaker_id"] for link in links}


def _in_tab(see: Sight, row: Row, uuid: str) -> bool:
    found = day(see, row)
    return found is not None and found["agenda_tab_id"] == uuid.lower()


ARGUMENTS: dict[str, Callable[[Sight, Row, Any], bool]] = {
    "from": lambda _, row, text: row["ends_at"] > instant(text),
    "until": lambda _, row, text: row["starts_at"] < instant(text),
    "trackUuid": _is_track,
    "locationUuid": lambda see, row, uuid: _session(see, row)["location_id"] == uuid.lower(),
    "speakerUuid": _speaks,
    "kind": lambda see, row, kind: _session(see, row)["kind"] == kind,
    "scheduleDateUuid": lambda _, row, uuid: row["schedule_date_id"] == uuid.lower(),
    "agendaTabUuid": _in_tab,
    "occurrenceUuid": lambda _, row, uuid: row["occurrence_id"] == uuid.lower(),
    "enabled": lambda see, row, wanted: takes_place(see, row) is wanted,
}


def agenda(see: Sight, rows: list[Row], given: dict[str, Any]) -> Row:
    conditions = {name: value for name, value in given.items() if name in ARGUMENTS and value is not None}
    kept = [
        row for row in see.seen(rows) if all(ARGUMENTS[name](see, row, value) for name, value in conditions.items())
    ]
    return lists.connection(DATES, kept, given)


def agenda_by(column: str) -> Resolver:
    """Of what the rows name themselves."""
    return lambda see, parent, **given: agenda(see, see.world.where(DATES, column, parent["id"]), given)


def agenda_of(belongs: Callable[[Sight, Row, Row], bool]) -> Resolver:
    """Of a part of an event: those of the event's rows that belong to it."""

    def resolve(see: Sight, parent: Row, **given: Any) -> Row:
        rows = see.world.where(DATES, "event_id", parent["event_id"])
        return agenda(see, [row for row in rows if belongs(see, row, parent)], given)

    return resolve


def sessions_of(filed: Callable[[Row, Row], bool], holds: Callable[[Sight, Row, Row], bool]) -> Resolver:
    """Sessions one of whose rows a day or a tab holds, and those without rows that are filed there."""

    def resolve(see: Sight, parent: Row, **given: Any) -> Row:
        found = []
        for session in see.world.where("Session", "event_id", parent["event_id"]):
            rows = see.world.where(DATES, "session_id", session["id"])
            if any(holds(see, row, parent) for row in rows) or (not rows and filed(session, parent)):
                found.append(session)
        return lists.sessions(see, found, given)

    return resolve


def chosen(see: Sight, selection: Row) -> list[Row]:
    """The rows that somebody has chosen."""
    keys = {
        row["session_occurrence_id"] for row in see.world.where("session_selected", "selection_id", selection["id"])
    }
    rows = see.seen([see.world.get(DATES, key) for key in keys if key is not None])
    return sorted(rows, key=lambda row: (row["starts_at"], row["id"]))


TRACK = agenda_of(lambda see, row, parent: _is_track(see, row, parent["id"]))
LOCATION = agenda_of(lambda see, row, parent: _session(see, row)["location_id"] == parent["id"])
SPEAKER = agenda_of(lambda see, row, parent: _speaks(see, row, parent["id"]))
DAY_SESSIONS = sessions_of(
    lambda session, parent: bool(session["schedule_date_id"] == parent["id"]),
    lambda _, row, parent: bool(row["schedule_date_id"] == parent["id"]),
)
TAB_SESSIONS = sessions_of(
    lambda session, parent: bool(session["agenda_tab_id"] == parent["id"]),
    lambda see, row, parent: _in_tab(see, row, parent["id"]),
)
TYPES: dict[str, Fields] = {
    DATES: {
        **entity(DATES),
        **named("capacity", "rsvpCapacity"),
        "startsOn": at("starts"),
        "endsOn": at("ends"),
        "durationMinutes": minutes,
        "enabled": takes_place,
        "cancellationReason": reason,
        "bookability": booking.session_date,
        "selectedCount": lambda see, row: len(see.world.where("session_selected", "session_occurrence_id", row["id"])),
        "occurrence": _date,
        "session": _session,
        "name": lambda see, row: _session(see, row)["name"],
        "kind": lambda see, row: _session(see, row)["kind"],
        "track": track,
        "location": lambda see, row: see.world.find("Location", _session(see, row)["location_id"]),
        "speakers": lambda see, row: session_speakers(see, _session(see, row)),
        "scheduleDate": linked("ScheduleDate", "schedule_date_id"),
    },
}
