"""All SQL of what people do. Every function is given an event or organisation that the caller's tenant has."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.auth.rules import Caller
from app.events.tables import EventRow
from app.interactions.rules import Bounds
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import PriceRow, TicketRow

A = TypeVar("A", SaveRow, ShareRow, ReviewRow, WaitingRow)
F = TypeVar("F", FollowRow, MuteRow)
T = TypeVar("T", bound=SQLModel)


def act_of(db: DbSession, table: type[A], event_id: UUID, user_id: UUID) -> A | None:
    """What this user has done to this event."""
    return db.exec(select(table).where(table.event_id == event_id, table.user_id == user_id)).one_or_none()


def relation_of(db: DbSession, table: type[F], organisation_id: UUID, user_id: UUID) -> F | None:
    """What this user has with this organisation."""
    query = select(table).where(table.organisation_id == organisation_id, table.user_id == user_id)
    return db.exec(query).one_or_none()


def last_turn(db: DbSession, event_id: UUID) -> int:
    """Where the waiting list ends."""
    query = select(func.coalesce(func.max(WaitingRow.turn), 0)).where(WaitingRow.event_id == event_id)
    return int(db.exec(query).one())


def of_event(db: DbSession, table: type[T], event_id: UUID, uuid: UUID) -> T | None:
    """A row of a table of this event, or None."""
    kind: Any = table
    return db.exec(select(kind).where(kind.id == uuid, kind.event_id == event_id)).one_or_none()


def only_occurrence(db: DbSession, event_id: UUID) -> OccurrenceRow | None:
    """The one enabled occurrence of the event, or None where there are several or none."""
    query = select(OccurrenceRow).where(OccurrenceRow.event_id == event_id, col(OccurrenceRow.enabled)).limit(2)
    found = db.exec(query).all()
    return found[0] if len(found) == 1 else None


def prices_of_ticket(db: DbSession, ticket_id: UUID) -> Sequence[PriceRow]:
    """The ways to pay for the ticket."""
    return db.exec(select(PriceRow).where(PriceRow.ticket_id == ticket_id)).all()


def bounds_of(db: DbSession, event: EventRow, ticket: TicketRow, price: PriceRow | None, user_id: UUID) -> Bounds:
    """How much this customer may have, and has."""

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


def take(db: DbSession, attendee: AttendeeRow) -> bool:
    """Count the places of the attendee wherever they count; False, and nothing kept, where not that many are left.

    Each counter is raised by an update that asks for the room itself: whoever comes second finds it gone.
    """
    ticket, occurrence, event = (_table(row) for row in (TicketRow, OccurrenceRow, EventRow))
    seats = attendee.seats
    for table, key, counter, most in (
        (ticket, attendee.ticket_id, ticket.c.quantity_sold, ticket.c.quantity),
        (occurrence, attendee.occurrence_id, occurrence.c.booked_count, occurrence.c.capacity),
        (event, attendee.event_id, event.c.booked_count, event.c.event_capacity),
    ):
        raised = update(table).where(table.c.id == key, (most.is_(None)) | (counter + seats <= most))
        if db.connection().execute(raised.values({counter: counter + seats})).rowcount != 1:
            return False
    _count_price(db, attendee, attendee.quantity)
    return True


def give_back(db: DbSession, attendee: AttendeeRow) -> None:
    """The places of the attendee are free again."""
    for row, key, name in (
        (TicketRow, attendee.ticket_id, "quantity_sold"),
        (OccurrenceRow, attendee.occurrence_id, "booked_count"),
        (EventRow, attendee.event_id, "booked_count"),
    ):
        table = _table(row)
        lowered = {name: table.c[name] - attendee.seats}
        db.connection().execute(update(table).where(table.c.id == key).values(lowered))
    _count_price(db, attendee, -attendee.quantity)


def attendee_to_remove(db: DbSession, caller: Caller, uuid: UUID) -> tuple[AttendeeRow, EventRow] | None:
    """The caller's own attendee and its event, which is locked first. None for anyone else."""
    own = select_columns(col(AttendeeRow.event_id)).where(
        col(AttendeeRow.id) == uuid, col(AttendeeRow.organisation_id) == caller.organisation_id
    )
    event = db.exec(select(EventRow).where(EventRow.id == own.scalar_subquery()).with_for_update()).one_or_none()
    if event is None:
        return None
    # Asked for under the lock: whoever removes it second finds nothing.
    attendee = db.exec(select(AttendeeRow).where(AttendeeRow.id == uuid)).one_or_none()
    return None if attendee is None else (attendee, event)


def _count_price(db: DbSession, attendee: AttendeeRow, quantity: int) -> None:
    if attendee.price_id is not None:
        price = _table(PriceRow)
        counted = {price.c.quantity_sold: price.c.quantity_sold + quantity}
        db.connection().execute(update(price).where(price.c.id == attendee.price_id).values(counted))


def _table(row: type[SQLModel]) -> Any:
    return row.__table__  # type: ignore[attr-defined]
