"""SQL of the resolved booking windows of one event. Callers have locked the event."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.booking.columns import ResolvedValues, WindowEndsValues
from app.db.columns import Uuid
from app.db.fixed import FixedStatement
from app.discounts.columns import EarlyBirdValues
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow

V = TypeVar("V")


# With the local times, which a new row may lack.
class OccurrenceWindow(ResolvedValues):
    """The columns of an occurrence that windows depend on."""

    id: UUID
    timezone: str
    enabled: bool
    starts_at: datetime
    ends_at: datetime


class TicketWindow(WindowEndsValues, ResolvedValues, EarlyBirdValues):
    """The columns of a ticket that windows depend on, and its place among the tickets."""

    id: UUID
    position: int
    name: str
    timezone: str
    active: bool
    archived_at: datetime | None


def occurrences_with_windows(db: DbSession, event_id: UUID) -> Sequence[OccurrenceWindow]:
    """All occurrences of the event. Values, since callers may hold the rows."""
    return _values(db, OccurrenceRow, OccurrenceWindow, event_id)


def tickets_with_windows(db: DbSession, event_id: UUID) -> Sequence[TicketWindow]:
    """All tickets of the event, archived tickets included."""
    return _values(db, TicketRow, TicketWindow, event_id)


def _values(db: DbSession, table_class: type[SQLModel], columns: type[V], event_id: UUID) -> Sequence[V]:
    names = tuple(columns.__annotations__)
    rows = _query(table_class, names).rows(db, {"event": event_id})
    return [cast(V, dict(zip(names, row, strict=True))) for row in rows]


@cache
def _query(table_class: type[SQLModel], names: tuple[str, ...]) -> FixedStatement:
    table = table_class.__table__  # type: ignore[attr-defined]
    query = select(*(table.c[name] for name in names)).where(table.c.event_id == bindparam("event", type_=Uuid()))
    return FixedStatement(query.order_by(table.c.id))
