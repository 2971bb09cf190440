"""Dates with timeslots and chosen sessions, for the tests of registering and moving attendees."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow, SessionRow, SessionSelectionRow
from app.users.tables import UserRow
from tests.builders import make_link, make_row, stored
from tests.gateway import Gateway
from tests.interactions.acting import CHECKED, by_input

REGISTER = by_input(
    "registerAttendee", "RegisterAttendeeInput", "attendee { uuid seats timeslot { uuid bookedCount } }"
)
MOVE = (
    "mutation($uuid: UUID!, $to: UUID!, $slot: UUID) {"
    f" moveAttendee(uuid: $uuid, input: {{ occurrenceUuid: $to, timeslotUuid: $slot }}) {{ {CHECKED}"
    " warnings { code message path } attendee { uuid seats occurrence { uuid } timeslot { uuid } } } }"
)


def make_slot(gateway: Gateway, event: EventRow, date: OccurrenceRow, **columns: Any) -> TimeslotRow:
    """A quarter of an hour from the start of the date."""
    moments = {"starts_at": date.starts_at, "ends_at": date.starts_at + timedelta(minutes=15)}
    return make_row(gateway, TimeslotRow, event, **{"occurrence_id": date.id, **moments, **columns})


def taken(gateway: Gateway, event: UUID) -> dict[str, list[int]]:
    """The places taken of each date and each timeslot, in the order of their starts, and of the event."""
    dates = sorted(stored(gateway, OccurrenceRow, event_id=event), key=lambda row: row["starts_at"])
    slots = sorted(stored(gateway, TimeslotRow, event_id=event), key=lambda row: (row["starts_at"], row["position"]))
    (whole,) = stored(gateway, EventRow, id=event)
    return {
        "dates": [row["booked_count"] for row in dates],
        "slots": [row["booked_count"] for row in slots],
        "event": [whole["booked_count"]],
    }


def seats(gateway: Gateway) -> int:
    return sum(row["seats"] for row in stored(gateway, AttendeeRow))


def make_date_of(
    gateway: Gateway, event: EventRow, session: SessionRow, date: OccurrenceRow, **columns: Any
) -> SessionOccurrenceRow:
    """The session takes place on the date, in its first hour."""
    moments = {"starts_at": date.starts_at, "ends_at": date.starts_at + timedelta(hours=1)}
    links = {"session_id": session.id, "occurrence_id": date.id}
    return make_row(gateway, SessionOccurrenceRow, event, **{**moments, **links, **columns})


def choose(gateway: Gateway, event: EventRow, user: UserRow, *rows: SessionOccurrenceRow) -> SessionSelectionRow:
    """The user has chosen these sessions on their dates."""
    selection = make_row(gateway, SessionSelectionRow, event, user_id=user.id)
    for row in rows:
        links: Any = {"session_id": row.session_id, "session_occurrence_id": row.id}
        make_link(gateway, SelectedSessionRow, selection_id=selection.id, **links)
    return selection


def chosen(gateway: Gateway, selection: SessionSelectionRow) -> set[UUID]:
    found = stored(gateway, SelectedSessionRow, selection_id=selection.id)
    return {row["session_occurrence_id"] for row in found}
