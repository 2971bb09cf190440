"""SQL that locks an event for what users do to it, which does not need its whole row."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.problems import Path
from app.db.columns import Uuid
from app.db.fixed import FixedStatement
from app.db.own_rows import no_such
from app.events.tables import EventRow


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
