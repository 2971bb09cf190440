"""Many rows in one statement: the number of statements must not grow with the number of rows.

What waits in the session is not flushed: rows that others refer to are flushed by who added them.

`insert_many` and `update_many` are for ten thousands of rows: these travel as one value, so that the engine runs
one statement, and not one for each row within the time that PostgreSQL gives to a statement.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Boolean, Column, Connection, Integer, bindparam, delete, insert, text, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.db.columns import Uuid

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


def insert_many(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each with the same columns, of types without a structure: no JSON."""
    if values:
        columns = [_table(table_class).c[name] for name in values[0]]
        names = ", ".join(column.name for column in columns)
        source, data = _as_rows(db.connection(), columns, values)
        statement = f"INSERT INTO {table_class.__tablename__} ({names}) SELECT {names} FROM {source}"
        db.connection().execute(text(statement), data)


def update_many(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, Any]]) -> None:
    """Set these columns, the same of every row, found by their `id`; of types without a structure: no JSON."""
    if values:
        columns = [_table(table_class).c[name] for name in values[0]]
        source, data = _as_rows(db.connection(), columns, values)
        name = table_class.__tablename__
        assigned = ", ".join(f"{column.name} = d.{column.name}" for column in columns if column.name != "id")
        statement = f"UPDATE {name} SET {assigned} FROM {source} WHERE {name}.id = d.id"
        db.connection().execute(text(statement), data)


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


def _as_rows(
    connection: Connection, columns: Sequence[Column[Any]], values: Sequence[Mapping[str, Any]]
) -> tuple[str, dict[str, str]]:
    """SQL of a table `d` that holds the values, and the value to bind."""
    dialect = connection.dialect
    processors = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    steps = [(column.name, process) for column, process in zip(columns, processors, strict=True)]
    rows = [{name: process(row[name]) if process else row[name] for name, process in steps} for row in values]
    # PostgreSQL's driver has a UUID type of its own, which no encoder knows.
    data = {"data": orjson.dumps(rows, default=str).decode()}
    if dialect.name == "postgresql":
        typed = ", ".join(f"{column.name} {_type(column)}" for column in columns)
        return f"jsonb_to_recordset(CAST(:data AS jsonb)) AS d({typed})", data
    picked = ", ".join(f"json_extract(value, '$.{column.name}') AS {column.name}" for column in columns)
    return f"(SELECT {picked} FROM json_each(:data)) AS d", data


def _type(column: Column[Any]) -> str:
    if isinstance(column.type, Uuid):
        return "uuid"
    if isinstance(column.type, Boolean):
        return "boolean"
    return "integer" if isinstance(column.type, Integer) else "text"


def _table(table_class: type[SQLModel]) -> Any:
    return table_class.__table__  # type: ignore[attr-defined]
