"""A published series with sessions, bookings and choices on its dates, for the tests of changed plans.

event, dates = make_series(gateway, acme, occurrence=daily(3))      # the stored dates, by their start
talk = make_placed(gateway, event, dates, "Talk", minutes=30)       # a session with a row in each of the dates
book(gateway, acme, dates[0], seats=4)                              # an attendee, and the counters
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session as DbSession

from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow, SessionRow, SessionSelectionRow
from app.tickets.tables import TicketRow
from app.users.tables import UserRow
from tests.builders import Stored, event_of, make_link, make_row, make_session, make_ticket, stored
from tests.events.editing import create, occurrences
from tests.gateway import Gateway, Organisation
from tests.user_builders import make_user


def make_series(gateway: Gateway, organisation: Organisation, **given: Any) -> tuple[EventRow, list[Stored]]:
    """A published event with a ticket, and its dates."""
    uuid = create(gateway, organisation, **given)

    def publish(db: DbSession) -> None:
        row = db.get_one(EventRow, uuid)
        row.lifecycle, row.published_at, row.published_local = "PUBLISHED", gateway.clock(), row.created_local

    gateway.in_database(publish)
    event = event_of(gateway, uuid)
    make_ticket(gateway, event)
    return event, occurrences(gateway, uuid)


def make_placed(
    gateway: Gateway,
    event: EventRow,
    dates: Sequence[Stored],
    name: str = "Talk",
    *,
    offset: int = 0,
    minutes: int = 30,
    **columns: Any,
) -> SessionRow:
    """A session `offset` minutes behind the start of each of the dates; between them the clocks do not change."""
    shift, length = timedelta(minutes=offset), timedelta(minutes=minutes)
    start = dates[0]["starts_at"] + shift
    times = {"starts_at": start, "ends_at": start + length, "offset_seconds": offset * 60}
    session = make_session(gateway, event, name=name, **times | columns)
    for date in dates:
        start = date["starts_at"] + shift
        make_row(
            gateway,
            SessionOccurrenceRow,
            event,
            session_id=session.id,
            occurrence_id=date["id"],
            starts_at=start,
            ends_at=start + length,
            timezone=session.timezone,
        )
    return session


def rows_of(gateway: Gateway, session: SessionRow) -> dict[UUID, Stored]:
    """The rows of a session by their date."""
    return {row["occurrence_id"]: row for row in stored(gateway, SessionOccurrenceRow, session_id=session.id)}


def change_row(gateway: Gateway, row: Stored, **columns: Any) -> None:
    def write(db: DbSession) -> None:
        db.execute(update(SessionOccurrenceRow).where(SessionOccurrenceRow.id == row["id"]).values(columns))

    gateway.in_database(write)


def change_date(gateway: Gateway, date: Stored, **columns: Any) -> None:
    def write(db: DbSession) -> None:
        db.execute(update(OccurrenceRow).where(OccurrenceRow.id == date["id"]).values(columns))

    gateway.in_database(write)


def book(
    gateway: Gateway, organisation: Organisation, date: Stored, seats: int = 1, slot: Stored | None = None
) -> AttendeeRow:
    """A new user has places on a date; every counter knows of them."""
    event = event_of(gateway, date["event_id"])
    user: UserRow = make_user(gateway, organisation)
    [ticket] = stored(gateway, TicketRow, event_id=event.id)
    attendee = make_row(
        gateway,
        AttendeeRow,
        event,
        user_id=user.id,
        ticket_id=ticket["id"],
        occurrence_id=date["id"],
        timeslot_id=slot and slot["id"],
        quantity=seats,
        seats=seats,
    )

    def write(db: DbSession) -> None:
        counted: list[tuple[Any, UUID, str]] = [
            (OccurrenceRow, date["id"], "booked_count"),
            (EventRow, event.id, "booked_count"),
            (TicketRow, ticket["id"], "quantity_sold"),
        ]
        if slot is not None:
            counted.append((TimeslotRow, slot["id"], "booked_count"))
        for table, key, name in counted:
            db.execute(update(table).where(table.id == key).values({name: getattr(table, name) + seats}))

    gateway.in_database(write)
    return attendee


def choose(gateway: Gateway, event: EventRow, user_id: UUID, *rows: Stored) -> None:
    """A user has chosen these rows of sessions."""
    selection = make_row(gateway, SessionSelectionRow, event, user_id=user_id)
    for row in rows:
        make_link(
            gateway,
            SelectedSessionRow,
            selection_id=selection.id,
            session_id=row["session_id"],
            session_occurrence_id=row["id"],
        )


def chosen(gateway: Gateway) -> list[UUID]:
    """The rows of sessions that somebody has chosen."""
    return [row["session_occurrence_id"] for row in stored(gateway, SelectedSessionRow)]


def state(gateway: Gateway, event: EventRow) -> list[tuple[str, str | None, bool, int]]:
    """Each date: its wall clock, why it is off, whether it is out of the rule, its seats."""
    return [
        (f"{row['starts_local']:%m-%d %H:%M}", row["disabled_reason"], row["out_of_rule"], row["booked_count"])
        for row in occurrences(gateway, event.id)
    ]
