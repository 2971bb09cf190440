"""updateEvent: what was sent changes, at every level; everything else stays as it is stored."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller, Scope
from app.booking.operations import rewrite_windows
from app.core.fields import check
from app.core.outcome import Written
from app.core.problems import Forbidden, refuse_any
from app.db.outbox import ChangeKind, record
from app.events.common.part.protocol import INPUT
from app.events.details.rules import problems_with_owner
from app.events.listing.rules import categories_sent
from app.events.operations.defaults import remember
from app.events.operations.lifecycle import call_off
from app.events.operations.parts import edit_of, plan_event, write_event
from app.events.patches.event import UpdateEventPatch
from app.events.rules import no_longer_ready, problems_with_changing
from app.events.rules.lifecycle import STATUS
from app.events.store import event_to_change, publish_blockers
from app.events.store.parts import organisation_of
from app.events.values import EventStatusChange


def update_event(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateEventPatch, now: datetime) -> Written:
    """Refused with everything that is wrong at once, and then nothing has changed."""
    if patch.get("status") is not None and not caller.has(Scope.EVENT_CANCEL):
        raise Forbidden(Scope.EVENT_CANCEL)
    event = event_to_change(db, caller, uuid)
    refuse_any(
        [
            *problems_with_changing(event.lifecycle),
            *problems_with_owner(patch.get("organisation_uuid"), event.organisation_id, INPUT),
        ]
    )
    settings_too = bool(patch.get("is_update_org_settings"))
    organisation = organisation_of(db, event.organisation_id, lock=settings_too or categories_sent(patch))
    edit = edit_of(event, organisation, patch, now, created=False)
    plan = plan_event(db, event, edit)
    refuse_any([*check(patch, STATUS, INPUT), *plan.problems])
    warnings = write_event(db, event, edit, plan)
    rewrite_windows(db, event, now)
    if settings_too:
        remember(db, organisation, event, patch, plan.listing, now)
    record(
        db,
        ChangeKind.UPDATED,
        "Event",
        event.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    if patch.get("status") is EventStatusChange.CANCELLED:
        call_off(db, event, now)
    broken = no_longer_ready(event.lifecycle, publish_blockers(db, event.id, now))
    return Written(ids={"event": event.id}, aggregate=event.id, warnings=[*warnings, *broken])
