"""Replaces lists that are stored as they were sent; one that is sent as it is stored is left alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.db.bulk import insert_values

Values = Mapping[str, Any]


def replace_rows(db: DbSession, table_class: type[SQLModel], of: Values, rows: Sequence[SQLModel]) -> None:
    """Make these the only rows of the table whose columns have the values `of`: at most three statements.

    Nothing is written if the stored rows have the same values in the same positions; a new `id` makes no difference.
    """
    replace_values(db, table_class, of, [row.model_dump() for row in rows])


def replace_values(db: DbSession, table_class: type[SQLModel], of: Values, values: Sequence[Values]) -> None:
    """`replace_rows` for rows given as dicts of all columns."""
    table: Any = table_class.__table__  # type: ignore[attr-defined]
    where = [table.c[name] == value for name, value in of.items()]
    stored = [dict(row) for row in db.connection().execute(select(table).where(*where)).mappings()]
    if _are_equal(stored, values):
        return
    if stored:
        db.connection().execute(delete(table).where(*where))
    insert_values(db, table_class, values)


def _are_equal(stored: Sequence[Values], values: Sequence[Values]) -> bool:
    ids = {row.get("id") for row in stored}
    return len(stored) == len(values) and all(
        _is_equal(old, new, renamed=new.get("id") not in ids)
        for old, new in zip(_in_order(stored), _in_order(values), strict=True)
    )


def _in_order(rows: Sequence[Values]) -> Sequence[Values]:
    if rows and "position" in rows[0]:
        return sorted(rows, key=lambda row: int(row["position"]))
    return sorted(rows, key=lambda row: [str(row[name]) for name in sorted(row) if name != "id"])


def _is_equal(old: Values, new: Values, *, renamed: bool) -> bool:
    names = old.keys() - {"id"} if renamed else old.keys()
    return old.keys() == new.keys() and all(old[name] == new[name] for name in names)
