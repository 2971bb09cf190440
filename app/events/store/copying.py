"""SQL of a copied event: its rows, read and written a table at a time."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.sessions.tables import SessionRow

# Of a row of any table, by column.
Values = Mapping[str, object]


def rows_of(db: DbSession, table_class: type[SQLModel], event_id: UUID) -> list[Values]:
    """All rows of the event in one table, as values by column."""
    table = table_of(table_class)
    query = select(table).order_by(*table.primary_key)
    if "event_id" in table.c:
        query = query.where(table.c.event_id == event_id)
    else:
        session = table_of(SessionRow)
        query = query.join(session, session.c.id == table.c.session_id).where(session.c.event_id == event_id)
    return [dict(row) for row in db.execute(query).mappings()]


def insert_values(db: DbSession, table_class: type[SQLModel], rows: Sequence[Values]) -> None:
    """The rows, in this order and one statement."""
    if rows:
        db.connection().execute(insert(table_of(table_class)), [dict(row) for row in rows])


def references(table_class: type[SQLModel]) -> frozenset[str]:
    """The columns that name a row of another table, or of the same."""
    return frozenset(column.name for column in table_of(table_class).c if column.foreign_keys)


def parents_first(table_class: type[SQLModel], rows: Sequence[Values]) -> list[Values]:
    """Each row behind that of the same table to which it refers: a row is checked as it is written."""
    table = table_of(table_class)
    parents = [column.name for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
    if not parents:
        return list(rows)
    by_id = {row["id"]: row for row in rows}
    order = TopologicalSorter(
        {key: [row[name] for name in parents if row[name] in by_id] for key, row in by_id.items()}
    )
    return [by_id[key] for key in order.static_order()]


def table_of(table_class: type[SQLModel]) -> Table:
    """The table behind a row class."""
    table: Table = table_class.__table__  # type: ignore[attr-defined]
    return table
