"""rescheduleEvent: dates are put off or brought forward with everything that belongs to them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core.fields import Patch
from app.core.outcome import Written
from app.core.problems import Warning, refuse_any
from app.db.bulk import update_all
from app.db.outbox import ChangeKind, record, record_all
from app.db.timestamps import stamp, touch
from app.events.dates.part.horizon import roll_forward
from app.events.dates.part.recurrence_rule import set_rule, write_rule
from app.events.dates.reschedule.operations import facts as facts_of
from app.events.dates.reschedule.operations.aiming import aim, read
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.operations.fixed_moments import shift_moments
from app.events.dates.reschedule.operations.planning import Plan, plan
from app.events.dates.reschedule.store import tickets_of_event, write_days, write_times
from app.events.dates.reschedule.values import RescheduleScope
from app.events.rules import no_longer_ready, problems_with_changing, publish_blockers
from app.events.store import event_to_change, publish_facts, set_span
from app.events.tables import EventRow
from app.occurrences.store import vacate_starts
from app.occurrences.tables import TimeslotRow
from app.sessions.store.filing import refile_rows
from app.sessions.store.overlaps import moved_overlaps
from app.sessions.tables import SessionOccurrenceRow, SessionRow


def reschedule_event(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Refused with everything that is wrong at once. A dry run is carried out and undone, so that it refuses alike."""
    event = event_to_change(db, caller, uuid)
    wanted, problems = read(patch)
    refuse_any([*problems_with_changing(event.lifecycle), *problems])
    assert wanted is not None
    facts = facts_of.load(db, event)
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
    with db.no_autoflush:
        _write_event(db, event, facts, made, now)
    moved = [*refile_rows(db, event.id, ("input",)), *moved_overlaps(db, event.id, made.rows, ("input",))]
    if not roll_forward(db, event, now):
        rewrite_windows(db, event, now, path=made.aim.wanted.path)
    return [*moved, *no_longer_ready(event.lifecycle, publish_blockers(publish_facts(db, event, now)))]


def _write_event(db: DbSession, event: EventRow, facts: Facts, made: Plan, now: datetime) -> None:
    ruling, wanted = made.ruling, made.aim.wanted
    if ruling.rule is not None and ruling.expansion is not None:
        set_rule(event, ruling.rule, ruling.expansion)
        event.materialised_until = ruling.until
        write_rule(db, event, ruling.rule, fresh=False)
    set_span(event, facts.dates)
    stamp(event, "rescheduled", now)
    event.reschedule_reason = wanted.reason
    if wanted.scope is RescheduleScope.ALL:
        shift_moments(event, made.aim.shift, now)
        if event.abn_activate_at is not None and event.abn_activate_at > now:
            stamp(event, "abn_activate", made.aim.shift.instant(event.abn_activate_at))
        tickets = [row for row in tickets_of_event(db, event.id) if shift_moments(row, made.aim.shift, now)]
        for ticket in tickets:
            touch(ticket, now)
        update_all(db, tickets)
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
