"""rescheduleEvent: move dates later or earlier, with everything that belongs to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core.outcome import Written
from app.core.problems import Warning, refuse_any
from app.db.bulk import update_all
from app.db.outbox import ChangeKind, record, record_all
from app.db.timestamps import relocalise, stamped, touch
from app.events.common.part.movement import ShiftAhead
from app.events.dates.part.horizon import roll_forward
from app.events.dates.part.recurrence_rule import columns_of_rule, write_rule
from app.events.dates.reschedule.operations import facts as facts_of
from app.events.dates.reschedule.operations.aiming import aim, read
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.operations.planning import Plan, plan
from app.events.dates.reschedule.patches import RescheduleEventPatch
from app.events.dates.reschedule.store import write_days, write_times
from app.events.dates.reschedule.values import RescheduleScope
from app.events.operations.parts import moved_columns, set_columns, write_rescheduled
from app.events.rules import no_longer_ready, problems_with_changing
from app.events.store import event_to_change, publish_blockers, span_columns
from app.events.tables import EventRow
from app.occurrences.store import vacate_starts
from app.occurrences.tables import TimeslotRow
from app.sessions.store.filing import refile_rows
from app.sessions.store.overlaps import moved_overlaps
from app.sessions.tables import SessionOccurrenceRow, SessionRow


def reschedule_event(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: RescheduleEventPatch, now: datetime
) -> Written:
    """Refused with everything that is wrong at once. A dry run is carried out and undone, so that it refuses alike."""
    event = event_to_change(db, caller, uuid)
    wanted, problems = read(patch)
    refuse_any([*problems_with_changing(event.lifecycle), *problems])
    assert wanted is not None
    facts = facts_of.load(db, event, wanted.scope)
    aimed, problems = aim(facts, wanted, now)
    refuse_any(problems)
    assert aimed is not None
    made = plan(facts, aimed, now)
    refuse_any(made.problems)
    if patch.get("dry_run"):
        with db.begin_nested() as trial:
            broken = _write(db, event, facts, made, now)
            trial.rollback()
    else:
        broken = _write(db, event, facts, made, now)
        _record(db, event.organisation_id, uuid, made, now)
    return Written(
        ids={"event": uuid},
        aggregate=uuid,
        warnings=[*made.warnings, *broken],
        extra={"dates": made.dates, "sessions": made.sessions, "seats": made.seats},
        lists={"occurrences": [date.occurrence_uuid for date in made.dates]},
    )


def _write(db: DbSession, event: EventRow, facts: Facts, made: Plan, now: datetime) -> list[Warning]:
    """Store it all; the number of statements does not grow with the number of rows."""
    vacate_starts(db, event.id)
    update_all(db, facts.dates)
    write_times(db, TimeslotRow, made.slots, None)
    write_times(db, SessionOccurrenceRow, made.rows, now)
    write_days(db, made.days, later=made.aim.days > 0)
    write_times(db, SessionRow, made.free, now)
    _write_event(db, event, facts, made, now)
    moved = [*refile_rows(db, event.id, ("input",)), *moved_overlaps(db, event.id, made.rows, ("input",))]
    if not roll_forward(db, event, now):
        rewrite_windows(db, event, now, path=made.aim.wanted.path)
    return [*moved, *no_longer_ready(event.lifecycle, publish_blockers(db, event.id, now))]


def _write_event(db: DbSession, event: EventRow, facts: Facts, made: Plan, now: datetime) -> None:
    ruling, wanted = made.ruling, made.aim.wanted
    columns: dict[str, Any] = {**span_columns(facts.dates), "reschedule_reason": wanted.reason}
    columns |= stamped("rescheduled", now, event.timezone)
    if ruling.rule is not None and ruling.expansion is not None:
        columns |= columns_of_rule(ruling.rule, ruling.expansion, event.timezone)
        columns["materialised_until"] = ruling.until
        write_rule(db, event, ruling.rule, created=False)
    if wanted.scope is RescheduleScope.ALL:
        ahead = ShiftAhead(made.aim.shift, now)
        columns |= moved_columns(event, ahead)
        write_rescheduled(db, facts.dated, ahead)
    set_columns(event, columns)
    relocalise(event)
    touch(event, now)


def _record(db: DbSession, organisation_id: UUID, event_id: UUID, made: Plan, now: datetime) -> None:
    """One change of the event, and one of each session that moved: subscribers to the agenda receive both."""
    record(db, ChangeKind.UPDATED, "Event", event_id, organisation_id=organisation_id, event_id=event_id, at=now)
    sessions = {row.session_id for row in made.rows} | {session.id for session in made.free}
    record_all(
        db,
        ChangeKind.UPDATED,
        "Session",
        sorted(sessions),
        organisation_id=organisation_id,
        event_id=event_id,
        at=now,
    )
