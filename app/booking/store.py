"""SQL of the resolved booking windows of one event. Callers hold the event's lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.time import to_utc_text
from app.db.columns import Uuid
from app.discounts.rules import EARLY_BIRD
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow

Values = Mapping[str, Any]

# What is booked, tickets and all, against what the whole event holds.
EVENT_IS_FULL = (
    "coalesce((SELECT ev.event_capacity <= ev.booked_count FROM event ev WHERE ev.id = {t}.event_id), FALSE)"
)

# The wall clocks beside the instants: a row that was just made may lack them.
_RESOLVED = ("opens_at", "opens_local", "closes_at", "closes_local")
_OCCURRENCE = ("id", "timezone", "enabled", "starts_at", "ends_at", *_RESOLVED)
_OWN = tuple(
    f"booking_{side}_{name}"
    for side in ("starts", "ends")
    for name in ("type", "at", "local", "relation", "offset_minutes")
)
_TICKET = ("id", "name", "timezone", "active", "archived_at", *_OWN, *_RESOLVED, *EARLY_BIRD)


def bookability_state(*, closed: str, hidden: str, sold_out: str) -> str:
    """The BookabilityState of a row with `event_id`, `opens_at` and `closes_at`; the arguments are its own conditions.

    SQL for both engines over the row `{t}` at the moment `{now}`.
    """
    lifecycle = "(SELECT ev.lifecycle FROM event ev WHERE ev.id = {t}.event_id)"
    return (
        f"CASE WHEN {lifecycle} = 'CANCELLED' THEN 'CANCELLED'"
        f" WHEN {lifecycle} <> 'PUBLISHED' THEN 'NOT_PUBLISHED'"
        f" WHEN {closed} OR {{t}}.closes_at <= {{now}} OR {{t}}.opens_at IS NULL THEN 'CLOSED'"
        f" WHEN {{t}}.opens_at > {{now}} THEN CASE WHEN {hidden} THEN 'HIDDEN' ELSE 'NOT_YET_OPEN' END"
        f" WHEN {sold_out} THEN 'SOLD_OUT' ELSE 'OPEN' END"
    )


def state_of(db: DbSession, table_class: type[SQLModel], state: str, uuid: UUID, now: datetime) -> str:
    """The BookabilityState of one stored row, by what `bookability_state` answered for its table."""
    asked = state.replace("{t}", "its").replace("{now}", ":now")
    query = text(f"SELECT {asked} FROM {table_class.__tablename__} its WHERE its.id = :uuid")
    found = db.connection().execute(query.bindparams(bindparam("uuid", uuid, Uuid())), {"now": to_utc_text(now)})
    return str(found.scalar_one())


def occurrences_with_windows(db: DbSession, event_id: UUID) -> Sequence[Values]:
    """What windows depend on, of all occurrences; as values, since rows may be in other hands."""
    return _columns(db, OccurrenceRow, _OCCURRENCE, event_id)


def tickets_with_windows(db: DbSession, event_id: UUID) -> Sequence[Values]:
    """The same of all tickets, archived ones included."""
    return _columns(db, TicketRow, _TICKET, event_id)


def _columns(db: DbSession, table_class: type[SQLModel], names: Sequence[str], event_id: UUID) -> Sequence[Values]:
    table = table_class.__table__  # type: ignore[attr-defined]
    query = select(*(table.c[name] for name in names)).where(table.c.event_id == event_id)
    return [dict(row) for row in db.connection().execute(query.order_by(table.c.id)).mappings()]
