"""The values of a row by column, in types that say which columns these are."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel

V = TypeVar("V")
R = TypeVar("R", bound=SQLModel)


def values_of(row: SQLModel, columns: type[V]) -> V:
    """The row's values in the columns that a TypedDict declares."""
    declared: Any = columns
    names = declared.__annotations__
    # SQLAlchemy's attributes take far longer to answer than the dict that they answer from.
    loaded = row.__dict__
    try:
        return cast(V, {name: loaded[name] for name in names})
    except KeyError:
        return cast(V, {name: getattr(row, name) for name in names})


def set_values(row: SQLModel, values: Mapping[str, object]) -> None:
    """Set these columns of the row."""
    for column, value in values.items():
        setattr(row, column, value)


def row_of(table: type[R], *values: Mapping[str, object]) -> R:
    """A new row of all these values."""
    columns: dict[str, Any] = {}
    for each in values:
        columns |= each
    return table(**columns)


def read_row(table: type[R], values: Mapping[str, object]) -> R:
    """The row as if it had been loaded with these values of all its columns. It is in no session."""
    mapper: Any = inspect(table)
    row: R = mapper.class_manager.new_instance()
    row.__dict__.update(values)
    make_transient_to_detached(row)
    return row
