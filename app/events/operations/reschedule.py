"""rescheduleEvent: move dates later or earlier, with everything that belongs to them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core.outcome import Written
from app.core.problems import Warning, WarningCode, refuse_any
from app.db.bulk import detach
from app.db.outbox import ChangeKind, nothing_recorded, record, record_all
from app.events.agenda.part.agenda import MovedAgenda
from app.events.common.part.movement import skipped_warnings
from app.events.common.part.protocol import INPUT
from app.events.common.part.reschedule import Reschedule
from app.events.dates.part.horizon import roll_forward
from app.events.dates.part.notices import notify_of_reschedule
from app.events.dates.part.recurrence_rule import stored_rule
from app.events.dates.reschedule.part.request import choose, read_request
from app.events.dates.reschedule.patches import RescheduleEventPatch
from app.events.operations.parts import EventPlan, plan_reschedule, write_reschedule
from app.events.operations.reschedule_results import moved_dates
from app.events.rules import no_longer_ready, problems_with_changing
from app.events.store import event_to_change, publish_blockers
from app.events.tables import EventRow
from app.occurrences.store import occurrences_of


def reschedule_event(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: RescheduleEventPatch, now: datetime
) -> Written:
    """A dry run is carried out and undone, so that it is refused for the same reasons."""
    event = event_to_change(db, caller, uuid)
    request, problems = read_request(patch)
    refuse_any([*problems_with_changing(event.lifecycle), *problems])
    assert request is not None
    dates, rule = detach(db, occurrences_of(db, event.id)), stored_rule(db, event)
    reschedule, problems, warnings = choose(request, dates, rule, zone=event.timezone, now=now)
    refuse_any(problems)
    assert reschedule is not None
    plan = plan_reschedule(db, event, reschedule)
    refuse_any(plan.problems)
    warnings += _warnings(reschedule)
    if patch.get("dry_run"):
        with nothing_recorded(db), db.begin_nested() as trial:
            warnings += _write(db, event, reschedule, plan)
            trial.rollback()
    else:
        warnings += _write(db, event, reschedule, plan)
        _record(db, event.organisation_id, uuid, plan, now)
        notify_of_reschedule(db, event, reschedule.in_scope, now)
    agenda = plan.rows(MovedAgenda)
    moved = moved_dates(reschedule, agenda.results)
    return Written(
        ids={"event": uuid},
        aggregate=uuid,
        warnings=warnings,
        extra={
            "dates": moved,
            "sessions": agenda.free_results,
            "seats": sum(date.booked_seats for date in moved),
        },
        lists={"occurrences": [date.occurrence_uuid for date in moved]},
    )


def _write(db: DbSession, event: EventRow, reschedule: Reschedule, plan: EventPlan) -> list[Warning]:
    warnings = write_reschedule(db, event, reschedule, plan)
    if not roll_forward(db, event, reschedule.now):
        rewrite_windows(db, event, reschedule.now, path=reschedule.path)
    return [*warnings, *no_longer_ready(event.lifecycle, publish_blockers(db, event.id, reschedule.now))]


def _warnings(reschedule: Reschedule) -> list[Warning]:
    """About local times that the clocks skip, and about dates that have moved into the past."""
    found = skipped_warnings(reschedule.shift.missing, reschedule.shift.zone, INPUT)
    past = sum(date.row.starts_at < reschedule.now for date in reschedule.in_scope)
    if past:
        sentence = f"{past:,} of {len(reschedule.in_scope):,} dates now start in the past."
        found.append(Warning(WarningCode.STARTS_IN_PAST, sentence, reschedule.path))
    return found


def _record(db: DbSession, organisation_id: UUID, event_id: UUID, plan: EventPlan, now: datetime) -> None:
    """One change of the event, and one of each session that moved: subscribers to the agenda receive both."""
    record(
        db,
        ChangeKind.UPDATED,
        "Event",
        event_id,
        organisation_id=organisation_id,
        event_id=event_id,
        at=now,
        # Dates, days and booking windows move, too.
        whole=True,
    )
    record_all(
        db,
        ChangeKind.UPDATED,
        "Session",
        sorted(plan.rows(MovedAgenda).session_ids),
        organisation_id=organisation_id,
        event_id=event_id,
        at=now,
    )
