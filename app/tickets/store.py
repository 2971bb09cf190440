"""All SQL of tickets and their prices. Callers pass an event of their own, or a part of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, exists, func
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.booking.store import EVENT_IS_FULL, ON_SALE, UNPRICED, bookability_state, state_of
from app.interactions.tables import AttendeeRow
from app.sessions.tables import SessionRow
from app.tickets.rules import TicketParent
from app.tickets.tables import PriceRow, TicketAttributeRow, TicketRow

# SQL over a ticket `{t}`.
HIDES = (
    "CASE WHEN (SELECT ev.booking_starts_level FROM event ev WHERE ev.id = {t}.event_id) = 'TICKET'"
    " THEN {t}.hide_ticket_until_booking_start"
    " ELSE (SELECT ev.hide_ticket_until_booking_start FROM event ev WHERE ev.id = {t}.event_id) END"
)
TICKET_STATE = bookability_state(
    closed=f"NOT ({ON_SALE}) OR ({UNPRICED})",
    hidden=HIDES,
    sold_out=f"{{t}}.quantity_sold >= {{t}}.quantity OR {EVENT_IS_FULL}",
)


def ticket_state(db: DbSession, ticket_id: UUID, now: datetime) -> str:
    """The ticket's BookabilityState, as the schema answers it."""
    return state_of(db, TicketRow, TICKET_STATE, ticket_id, now)


def room_for_ticket(db: DbSession, event_id: UUID) -> tuple[int, int]:
    """How many tickets of the event are not archived, and the position after the last."""
    counted = func.count(case((col(TicketRow.archived_at).is_(None), 1)))
    after_last = func.coalesce(func.max(TicketRow.position), -1) + 1
    count, position = db.exec(select(counted, after_last).where(TicketRow.event_id == event_id)).one()
    return count, position


def tickets_by_id(db: DbSession, event_id: UUID) -> dict[UUID, TicketParent]:
    """The parents of all tickets of the event, and which of them are archived."""
    query = select(TicketRow.id, TicketRow.parent_id, TicketRow.archived_at).where(TicketRow.event_id == event_id)
    return {uuid: TicketParent(parent, archived is not None) for uuid, parent, archived in db.exec(query)}


def has_session(db: DbSession, event_id: UUID, session_id: UUID) -> bool:
    """Whether this is a session of the event."""
    query = select(exists().where(col(SessionRow.id) == session_id, col(SessionRow.event_id) == event_id))
    return db.exec(query).one()


def prices_of(db: DbSession, ticket_id: UUID) -> list[PriceRow]:
    """The prices of a ticket in their order."""
    query = select(PriceRow).where(PriceRow.ticket_id == ticket_id)
    return list(db.exec(query.order_by(col(PriceRow.position), col(PriceRow.id))))


def is_unpriced(db: DbSession, ticket_id: UUID) -> bool:
    """Whether the ticket has no price."""
    return db.exec(select(~exists().where(col(PriceRow.ticket_id) == ticket_id))).one()


def most_on_a_date(db: DbSession, ticket_id: UUID) -> int:
    """The most that are sold on any one date."""
    seats = func.sum(AttendeeRow.seats)
    query = (
        select_columns(seats).where(col(AttendeeRow.ticket_id) == ticket_id).group_by(col(AttendeeRow.occurrence_id))
    )
    return int(db.scalar(query.order_by(seats.desc()).limit(1)) or 0)


def empty_attributes(db: DbSession, ticket_id: UUID) -> None:
    """Delete the attributes of a ticket before others are inserted."""
    db.connection().execute(delete(TicketAttributeRow).where(col(TicketAttributeRow.ticket_id) == ticket_id))
