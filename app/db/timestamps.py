"""Instants and their local times: both are stored, and the latter recomputed when a row's time zone changes."""

from datetime import datetime
from functools import cache
from typing import Any, TypedDict

from sqlalchemy import inspect

from app.core.time import local_of
from app.db.columns import NEVER
from app.db.metadata import metadata
from app.db.outbox import ChangeKind, record

# The tables of types that are named otherwise.
_ENTITIES = {"user_account": "User"}


class CreatedValues(TypedDict):
    """When a row was created."""

    created_at: datetime
    created_local: datetime


class UpdatedValues(CreatedValues):
    """Also when it was last changed."""

    updated_at: datetime
    updated_local: datetime


def stamp(row: Any, prefix: str, instant: datetime | None) -> None:
    """Set `<prefix>_at` and `<prefix>_local`, the latter in the row's time zone."""
    setattr(row, f"{prefix}_at", instant)
    setattr(row, f"{prefix}_local", None if instant is None else local_of(instant, row.timezone))


def created_once(now: datetime, timezone: str) -> CreatedValues:
    """When a new row was created, for tables whose rows do not change."""
    return {"created_at": now, "created_local": local_of(now, timezone)}


def created(now: datetime, timezone: str) -> UpdatedValues:
    """When a new row was created and changed."""
    local = local_of(now, timezone)
    return {"created_at": now, "created_local": local, "updated_at": now, "updated_local": local}


def touch(row: Any, now: datetime) -> None:
    """Increment the version and set the time of the last change.

    Thus a row of a session is recorded as changed: whoever keeps a copy of it has each version. Who changes the
    row itself, and not only what belongs to it, records that.
    """
    row.version += 1
    stamp(row, "updated", now)
    state: Any = inspect(row, raiseerr=False)
    if state is not None and state.session is not None:
        table = str(row.__tablename__)
        entity = _ENTITIES.get(table) or "".join(word.title() for word in table.split("_"))
        event_id = row.id if entity == "Event" else getattr(row, "event_id", None)
        owner = row.id if entity == "Organisation" else row.organisation_id
        record(
            state.session,
            ChangeKind.UPDATED,
            entity,
            row.id,
            organisation_id=owner,
            event_id=event_id,
            at=now,
            direct=False,
        )


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
