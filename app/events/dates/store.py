"""SQL of bookings and other traces of users on the dates of an event. Callers hold the event's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union
from sqlmodel import Session as DbSession
from sqlmodel import col
from sqlmodel import select as select_rows

from app.db.bulk import write_columns
from app.interactions.tables import AttendeeRow, WaitingRow
from app.sessions.tables import (
    SelectedSessionRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionRow,
)
from app.tickets.tables import TicketRow


@dataclass(frozen=True, slots=True)
class Traces:
    """What people have left on dates and timeslots.

    `acts`: ids of dates that somebody has booked, waits for, or has chosen a session on, and of booked timeslots;
    `links`: ids of dates that a SPECIFIC session names.
    """

    acts: frozenset[UUID]
    links: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Booking:
    """The seats of one attendee."""

    id: UUID
    user_id: UUID
    ticket_id: UUID
    occurrence_id: UUID
    timeslot_id: UUID | None
    seats: int


@dataclass(frozen=True, slots=True)
class TicketRoom:
    """How many seats a ticket gives on each date at most, and how many it has given on one."""

    name: str
    limit: int
    taken: int


def traces_of(db: DbSession, event_id: UUID) -> Traces:
    """Always two statements. Waiting for a session on a date counts as waiting on that date."""
    acts: Any = union(
        select(col(AttendeeRow.occurrence_id)).where(col(AttendeeRow.event_id) == event_id),
        select(col(WaitingRow.occurrence_id)).where(
            col(WaitingRow.event_id) == event_id, col(WaitingRow.occurrence_id).is_not(None)
        ),
        select(col(SessionOccurrenceRow.occurrence_id))
        .join(SelectedSessionRow, col(SelectedSessionRow.session_occurrence_id) == SessionOccurrenceRow.id)
        .where(col(SessionOccurrenceRow.event_id) == event_id),
        select(col(AttendeeRow.timeslot_id)).where(
            col(AttendeeRow.event_id) == event_id, col(AttendeeRow.timeslot_id).is_not(None)
        ),
    )
    links = (
        select(col(SessionOccurrenceLinkRow.occurrence_id))
        .join(SessionRow, col(SessionRow.id) == SessionOccurrenceLinkRow.session_id)
        .where(col(SessionRow.event_id) == event_id)
        .distinct()
    )
    return Traces(
        frozenset(db.connection().execute(acts).scalars()), frozenset(db.connection().execute(links).scalars())
    )


def bookings_of(db: DbSession, event_id: UUID) -> list[Booking]:
    """The attendees of the event, in the order in which they booked."""
    query = (
        select(
            col(AttendeeRow.id),
            col(AttendeeRow.user_id),
            col(AttendeeRow.ticket_id),
            col(AttendeeRow.occurrence_id),
            col(AttendeeRow.timeslot_id),
            col(AttendeeRow.seats),
        )
        .where(col(AttendeeRow.event_id) == event_id)
        .order_by(col(AttendeeRow.created_at), col(AttendeeRow.id))
    )
    return [Booking(*row) for row in db.connection().execute(query)]


def ticket_room_on(db: DbSession, event_id: UUID, date: UUID) -> dict[UUID, TicketRoom]:
    """The tickets that are limited on each date, by their id."""
    taken = (
        select(func.coalesce(func.sum(col(AttendeeRow.seats)), 0))
        .where(col(AttendeeRow.ticket_id) == TicketRow.id, col(AttendeeRow.occurrence_id) == date)
        .correlate(TicketRow)
        .scalar_subquery()
    )
    query = select(col(TicketRow.id), col(TicketRow.name), col(TicketRow.quantity_per_occurrence), taken).where(
        col(TicketRow.event_id) == event_id, col(TicketRow.quantity_per_occurrence).is_not(None)
    )
    return {row[0]: TicketRoom(row[1], row[2], int(row[3])) for row in db.connection().execute(query)}


def sessions_of(db: DbSession, event_id: UUID) -> list[SessionRow]:
    """All sessions of the event, by their start."""
    query = (
        select_rows(SessionRow)
        .where(SessionRow.event_id == event_id)
        .order_by(col(SessionRow.starts_at), col(SessionRow.id))
    )
    return list(db.exec(query))


def move_bookings(db: DbSession, bookings: Sequence[Booking], target: UUID, slots: Mapping[UUID, UUID | None]) -> None:
    """Put attendees on another date; `slots`: which timeslot there each of their timeslots becomes."""
    write_columns(
        db,
        AttendeeRow,
        [
            {
                "id": booking.id,
                "occurrence_id": target,
                "timeslot_id": None if booking.timeslot_id is None else slots.get(booking.timeslot_id),
            }
            for booking in bookings
        ],
    )
