"""duplicateEvent: copy everything that describes an event, under new ids; nothing that users did with it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import refuse_any
from app.db.outbox import ChangeKind, record
from app.events.common.part.copying import CopiedTables
from app.events.common.part.protocol import EventCopy
from app.events.dates.part.horizon import roll_forward
from app.events.operations.parts import EventPlan, plan_copy, write_copy
from app.events.store import event_to_change
from app.events.store.parts import organisation_of


@dataclass(frozen=True, slots=True)
class CopiedId:
    """The old and the new id of a copied object."""

    type: str
    old_uuid: UUID
    new_uuid: UUID


def duplicate_event(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Works in every state; the copy was never published, whatever its original was."""
    source = event_to_change(db, caller, uuid)
    # Nobody else takes the slug meanwhile.
    organisation_of(db, source.organisation_id, lock=True)
    copy = EventCopy({source.id: new_uuid()}, now)
    plan = plan_copy(db, source, copy)
    refuse_any(plan.problems)
    event = write_copy(db, source, copy, plan)
    if not roll_forward(db, event, now):
        rewrite_windows(db, event, now)
    record(
        db,
        ChangeKind.CREATED,
        "Event",
        event.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"id_map": _id_map(source.id, copy, plan)})


def _id_map(source_id: UUID, copy: EventCopy, plan: EventPlan) -> list[CopiedId]:
    """The event first, then the objects of each part."""
    copied = [("Event", source_id)]
    for planned in plan.parts:
        if isinstance(planned.rows, CopiedTables):
            copied += planned.rows.old_ids
    return [CopiedId(name, old, copy.ids[old]) for name, old in copied]
