"""Many rows in one statement: the number of statements must not grow with the number of rows.

What waits in the session is not flushed: rows that others refer to are flushed by who added them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

R = TypeVar("R", bound=SQLModel)


def insert_all(db: DbSession, rows: Sequence[SQLModel]) -> None:
    """Insert the rows of one table, now; they stay outside the session."""
    if rows:
        insert_values(db, type(rows[0]), [row.model_dump() for row in rows])


def insert_values(db: DbSession, table_class: type[SQLModel], values: Sequence[dict[str, Any]]) -> None:
    """The same from bare values, each of all columns: making a row object costs more than storing it."""
    if values:
        db.connection().execute(insert(_table(table_class)), values)


def loosen(db: DbSession, rows: Sequence[R]) -> list[R]:
    """Take loaded rows out of the session, so that `update_all` alone writes what becomes of them."""
    for row in rows:
        db.expunge(row)
    return list(rows)


def update_all(db: DbSession, rows: Sequence[SQLModel]) -> None:
    """Write every column of the loosened rows of one table, found by their `id`."""
    if rows:
        update_values(db, type(rows[0]), [row.model_dump() for row in rows])


def update_values(db: DbSession, table_class: type[SQLModel], values: Sequence[dict[str, Any]]) -> None:
    """The same from bare values, each of all columns."""
    if values:
        table = _table(table_class)
        assigned: Any = {column: bindparam(f"new_{column.name}") for column in table.c if column.name != "id"}
        db.connection().execute(
            update(table).where(table.c.id == bindparam("new_id")).values(assigned),
            [{f"new_{name}": value for name, value in row.items()} for row in values],
        )


def write_columns(db: DbSession, table_class: type[SQLModel], changes: Sequence[Mapping[str, Any]]) -> None:
    """Set these columns of the rows with these ids. All changes name the same columns."""
    if changes:
        table = _table(table_class)
        values = [{f"new_{name}": value for name, value in change.items()} for change in changes]
        assigned: Any = {name: bindparam(f"new_{name}") for name in changes[0] if name != "id"}
        db.connection().execute(update(table).where(table.c.id == bindparam("new_id")).values(assigned), values)


def delete_all(db: DbSession, table_class: type[SQLModel], ids: Sequence[UUID]) -> None:
    """Delete the rows with these ids, however many: an IN list has an end on both engines."""
    if ids:
        table = _table(table_class)
        db.connection().execute(
            delete(table).where(table.c.id == bindparam("old_id")), [{"old_id": key} for key in ids]
        )


def _table(table_class: type[SQLModel]) -> Any:
    return table_class.__table__  # type: ignore[attr-defined]
