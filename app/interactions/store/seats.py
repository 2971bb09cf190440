"""SQL of the counters of places. Callers hold the event's lock."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col

from app.db.fixed import fixed_text
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.tickets.tables import TicketRow

# Each counter of what an attendee has: the table, the column of the attendee that names its row, the counter, and how
# many it counts.
_COUNTERS = (
    ("ticket", "ticket_id", "quantity_sold", "seats"),
    ("event", "event_id", "booked_count", "seats"),
    ("occurrence", "occurrence_id", "booked_count", "seats"),
    ("timeslot", "timeslot_id", "booked_count", "seats"),
    ("price", "price_id", "quantity_sold", "quantity"),
)
_NAMES = {name for _, row, _, count in _COUNTERS for name in (row, count)}
_LOWER = {
    row: f"UPDATE {table} SET {counter} = {table}.{counter} - :{count} WHERE {table}.id = :{row}"
    for table, row, counter, count in _COUNTERS
}
_TYPES = {column.name: column.type for column in AttendeeRow.__table__.c}  # type: ignore[attr-defined]
# On PostgreSQL all in one round trip.
_GIVE_BACK_POSTGRESQL = fixed_text(
    "WITH " + ", ".join(f"of_{name} AS ({sql})" for name, sql in _LOWER.items()) + " SELECT 1", _TYPES
)
_GIVE_BACK_SQLITE = {name: fixed_text(sql, _TYPES) for name, sql in _LOWER.items()}


def timeslots_on(db: DbSession, occurrence_id: UUID) -> set[UUID]:
    """The timeslots of the date."""
    return set(db.scalars(select(col(TimeslotRow.id)).where(col(TimeslotRow.occurrence_id) == occurrence_id)))


def left_on_date(db: DbSession, ticket: TicketRow, occurrence_id: UUID) -> int | None:
    """How many of the ticket are left for the date; None means no limit."""
    if ticket.quantity_per_occurrence is None:
        return None
    sold = select(func.coalesce(func.sum(AttendeeRow.seats), 0)).where(
        col(AttendeeRow.occurrence_id) == occurrence_id, col(AttendeeRow.ticket_id) == ticket.id
    )
    return ticket.quantity_per_occurrence - int(db.scalar(sold) or 0)


def take_date(db: DbSession, attendee: AttendeeRow) -> bool:
    """Add the attendee's places to their date; False, with the transaction to be rolled back, if too few are left.

    The counter is raised by an update with the limit as its condition, so that the last place is given once.
    """
    table = _table(OccurrenceRow)
    return _raise(db, table, attendee.occurrence_id, table.c.booked_count, table.c.capacity, attendee.seats)


def take_timeslot(db: DbSession, attendee: AttendeeRow) -> bool:
    """The same for their timeslot; true if they have none."""
    table, key = _table(TimeslotRow), attendee.timeslot_id
    return key is None or _raise(db, table, key, table.c.booked_count, table.c.capacity, attendee.seats)


def give_back(db: DbSession, attendee: AttendeeRow) -> None:
    """Free the attendee's places."""
    values = {name: getattr(attendee, name) for name in _NAMES}
    if db.get_bind().dialect.name == "postgresql":
        _GIVE_BACK_POSTGRESQL.rows(db, values)
        return
    for name, lower in _GIVE_BACK_SQLITE.items():
        if values[name] is not None:
            lower.changed(db, values)


def give_back_date(db: DbSession, attendee: AttendeeRow) -> None:
    """Free those of their date and timeslot only."""
    _lower(db, OccurrenceRow, attendee.occurrence_id, "booked_count", attendee.seats)
    give_back_timeslot(db, attendee)


def give_back_timeslot(db: DbSession, attendee: AttendeeRow) -> None:
    """Free those of their timeslot, if they have one."""
    if attendee.timeslot_id is not None:
        _lower(db, TimeslotRow, attendee.timeslot_id, "booked_count", attendee.seats)


def _raise(db: DbSession, table: Any, key: UUID, counter: Any, most: Any, seats: int) -> bool:
    raised = update(table).where(table.c.id == key, (most.is_(None)) | (counter + seats <= most))
    return bool(db.connection().execute(raised.values({counter: counter + seats})).rowcount == 1)


def _lower(db: DbSession, row: type[SQLModel], key: UUID, name: str, seats: int) -> None:
    table = _table(row)
    db.connection().execute(update(table).where(table.c.id == key).values({name: table.c[name] - seats}))


def _table(row: type[SQLModel]) -> Any:
    return row.__table__  # type: ignore[attr-defined]
