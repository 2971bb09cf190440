"""SQL over the rows of an event in any one table."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.db.bulk import insert_all
from app.events.common.tables import EventPart

P = TypeVar("P", bound=EventPart)
R = TypeVar("R", bound=SQLModel)


def list_of(db: DbSession, table: type[P], event_id: UUID) -> list[P]:
    """The rows of one list of the event, in their order."""
    query = select(table).where(table.event_id == event_id).order_by(col(table.position))
    return list(db.exec(query))


def replace_list(db: DbSession, table: type[SQLModel], event_id: UUID, rows: Sequence[SQLModel]) -> None:
    """Delete all rows of the event in this table, and insert these."""
    columns: Any = table
    db.connection().execute(delete(table).where(col(columns.event_id) == event_id))
    insert_all(db, rows)


def rows_of_event(db: DbSession, table: type[R], event_id: UUID) -> list[R]:
    """All rows of the event in a table that has `event_id` and `id`."""
    columns: Any = table
    return list(db.exec(select(table).where(columns.event_id == event_id).order_by(col(columns.id))))
