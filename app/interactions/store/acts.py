"""SQL of what users do to events and organisations, and of how much they may book."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.auth.rules import Caller
from app.events.tables import EventRow
from app.interactions.rules import Bounds
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import PriceRow, TicketRow

A = TypeVar("A", SaveRow, ShareRow, ReviewRow)
F = TypeVar("F", FollowRow, MuteRow)
T = TypeVar("T", bound=SQLModel)


def act_of(db: DbSession, table: type[A], event_id: UUID, user_id: UUID) -> A | None:
    """The user's act on the event, or None."""
    return db.exec(select(table).where(table.event_id == event_id, table.user_id == user_id)).one_or_none()


def relation_of(db: DbSession, table: type[F], organisation_id: UUID, user_id: UUID) -> F | None:
    """The user's row for the organisation, or None."""
    query = select(table).where(table.organisation_id == organisation_id, table.user_id == user_id)
    return db.exec(query).one_or_none()


def of_event(db: DbSession, table: type[T], event_id: UUID, uuid: UUID) -> T | None:
    """A row of the event in this table, or None."""
    kind: Any = table
    return db.exec(select(kind).where(kind.id == uuid, kind.event_id == event_id)).one_or_none()


def only_occurrence(db: DbSession, event_id: UUID) -> OccurrenceRow | None:
    """The one enabled occurrence of the event, or None where there are several or none."""
    query = select(OccurrenceRow).where(OccurrenceRow.event_id == event_id, col(OccurrenceRow.enabled)).limit(2)
    found = db.exec(query).all()
    return found[0] if len(found) == 1 else None


def prices_of_ticket(db: DbSession, ticket_id: UUID) -> Sequence[PriceRow]:
    """The prices of the ticket."""
    return db.exec(select(PriceRow).where(PriceRow.ticket_id == ticket_id)).all()


def bounds_of(db: DbSession, event: EventRow, ticket: TicketRow, price: PriceRow | None, user_id: UUID) -> Bounds:
    """How many tickets this customer may have, and has."""

    def has(condition: Any) -> int:
        query = select_columns(func.coalesce(func.sum(AttendeeRow.seats), 0))
        return int(db.scalar(query.where(condition, col(AttendeeRow.user_id) == user_id)) or 0)

    least = price.minimum_quantity if price is not None and price.minimum_quantity_enabled else None
    return Bounds(
        ticket.max_quantity_per_customer,
        event.max_ticket_per_customer,
        has(col(AttendeeRow.ticket_id) == ticket.id),
        has(col(AttendeeRow.event_id) == event.id),
        least,
    )


def attendee_to_change(db: DbSession, caller: Caller, uuid: UUID) -> tuple[AttendeeRow, EventRow] | None:
    """The caller's own attendee and its event, which is locked first. None for anyone else."""
    own = select_columns(col(AttendeeRow.event_id)).where(
        col(AttendeeRow.id) == uuid, col(AttendeeRow.organisation_id) == caller.organisation_id
    )
    event = db.exec(select(EventRow).where(EventRow.id == own.scalar_subquery()).with_for_update()).one_or_none()
    if event is None:
        return None
    # Read under the lock: of two that remove it at once, the second finds nothing.
    attendee = db.exec(select(AttendeeRow).where(AttendeeRow.id == uuid)).one_or_none()
    return None if attendee is None else (attendee, event)
