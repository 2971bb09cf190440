"""SQL that locks an event for what does not need its whole row: users' acts, and changes of its parts."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.auth.rules import Caller
from app.core.problems import Path
from app.core.time import local_of
from app.db.columns import Uuid
from app.db.fixed import FixedStatement
from app.db.outbox import ChangeKind, record
from app.db.own_rows import no_such
from app.db.rows import read_row
from app.events.store.parts import part_of
from app.events.tables import EventRow

T = TypeVar("T", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class LockedEvent:
    """The columns of an event that users' acts depend on, read under its lock."""

    id: UUID
    organisation_id: UUID
    timezone: str
    lifecycle: str
    ends_at: datetime
    ends_local: datetime | None
    is_invite_only: bool
    enable_share: bool
    enable_rsvp: bool
    waiting_list_enabled: bool
    event_capacity: int | None
    max_ticket_per_customer: int | None
    rsvp_count: int


_TABLE = EventRow.__table__  # type: ignore[attr-defined]
_LOCK = FixedStatement(
    select(*(_TABLE.c[each.name] for each in fields(LockedEvent)))
    .where(
        _TABLE.c.id == bindparam("event", type_=Uuid()),
        _TABLE.c.organisation_id == bindparam("organisation", type_=Uuid()),
    )
    .with_for_update()
)


def lock_event(db: DbSession, caller: Caller, uuid: UUID, path: Path) -> LockedEvent:
    """The caller's own event, locked until the transaction ends. NOT_FOUND for anyone else.

    What the rules need of other tables is read by a later statement: this one sees them as they were before it waited.
    """
    found = _LOCK.row(db, {"event": uuid, "organisation": caller.organisation_id})
    if found is None:
        raise no_such("event", path)
    return LockedEvent(*found)


# The columns of an event that changes of its parts depend on.
_OF_PARTS = (
    "id",
    "organisation_id",
    "timezone",
    "lifecycle",
    "event_capacity",
    "version",
)
_FOR_PARTS = select(*(_TABLE.c[name] for name in _OF_PARTS)).where(
    _TABLE.c.organisation_id == bindparam("organisation", type_=Uuid())
)
_LOCK_FOR_PARTS = FixedStatement(_FOR_PARTS.where(_TABLE.c.id == bindparam("event", type_=Uuid())).with_for_update())
_RAISE_VERSION = FixedStatement(
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("event", type_=Uuid()))
    .values(
        version=bindparam("raised", type_=_TABLE.c.version.type),
        updated_at=bindparam("now", type_=_TABLE.c.updated_at.type),
        updated_local=bindparam("local", type_=_TABLE.c.updated_local.type),
    )
)


def event_of_parts(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> EventRow:
    """The caller's own event, locked until the transaction ends, for a change of its parts. NOT_FOUND for anyone else.

    The row is in no session, and has only the columns that such changes depend on.
    """
    found = _LOCK_FOR_PARTS.row(db, {"event": uuid, "organisation": caller.organisation_id})
    return _read(found, "event", path)


def part_and_event(db: DbSession, caller: Caller, table: type[T], uuid: UUID, noun: str) -> tuple[T, EventRow]:
    """A row of the caller's own in a table that has `event_id`, and its event as `event_of_parts`, locked first.

    NOT_FOUND for anyone else, STALE for another version.
    """
    event = _read(_lock_of(table).row(db, {"part": uuid, "organisation": caller.organisation_id}), noun, ("uuid",))
    return part_of(db, event, table, uuid, noun), event


def _read(found: tuple[Any, ...] | None, noun: str, path: Path) -> EventRow:
    if found is None:
        raise no_such(noun, path)
    return read_row(EventRow, dict(zip(_OF_PARTS, found, strict=True)))


@cache
def _lock_of(table: type[SQLModel]) -> FixedStatement:
    parts: Any = table.__table__  # type: ignore[attr-defined]
    its_event = select(parts.c.event_id).where(parts.c.id == bindparam("part", type_=Uuid()))
    return FixedStatement(_FOR_PARTS.where(_TABLE.c.id == its_event.scalar_subquery()).with_for_update())


def raise_version(db: DbSession, event: EventRow, now: datetime) -> None:
    """Write the next version of an event that is in no session, and record that it changed with its parts."""
    event.version += 1
    local = local_of(now, event.timezone)
    _RAISE_VERSION.changed(db, {"event": event.id, "raised": event.version, "now": now, "local": local})
    record(
        db,
        ChangeKind.UPDATED,
        "Event",
        event.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
        direct=False,
    )
