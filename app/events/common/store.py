"""SQL over the rows of an event in any one table."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.core.time import local_of
from app.db.bulk import update_tuples
from app.db.replacing import replace_rows
from app.events.common.tables import EventPart

P = TypeVar("P", bound=EventPart)
R = TypeVar("R", bound=SQLModel)


def list_of(db: DbSession, table: type[P], event_id: UUID) -> list[P]:
    """The rows of one list of the event, in their order."""
    query = select(table).where(table.event_id == event_id).order_by(col(table.position))
    return list(db.exec(query))


def replace_list(db: DbSession, table: type[SQLModel], event_id: UUID, rows: Sequence[SQLModel]) -> None:
    """Make these the only rows of the event in this table."""
    replace_rows(db, table, {"event_id": event_id}, rows)


def rows_of_event(db: DbSession, table: type[R], event_id: UUID) -> list[R]:
    """All rows of the event in a table that has `event_id` and `id`."""
    columns: Any = table
    return list(db.exec(select(table).where(columns.event_id == event_id).order_by(col(columns.id))))


def write_times(db: DbSession, table: type[SQLModel], rows: Sequence[Any], now: datetime | None = None) -> None:
    """Store when rows of one table start and end: there can be twenty thousand. With `now` they get a new version."""
    names: tuple[str, ...] = ("id", "starts_at", "starts_local", "ends_at", "ends_local")
    of_row = attrgetter(*names)
    values: list[tuple[Any, ...]] = [of_row(row) for row in rows]
    if now is not None:
        names = (*names, "version", "updated_at", "updated_local")
        local = {zone: local_of(now, zone) for zone in {row.timezone for row in rows}}
        values = [(*value, row.version + 1, now, local[row.timezone]) for value, row in zip(values, rows, strict=True)]
    update_tuples(db, table, names, values)
