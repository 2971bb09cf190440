"""Many rows in one statement: the number of statements must not grow with the number of rows.

What waits in the session is not flushed: rows that others refer to are flushed by who added them.

`insert_many` and `update_many` are for ten thousands of rows: these travel as one value, so that the engine runs
a few statements, and not one for each row. A statement has a deadline: more rows than `AT_ONCE` take several.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Boolean, Column, Connection, Dialect, Integer, bindparam, delete, insert, text, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.time import as_utc, to_local_text
from app.db.columns import ByteText, Instant, Uuid, WallClock

R = TypeVar("R", bound=SQLModel)
Row = TypeVar("Row")

# From here on a plan that was made for a few rows costs more than counting the table's rows again.
MANY = 1_000
# From here on one value for all of them is quicker than a value for each, and keeps others waiting for less.
TOGETHER = 100
# So many take a small part of the time that one statement may have.
AT_ONCE = 5_000
# Of instants in UTC and of wall clocks it makes the text that `to_utc_text` and `to_local_text` make.
AS_STORED = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def insert_all(db: DbSession, rows: Sequence[SQLModel]) -> None:
    """Insert the rows of one table, now; they stay outside the session."""
    if rows:
        insert_values(db, type(rows[0]), [row.model_dump() for row in rows])


def insert_values(db: DbSession, table_class: type[SQLModel], values: Sequence[dict[str, Any]]) -> None:
    """The same from bare values, each of all columns: making a row object costs more than storing it."""
    if len(values) >= TOGETHER and _is_flat(table_class):
        insert_many(db, table_class, values)
        return
    for some in _parts(values):
        db.connection().execute(insert(_table(table_class)), some)
    _refresh_statistics(db, table_class, len(values))


def detach(db: DbSession, rows: Sequence[R]) -> list[R]:
    """Take loaded rows out of the session, so that `update_all` alone writes what becomes of them."""
    for row in rows:
        db.expunge(row)
    return list(rows)


def update_all(db: DbSession, rows: Sequence[SQLModel]) -> None:
    """Write every column of the detached rows of one table, found by their `id`."""
    if rows:
        update_values(db, type(rows[0]), [row.model_dump() for row in rows])


def update_values(db: DbSession, table_class: type[SQLModel], values: Sequence[dict[str, Any]]) -> None:
    """The same from bare values, each of all columns."""
    if len(values) >= TOGETHER and _is_flat(table_class):
        update_many(db, table_class, values)
        return
    table = _table(table_class)
    assigned: Any = {column: bindparam(f"new_{column.name}") for column in table.c if column.name != "id"}
    for some in _parts(values):
        db.connection().execute(
            update(table).where(table.c.id == bindparam("new_id")).values(assigned),
            [{f"new_{name}": value for name, value in row.items()} for row in some],
        )


def insert_many(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each with the same columns, of types without a structure: no JSON."""
    if values:
        names = tuple(values[0])
        insert_tuples(db, table_class, names, [tuple([row[name] for name in names]) for row in values])


def update_many(db: DbSession, table_class: type[SQLModel], values: Sequence[Mapping[str, Any]]) -> None:
    """Set these columns, the same of every row, found by their `id`; of types without a structure: no JSON."""
    if values:
        names = tuple(values[0])
        update_tuples(db, table_class, names, [tuple([row[name] for name in names]) for row in values])


def insert_tuples(
    db: DbSession, table_class: type[SQLModel], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """`insert_many` of rows that hold the values of the columns with these names, in their order."""
    for some in _parts(rows):
        source, data = _as_rows(db.connection(), [_table(table_class).c[name] for name in names], some)
        columns = ", ".join(names)
        statement = f"INSERT INTO {table_class.__tablename__} ({columns}) SELECT {columns} FROM {source}"
        db.connection().execute(text(statement), data)
    _refresh_statistics(db, table_class, len(rows))


def update_tuples(
    db: DbSession, table_class: type[SQLModel], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """`update_many` of the same; one of the names is `id`."""
    for some in _parts(rows):
        source, data = _as_rows(db.connection(), [_table(table_class).c[name] for name in names], some)
        table = table_class.__tablename__
        assigned = ", ".join(f"{name} = d.{name}" for name in names if name != "id")
        db.connection().execute(text(f"UPDATE {table} SET {assigned} FROM {source} WHERE {table}.id = d.id"), data)


def write_columns(db: DbSession, table_class: type[SQLModel], changes: Sequence[Mapping[str, Any]]) -> None:
    """Set these columns of the rows with these ids. All changes name the same columns."""
    if changes:
        table = _table(table_class)
        assigned: Any = {name: bindparam(f"new_{name}") for name in changes[0] if name != "id"}
        for some in _parts(changes):
            values = [{f"new_{name}": value for name, value in change.items()} for change in some]
            db.connection().execute(update(table).where(table.c.id == bindparam("new_id")).values(assigned), values)


def delete_all(db: DbSession, table_class: type[SQLModel], ids: Sequence[UUID]) -> None:
    """Delete the rows with these ids, however many: an IN list has an end on both engines."""
    table = _table(table_class)
    for some in _parts(ids):
        db.connection().execute(
            delete(table).where(table.c.id == bindparam("old_id")), [{"old_id": key} for key in some]
        )


# A table of more rows is left to the server: its statistics are near enough, and reading a sample takes longer.
_REFRESH = """
DO $$ BEGIN
  IF (SELECT reltuples FROM pg_class WHERE oid = CAST('{table}' AS regclass)) < {many} THEN
    ANALYZE (SKIP_LOCKED) {table};
  END IF;
END $$
"""


def _refresh_statistics(db: DbSession, table_class: type[SQLModel], inserted: int) -> None:
    """Let PostgreSQL count the rows of a table that was small before so many were inserted.

    Its server does so a minute later. Until then it takes the table for empty and any index for as good as another:
    it reads a whole index or table for each of thousands of rows, and a statement takes longer than it may.
    """
    if inserted >= MANY and db.connection().dialect.name == "postgresql":
        db.connection().execute(text(_REFRESH.format(table=table_class.__tablename__, many=MANY)))


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _as_rows(
    connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]
) -> tuple[str, dict[str, str]]:
    """SQL of a table `d` that holds the values, and the value to bind: a JSON list of lists."""
    lists = [
        _encodable(connection.dialect, column, values)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    items = list(zip(*lists, strict=True))
    # By parts: whatever is encoded at once keeps every other thread waiting.
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
    """The values of a column. The encoder itself writes UUIDs, instants and wall clocks as they are stored."""
    if isinstance(column.type, Uuid):
        return values
    if isinstance(column.type, Instant):
        return [value if value is None or value.tzinfo is UTC else as_utc(value) for value in values]
    if isinstance(column.type, WallClock):
        return [value if value is None or value.tzinfo is None else to_local_text(value) for value in values]
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]


def _uuid_text(value: Any) -> str:
    """PostgreSQL's driver has a UUID type of its own, which the encoder does not know."""
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
    # Of both sizes: what is stored is cast to that of its column.
    return "bigint" if isinstance(column.type, Integer) else "text"


def _table(table_class: type[SQLModel]) -> Any:
    return table_class.__table__  # type: ignore[attr-defined]
