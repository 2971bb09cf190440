"""Bulk inserts, updates and deletes: the number of statements must not grow with the number of rows.

These functions do not flush the session: flush rows first to which others refer.

`insert_many` and `update_many` are for tens of thousands of rows. They send all rows as one JSON parameter, at most
`BATCH` rows a statement, because a statement has a deadline.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Boolean, Column, Connection, Dialect, Integer, bindparam, delete, insert, text, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.time import as_utc, to_local_text
from app.db.columns import ByteText, Instant, Uuid, WallClock
from app.db.fixed import FixedStatement

R = TypeVar("R", bound=SQLModel)
Row = TypeVar("Row")

# From this number of rows on, an outdated plan costs more than new statistics.
MANY = 1_000
# From this number of rows on, one JSON parameter is faster than one statement per row, and blocks others for less time.
JSON_FROM = 100
# Takes a small part of a statement's deadline.
BATCH = 5_000
# With up to so many tables and sets of columns, statements are not compiled again.
COLUMN_SETS = 256
# Writes instants in UTC and local times as `to_utc_text` and `to_local_text` do.
AS_STORED = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def insert_all(db: DbSession, rows: Sequence[SQLModel]) -> None:
    """Insert the rows of one table now, without adding them to the session."""
    if rows:
        insert_values(db, type(rows[0]), [row.model_dump() for row in rows])


def insert_values(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, object]]) -> None:
    """Insert rows given as dicts of all columns: creating a row object costs more than storing it."""
    if len(values) == 1:
        _insert(table_class, tuple(values[0])).changed(db, values[0])
        return
    if len(values) >= JSON_FROM and _is_flat(table_class):
        insert_many(db, table_class, values)
        return
    for batch in _batches(values):
        db.connection().execute(insert(_table(table_class)), batch)
    _refresh_statistics(db, table_class, len(values))


def detach(db: DbSession, rows: Sequence[R]) -> list[R]:
    """Detach rows from the session, so that `update_all` writes them in bulk."""
    for row in rows:
        db.expunge(row)
    return list(rows)


def update_all(db: DbSession, rows: Sequence[SQLModel]) -> None:
    """Write all columns of the detached rows of one table, by `id`."""
    if rows:
        update_values(db, type(rows[0]), [row.model_dump() for row in rows])


def update_values(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, object]]) -> None:
    """Update rows given as dicts of all columns, by `id`."""
    if len(values) >= JSON_FROM and _is_flat(table_class):
        update_many(db, table_class, values)
        return
    table = _table(table_class)
    assigned: Any = {column: bindparam(f"new_{column.name}") for column in table.c if column.name != "id"}
    for batch in _batches(values):
        db.connection().execute(
            update(table).where(table.c.id == bindparam("new_id")).values(assigned),
            [{f"new_{name}": value for name, value in row.items()} for row in batch],
        )


def insert_many(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns, none of them JSON."""
    if values:
        names = tuple(values[0])
        insert_tuples(db, table_class, names, [tuple([row[name] for name in names]) for row in values])


def update_many(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, object]]) -> None:
    """Update rows that all have the same columns, none of them JSON, by `id`."""
    if values:
        names = tuple(values[0])
        update_tuples(db, table_class, names, [tuple([row[name] for name in names]) for row in values])


def insert_tuples(
    db: DbSession, table_class: type[SQLModel], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """`insert_many` for rows given as tuples of the columns `names`."""
    if len(rows) == 1:
        _insert(table_class, tuple(names)).changed(db, dict(zip(names, rows[0], strict=True)))
        return
    for batch in _batches(rows):
        source, data = _as_rows(db.connection(), [_table(table_class).c[name] for name in names], batch)
        columns = ", ".join(names)
        statement = f"INSERT INTO {table_class.__tablename__} ({columns}) SELECT {columns} FROM {source}"
        db.connection().execute(text(statement), data)
    _refresh_statistics(db, table_class, len(rows))


def update_tuples(
    db: DbSession, table_class: type[SQLModel], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """`update_many` for rows given as tuples of the columns `names`, among them `id`."""
    if len(rows) == 1:
        write_row(db, table_class, dict(zip(names, rows[0], strict=True)))
        return
    for batch in _batches(rows):
        source, data = _as_rows(db.connection(), [_table(table_class).c[name] for name in names], batch)
        table = table_class.__tablename__
        assigned = ", ".join(f"{name} = d.{name}" for name in names if name != "id")
        db.connection().execute(text(f"UPDATE {table} SET {assigned} FROM {source} WHERE {table}.id = d.id"), data)


def write_row(db: DbSession, table_class: type[SQLModel], change: Mapping[str, object]) -> None:
    """Update one row by `id`."""
    names = tuple(sorted(name for name in change if name != "id"))
    _update(table_class, names).changed(db, {f"new_{name}": value for name, value in change.items()})


def write_columns(db: DbSession, table_class: type[SQLModel], changes: Sequence[Mapping[str, object]]) -> None:
    """Update rows by `id`. All changes have the same columns."""
    if len(changes) == 1:
        write_row(db, table_class, changes[0])
    elif changes:
        table = _table(table_class)
        assigned: Any = {name: bindparam(f"new_{name}") for name in changes[0] if name != "id"}
        for batch in _batches(changes):
            values = [{f"new_{name}": value for name, value in change.items()} for change in batch]
            db.connection().execute(update(table).where(table.c.id == bindparam("new_id")).values(assigned), values)


def delete_all(db: DbSession, table_class: type[SQLModel], ids: Sequence[UUID]) -> None:
    """Delete any number of rows by id: the length of an IN list is limited on both engines."""
    table = _table(table_class)
    for batch in _batches(ids):
        db.connection().execute(
            delete(table).where(table.c.id == bindparam("old_id")), [{"old_id": key} for key in batch]
        )


# Not for larger tables: their statistics are good enough, and a sample takes longer.
_REFRESH = """
DO $$ BEGIN
  IF (SELECT reltuples FROM pg_class WHERE oid = CAST('{table}' AS regclass)) < {many} THEN
    ANALYZE (SKIP_LOCKED) {table};
  END IF;
END $$
"""


def _refresh_statistics(db: DbSession, table_class: type[SQLModel], inserted: int) -> None:
    """Let PostgreSQL analyse a table that was small before these rows were inserted.

    Autovacuum does so a minute later. Until then plans assume an empty table and may scan the whole of it for each of
    thousands of rows, beyond the statement's deadline.
    """
    if inserted >= MANY and db.connection().dialect.name == "postgresql":
        db.connection().execute(text(_REFRESH.format(table=table_class.__tablename__, many=MANY)))


# One row is written by most requests: its statement is compiled once for each set of columns.
@lru_cache(maxsize=COLUMN_SETS)
def _insert(table_class: type[SQLModel], names: tuple[str, ...]) -> FixedStatement:
    table = _table(table_class)
    return FixedStatement(insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names}))


@lru_cache(maxsize=COLUMN_SETS)
def _update(table_class: type[SQLModel], names: tuple[str, ...]) -> FixedStatement:
    table = _table(table_class)
    assigned: Any = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    return FixedStatement(update(table).where(table.c.id == bindparam("new_id", type_=Uuid())).values(assigned))


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _as_rows(
    connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]
) -> tuple[str, dict[str, str]]:
    """SQL of a derived table `d` of the rows, and its parameter: a JSON list of lists."""
    lists = [
        _encodable(connection.dialect, column, values)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    items = list(zip(*lists, strict=True))
    # In parts, because the encoder holds the interpreter's lock.
    parts = [
        orjson.dumps(items[start : start + MANY], default=_uuid_text, option=AS_STORED)[1:-1]
        for start in range(0, len(items), MANY)
    ]
    data = {"data": f"[{b','.join(parts).decode()}]"}
    places = list(enumerate(columns))
    if connection.dialect.name == "postgresql":
        picked = ", ".join(f"CAST(value->>{place} AS {_type(each)}) AS {each.name}" for place, each in places)
        return f"(SELECT {picked} FROM jsonb_array_elements(CAST(:data AS jsonb)) AS value) AS d", data
    picked = ", ".join(f"json_extract(value, '$[{place}]') AS {each.name}" for place, each in places)
    return f"(SELECT {picked} FROM json_each(:data)) AS d", data


def _encodable(dialect: Dialect, column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column for the encoder, which writes UUIDs, instants and local times as they are stored."""
    if isinstance(column.type, Uuid):
        return values
    if isinstance(column.type, Instant):
        return [value if value is None or value.tzinfo is UTC else as_utc(value) for value in values]
    if isinstance(column.type, WallClock):
        return [value if value is None or value.tzinfo is None else to_local_text(value) for value in values]
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]


def _uuid_text(value: Any) -> str:
    """Encodes asyncpg's own UUID type, which orjson does not know."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"A {type(value).__name__} cannot be stored with many rows.")


def _is_flat(table_class: type[SQLModel]) -> bool:
    """Whether all its columns are of types that `_as_rows` knows."""
    known = (Uuid, ByteText, Boolean, Integer)
    return all(isinstance(column.type, known) for column in _table(table_class).c)


def _type(column: Column[Any]) -> str:
    if isinstance(column.type, Uuid):
        return "uuid"
    if isinstance(column.type, Boolean):
        return "boolean"
    # For columns of both sizes: PostgreSQL casts the value when it is stored.
    return "bigint" if isinstance(column.type, Integer) else "text"


def _table(table_class: type[SQLModel]) -> Any:
    return table_class.__table__  # type: ignore[attr-defined]
