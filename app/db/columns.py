"""Column types that store and sort values alike on SQLite and PostgreSQL, and column declarations for tables.

Instants and local times are text of fixed width: the same bytes on both engines, sorted by time, and returned by the
reader without conversion. Text sorts by its bytes (`COLLATE "C"`), as in SQLite.
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, CheckConstraint, Dialect, Integer, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import CHAR, TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

# The naming convention must exist before tables are declared.
import app.db.metadata  # noqa: F401
from app.core.ids import new_uuid
from app.core.time import from_local_text, from_utc_text, to_local_text, to_utc_text

# Means "no occurrence yet" in sort columns, which must not be null. No valid input is this late.
NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class ByteText(TypeDecorator[Any]):
    """Text of at most `length` characters that sorts by its bytes."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        length = getattr(self.impl_instance, "length", None)
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(length, collation=collation))


class Text(ByteText):
    """Plain text."""

    cache_ok = True


class Instant(ByteText):
    """A moment: aware UTC in Python, `YYYY-MM-DDTHH:MM:SSZ` in the store."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(20)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else to_utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_utc_text(value)


class WallClock(ByteText):
    """A local time: naive in Python, `YYYY-MM-DDTHH:MM:SS` in the store."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(19)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else to_local_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_local_text(value)


class CalendarDate(ByteText):
    """A date, `YYYY-MM-DD` in the store."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(10)

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class ClockTime(ByteText):
    """A time of day, `HH:MM:SS` in the store."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(8)

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat("seconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


@lru_cache(maxsize=4096)
def _uuid(text: str) -> UUID:
    """Cached: many rows refer to the same few others."""
    return UUID(text)


class Uuid(TypeDecorator[UUID]):
    """A UUID: PostgreSQL's `uuid`, 36 characters on SQLite."""

    impl = CHAR(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(CHAR(36))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        if value is None or isinstance(value, UUID):
            return value
        return _uuid(value)


class JsonText(ByteText):
    """Any JSON value but null, as text: in a JSON column SQLite would store a bare number as a number."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


# PostgreSQL's `json`, not `jsonb`, because it preserves the text.
Json = JSON(none_as_null=True)


def primary_key() -> Any:
    """A random UUID, generated in the process so that an operation knows its ids before it writes."""
    return Field(default_factory=new_uuid, primary_key=True, sa_type=Uuid)


def reference(target: str, *, cascade: bool = True, index: bool = False, nullable: bool = False) -> Any:
    """A foreign key. Deleting the referenced row deletes this one, or is refused without `cascade`."""
    return Field(
        default=None if nullable else ...,
        foreign_key=target,
        ondelete="CASCADE" if cascade else "RESTRICT",
        sa_type=Uuid,
        index=index,
        nullable=nullable,
    )


def link(target: str, *, index: bool = False) -> Any:
    """One side of a link table's key."""
    return Field(foreign_key=target, ondelete="CASCADE", primary_key=True, sa_type=Uuid, index=index)


def optional_reference(target: str, *, index: bool = True) -> Any:
    """A foreign key that becomes null when the referenced row is deleted."""
    return Field(default=None, foreign_key=target, ondelete="SET NULL", sa_type=Uuid, index=index, nullable=True)


def text(length: int, *, default: Any = ...) -> Any:
    """Text of at most `length` characters."""
    return Field(default=default, sa_type=Text(length), nullable=default is None)


def long_text() -> Any:
    """Text whose length only a rule limits, or null."""
    return Field(default=None, sa_type=Text(), nullable=True)


def instant(*, nullable: bool = False, default: Any = ...) -> Any:
    """A moment in UTC."""
    return _typed(Instant(), nullable, default)


def wall_clock(*, nullable: bool = False) -> Any:
    """The local time of an instant, in the row's time zone."""
    return _typed(WallClock(), nullable, ...)


def calendar_date(*, nullable: bool = False) -> Any:
    """A date of the calendar."""
    return _typed(CalendarDate(), nullable, ...)


def clock_time() -> Any:
    """A time of day."""
    return _typed(ClockTime(), False, ...)


def counter(*, default: int = 0) -> Any:
    """A whole number that is never negative."""
    return Field(default=default, sa_type=Integer, nullable=False)


def json_value(*, default_factory: Any) -> Any:
    """A small JSON value that is written and read whole."""
    return Field(default_factory=default_factory, sa_type=Json, nullable=False)


def any_json() -> Any:
    """Any JSON value but null."""
    return Field(sa_type=JsonText, nullable=False)


def one_of(column: str, values: type[Any] | tuple[str, ...]) -> CheckConstraint:
    """The column holds one of the enum's names (or null, where the column may be null)."""
    names = values if isinstance(values, tuple) else tuple(member.name for member in values)
    quoted = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} IN ({quoted})", name=f"{column}_known")


def at_least(column: str, least: int) -> CheckConstraint:
    """The number in the column is at least `least`."""
    return CheckConstraint(f"{column} >= {least}", name=f"{column}_at_least_{least}")


def _typed(column_type: TypeEngine[Any], nullable: bool, default: Any) -> Any:
    start = None if nullable and default is ... else default
    return Field(default=start, sa_type=column_type, nullable=nullable)


class CreatedColumns(SQLModel):
    """When the row was created, and the time zone of its local times."""

    timezone: str = text(64)
    created_at: datetime = instant()
    created_local: datetime = wall_clock()


class UpdatedColumns(CreatedColumns):
    """Also when it was last changed."""

    updated_at: datetime = instant()
    updated_local: datetime = wall_clock()


class AuditColumns(UpdatedColumns):
    """Also a version that each change increments (app/db/timestamps.py)."""

    version: int = counter(default=1)
