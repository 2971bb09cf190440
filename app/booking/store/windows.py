"""SQL of the resolved booking windows of one event. Callers have locked the event."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.discounts.rules import EARLY_BIRD
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow

Values = Mapping[str, Any]

# With the local times, which a new row may lack.
_RESOLVED = ("opens_at", "opens_local", "closes_at", "closes_local")
_OCCURRENCE = ("id", "timezone", "enabled", "starts_at", "ends_at", *_RESOLVED)
_OWN = tuple(
    f"booking_{side}_{name}"
    for side in ("starts", "ends")
    for name in ("type", "at", "local", "relation", "offset_minutes")
)
_TICKET = ("id", "name", "timezone", "active", "archived_at", *_OWN, *_RESOLVED, *EARLY_BIRD)


def occurrences_with_windows(db: DbSession, event_id: UUID) -> Sequence[Values]:
    """The columns of all occurrences that windows depend on. Values, since callers may hold the rows."""
    return _columns(db, OccurrenceRow, _OCCURRENCE, event_id)


def tickets_with_windows(db: DbSession, event_id: UUID) -> Sequence[Values]:
    """The columns of all tickets that windows depend on, archived tickets included."""
    return _columns(db, TicketRow, _TICKET, event_id)


def _columns(db: DbSession, table_class: type[SQLModel], names: Sequence[str], event_id: UUID) -> Sequence[Values]:
    table = table_class.__table__  # type: ignore[attr-defined]
    query = select(*(table.c[name] for name in names)).where(table.c.event_id == event_id)
    return [dict(row) for row in db.connection().execute(query.order_by(table.c.id)).mappings()]
