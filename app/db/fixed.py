"""Statements whose SQL never changes, compiled once for each engine.

SQLAlchemy's own cache spares the compiling, but it computes a key from the whole statement each time: for a statement
of some columns that takes longer than the database takes to run it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import CursorResult, Dialect, bindparam, text
from sqlalchemy.types import TypeEngine
from sqlmodel import Session as DbSession

Converter = Callable[[Any], Any]


class FixedStatement:
    """A statement with bind parameters. Values are given by name, in the types of its parameters and columns.

    A text needs the types of its parameters (`bindparams`), and of its columns (`columns`) if they are converted.
    """

    __slots__ = ("_forms", "_statement")

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, db: DbSession, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it, and return the rows as plain tuples."""
        form, result = self._run(db, values)
        return [form.converted(row) for row in result]

    def row(self, db: DbSession, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run it, and return the first row; None if there are no rows."""
        form, result = self._run(db, values)
        found = result.first()
        return None if found is None else form.converted(found)

    def changed(self, db: DbSession, values: Mapping[str, object]) -> int:
        """Run it, and return the number of rows that it has changed."""
        return self._run(db, values)[1].rowcount

    def _run(self, db: DbSession, values: Mapping[str, object]) -> "tuple[_Form, CursorResult[Any]]":
        connection = db.connection()
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._statement, dialect)
        return form, connection.exec_driver_sql(form.sql, form.parameters(values))


def fixed_text(
    sql: str, types: Mapping[str, TypeEngine[Any]], columns: Mapping[str, TypeEngine[Any]] | None = None
) -> FixedStatement:
    """The statement with this text; `types` of its parameters by name, and perhaps of others.

    `columns`: the types of its columns by name and in their order, if they are converted.
    """
    statement = text(sql)
    bound = statement.bindparams(*(bindparam(name, type_=types[name]) for name in statement.compile().params))
    return FixedStatement(bound.columns(**columns) if columns else bound)


class _Form:
    """The SQL of a statement in the style of one driver, and how its values are converted."""

    __slots__ = ("_columns", "_constants", "_parameters", "sql")

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql: str = str(compiled)
        self._parameters: list[tuple[str, Converter | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        # Those that are part of the statement, such as the zero of `coalesce(…, 0)`.
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}
        processors = [
            each.type.dialect_impl(dialect).result_processor(dialect, None) for each in compiled._result_columns
        ]
        self._columns: list[Converter | None] = processors if any(processors) else []

    def parameters(self, values: Mapping[str, object]) -> tuple[Any, ...]:
        if self._constants:
            values = {**self._constants, **values}
        return tuple([values[name] if convert is None else convert(values[name]) for name, convert in self._parameters])

    def converted(self, row: Any) -> tuple[Any, ...]:
        if not self._columns:
            return tuple(row)
        return tuple(
            [value if convert is None else convert(value) for convert, value in zip(self._columns, row, strict=True)]
        )
