"""Instants and their local times: both are stored, and the latter recomputed when a row's time zone changes."""

from datetime import datetime
from functools import cache
from typing import Any

from app.core.time import local_of
from app.db.columns import NEVER
from app.db.metadata import metadata


def stamp(row: Any, prefix: str, instant: datetime | None) -> None:
    """Set `<prefix>_at` and `<prefix>_local`, the latter in the row's time zone."""
    setattr(row, f"{prefix}_at", instant)
    setattr(row, f"{prefix}_local", None if instant is None else local_of(instant, row.timezone))


def stamped(prefix: str, instant: datetime, timezone: str) -> dict[str, datetime]:
    """The two columns as values for a new row."""
    return {f"{prefix}_at": instant, f"{prefix}_local": local_of(instant, timezone)}


def created(now: datetime, timezone: str) -> dict[str, datetime]:
    """The columns `created` and `updated` of a new row."""
    return stamped("created", now, timezone) | stamped("updated", now, timezone)


def touch(row: Any, now: datetime) -> None:
    """Increment the version and set the time of the last change."""
    row.version += 1
    stamp(row, "updated", now)


def relocalise(row: Any) -> None:
    """Recompute every local time of the row from its instant, after its `timezone` has changed."""
    for prefix in _prefixes(row.__tablename__):
        instant = getattr(row, f"{prefix}_at")
        if instant != NEVER:
            stamp(row, prefix, instant)


@cache
def _prefixes(table: str) -> tuple[str, ...]:
    columns = set(metadata.tables[table].columns.keys())
    return tuple(
        sorted(
            name.removesuffix("_local")
            for name in columns
            if name.endswith("_local") and f"{name.removesuffix('_local')}_at" in columns
        )
    )
