"""updateEvent: the fields that were sent change, at every level; the others keep their values."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller, Scope
from app.booking.columns import RESOLVED_FROM
from app.booking.operations import rewrite_windows
from app.core.fields import check
from app.core.outcome import Written
from app.core.problems import Forbidden, Warning, refuse_any
from app.core.time import local_of
from app.db.outbox import ChangeKind, record, record_followers
from app.db.row_versions import RowVersions
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT, Edit
from app.events.dates.part.dates import DatesPlan
from app.events.dates.part.programme import Programme
from app.events.details.rules import problems_with_owner
from app.events.listing.part import Listing
from app.events.listing.rules import categories_sent
from app.events.operations.defaults import remember
from app.events.operations.lifecycle import call_off
from app.events.operations.parts import EventPlan, edit_of, may_change_names, plan_event, write_event
from app.events.patches.event import UpdateEventPatch
from app.events.rules import no_longer_ready, problems_with_changing
from app.events.rules.following import FOLLOWERS, reaches_counts, reaches_parts
from app.events.rules.lifecycle import STATUS
from app.events.store import publish_blockers
from app.events.store.checklist import may_block
from app.events.store.parts import organisation_of
from app.events.store.updating import event_to_update, write_event_columns
from app.events.tables import EventRow
from app.events.values import EventLifecycle, EventStatusChange
from app.organisations.tables import OrganisationRow


def update_event(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateEventPatch, now: datetime) -> Written:
    """Refused with everything that is wrong at once, and then nothing has changed."""
    if patch.get("status") is not None and not caller.has(Scope.EVENT_CANCEL):
        raise Forbidden(Scope.EVENT_CANCEL)
    stored = event_to_update(db, caller, uuid, named=may_change_names(patch))
    event = stored.row
    refuse_any(
        [
            *problems_with_changing(event.lifecycle),
            *problems_with_owner(patch.get("organisation_uuid"), event.organisation_id, INPUT),
        ]
    )
    if patch.get("is_update_org_settings") or patch.get("slug") is not None or categories_sent(patch):
        organisation = organisation_of(db, event.organisation_id, lock=True)
        edit = edit_of(event, organisation, patch, now, created=False, names=stored.names)
    else:
        organisation, edit = None, edit_of(event, stored.owner, patch, now, created=False, names=stored.names)
    plan = plan_event(db, event, edit)
    refuse_any([*check(patch, STATUS, INPUT), *plan.problems])
    if _is_plain(plan, edit):
        warnings = _write_row(db, event, edit, plan)
    else:
        warnings = _write_all(db, event, edit, plan, organisation)
    return Written(ids={"event": event.id}, aggregate=event.id, warnings=warnings)


def _is_plain(plan: EventPlan, edit: Edit) -> bool:
    """Whether the columns of the event's row are all that changes, and nothing that follows from them is stored."""
    patch = edit.patch
    return not (
        patch.get("is_update_org_settings")
        or patch.get("status") is not None
        or edit.zone_change is not None
        or plan.changed & RESOLVED_FROM
        or plan.stores_rows(edit)
    )


def _write_row(db: DbSession, event: EventRow, edit: Edit, plan: EventPlan) -> list[Warning]:
    """Write the columns that have changed in one statement. The row is in no session, and keeps its old values."""
    if not plan.changed:
        return plan.warnings
    local = local_of(edit.now, event.timezone)
    version: EventValues = {"version": event.version + 1, "updated_at": edit.now, "updated_local": local}
    write_event_columns(db, event.id, {**plan.new_values, **version})
    _record(db, event, edit, plan)
    if event.lifecycle != EventLifecycle.PUBLISHED or not may_block(plan.changed):
        return plan.warnings
    return [*plan.warnings, *no_longer_ready(event.lifecycle, publish_blockers(db, event.id, edit.now))]


def _write_all(
    db: DbSession, event: EventRow, edit: Edit, plan: EventPlan, organisation: OrganisationRow | None
) -> list[Warning]:
    """Write the event's row, the rows of its parts, and what follows from them."""
    now, patch = edit.now, edit.patch
    db.add(event)
    versions = RowVersions(db, now)
    warnings = write_event(db, event, edit, plan, versions)
    # The rows of parts may have changed alone, and so may windows.
    versions.raise_for(event)
    if plan.changed & RESOLVED_FROM or _programme(plan) is not None:
        rewrite_windows(db, event, now)
    is_changed = versions.raise_for(event)
    if organisation is not None and patch.get("is_update_org_settings"):
        remember(db, organisation, event, patch, plan.rows_if_due(Listing) or Listing(), now)
    if is_changed:
        _record(db, event, edit, plan)
    if patch.get("status") is EventStatusChange.CANCELLED:
        call_off(db, event, now)
        versions.raise_for(event)
    return [*warnings, *no_longer_ready(event.lifecycle, publish_blockers(db, event.id, now))]


def _record(db: DbSession, event: EventRow, edit: Edit, plan: EventPlan) -> None:
    record(
        db,
        ChangeKind.UPDATED,
        "Event",
        event.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=edit.now,
        whole=_reaches_parts(plan, edit.patch),
    )
    if reaches_counts(plan.changed):
        record_followers(db, event, FOLLOWERS, edit.now)


def _reaches_parts(plan: EventPlan, patch: UpdateEventPatch) -> bool:
    """Whether much within the event has changed with it, or may be seen by others than before."""
    programme = _programme(plan)
    return (programme is not None and programme.is_changed) or reaches_parts(patch, plan.changed)


def _programme(plan: EventPlan) -> Programme | None:
    """The dates that the plan changes; None if it changes none."""
    dates = plan.rows_if_due(DatesPlan)
    return None if dates is None else dates.programme
