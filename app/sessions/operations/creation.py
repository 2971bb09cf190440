"""Adding sessions to an event: one, or many of which all are stored or none."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core import limits
from app.core.fields import Patch
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Warning, refuse_any, under
from app.db.bulk import insert_all
from app.db.changes import ChangeKind
from app.db.stamps import created, stamped, touch
from app.events.rules import problems_with_changing
from app.events.store import count_of, event_to_change
from app.events.tables import EventRow
from app.sessions.operations.writing import days_by_date, insert_lists, note, parts_needed
from app.sessions.rules import Plan, plan_session
from app.sessions.store import surroundings
from app.sessions.tables import SessionRow

INPUT = ("input",)


def create_session(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Add one session, which must start in the future."""
    event, rows, warnings = _create(db, caller, event_uuid, [(INPUT, patch)], now, after=now)
    return Written(ids={"session": rows[0].id, "event": event.id}, aggregate=event.id, warnings=warnings)


def create_sessions(
    db: DbSession,
    caller: Caller,
    *,
    event_uuid: UUID,
    patches: Sequence[Patch],
    now: datetime,
    allow_past: bool = False,
) -> Written:
    """Add many sessions in a constant number of statements. Paths name each by its place in the list."""
    several = [((*INPUT, str(index)), patch) for index, patch in enumerate(patches)]
    event, rows, warnings = _create(db, caller, event_uuid, several, now, after=None if allow_past else now)
    return Written(
        ids={"event": event.id},
        aggregate=event.id,
        warnings=warnings,
        extra={"uuids": [row.id for row in rows]},
    )


def _create(
    db: DbSession,
    caller: Caller,
    event_uuid: UUID,
    several: Sequence[tuple[Path, Patch]],
    now: datetime,
    *,
    after: datetime | None,
) -> tuple[EventRow, list[SessionRow], list[Warning]]:
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    problems = problems_with_changing(event.lifecycle, ("eventUuid",))
    there = count_of(db, SessionRow, event.id)
    if there + len(several) > limits.SESSIONS:
        sentence = f"An event has at most {limits.SESSIONS} sessions; there are {there} already."
        refuse_any([*problems, Problem(ProblemCode.TOO_MANY, sentence, INPUT)])
    around = surroundings(db, event, parts_needed(patch for _path, patch in several))
    plans = [(path, plan_session(patch, around, after=after)) for path, patch in several]
    for path, plan in plans:
        problems += under(path, plan.problems)
    refuse_any(problems)

    days = days_by_date(db, event, around, plans, now)
    planned = [(_row(event, plan, days, now), plan) for _path, plan in plans]
    rows = [row for row, _plan in planned]
    insert_all(db, rows)
    insert_lists(db, planned)
    note(db, event, ChangeKind.CREATED, "Session", rows, now)
    touch(event, now)
    return event, rows, [warning for path, plan in plans for warning in under(path, plan.warnings)]


def _row(event: EventRow, plan: Plan, days: dict[date, UUID], now: datetime) -> SessionRow:
    times = plan.times
    assert times is not None
    filed: Any = {} if plan.day is None else {"schedule_date_id": days[plan.day]}
    stamps: Any = (
        stamped("starts", times.span.starts_at, times.timezone)
        | stamped("ends", times.span.ends_at, times.timezone)
        | created(now, times.timezone)
    )
    return SessionRow(
        organisation_id=event.organisation_id,
        event_id=event.id,
        timezone=times.timezone,
        use_event_timezone=times.use_event_timezone,
        **plan.columns,
        **filed,
        **stamps,
    )
