"""Change a session on one of its dates: its times, its capacity, and whether it is called off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.outcome import Written
from app.core.problems import Warning, refuse_any, under
from app.db.outbox import ChangeKind
from app.db.row_versions import RowVersions
from app.db.timestamps import touch
from app.events.rules import problems_with_changing
from app.events.store.parts import part_to_change
from app.events.tables import EventRow
from app.sessions.operations.conflicts import overlap_warnings
from app.sessions.operations.notices import before_change, notify_of_rows
from app.sessions.operations.rows import record_rows, set_span
from app.sessions.operations.writing import days_by_date, record_parts
from app.sessions.patches.dates import UpdateSessionOccurrencePatch
from app.sessions.rules import (
    Filed,
    Filing,
    OnDate,
    Plan,
    RowPlan,
    Span,
    Surroundings,
    Times,
    file,
    plan_row,
    usual_length,
)
from app.sessions.store import (
    SessionOccurrenceData,
    date_state,
    rows_of,
    selected_by_row,
    settle_rows,
    surroundings,
    write_rows,
)
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.sessions.values import RsvpCapacity, SessionStatus

INPUT = ("input",)


def update_session_occurrence(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateSessionOccurrencePatch, now: datetime
) -> Written:
    """Change one row. The changes remain when the session or the event's dates move."""
    own, event = part_to_change(db, caller, SessionOccurrenceRow, uuid, "date of a session")
    session = db.get_one(SessionRow, own.session_id)
    around = surroundings(db, event, ("schedule_dates", "tracks"), session.id)
    rows = rows_of(db, event.id, session.id)
    row = next(each for each in rows if each.id == uuid)
    selected = selected_by_row(db, session.id).get(row.id, 0)
    state = date_state(db, row.occurrence_id)
    plan = plan_row(patch, _stored(row, rows, session, event, around, state, selected, now), after=now)
    refuse_any(problems_with_changing(event.lifecycle) + under(INPUT, plan.problems))

    active = session.status == SessionStatus.ACTIVE
    watched = [row] if plan.span is not None or "enabled" in plan.columns else []
    concerned = before_change(db, session.id, watched, now, active=active)
    versions, before = RowVersions(db, now), replace(row)
    _rewrite(row, plan)
    is_changed = row != before
    if is_changed:
        touch(row, now)
    warnings = list(plan.warnings)
    filing = _filing(row, rows, session, around) if plan.span is not None else None
    days = {} if filing is None else days_by_date(db, event, around, [(INPUT, Plan(day=filing.day))], now)
    stood = (session.starts_at, session.ends_at, session.schedule_date_id, session.track_id)
    if filing is not None:
        session.track_id = filing.columns.get("track_id", session.track_id)
        warnings += filing.warnings
    if is_changed:
        write_rows(db, changed=[row])
        record_rows(db, event, ChangeKind.UPDATED, [row.id], now)
        notify_of_rows(db, event, [row], concerned, now, active=active)
    if versions.is_changed:
        settle_rows(db, event, now, [] if days else [session.id])
    if stood != (session.starts_at, session.ends_at, session.schedule_date_id, session.track_id):
        touch(session, now)
        record_parts(db, event, ChangeKind.UPDATED, "Session", [session], now, whole=stood[-1] != session.track_id)
    versions.raise_for(event)
    return Written(
        ids={"session_occurrence": row.id, "session": session.id, "event": event.id},
        aggregate=event.id,
        warnings=under(INPUT, warnings) + _overlaps(db, event, row, plan),
    )


def _stored(
    row: SessionOccurrenceData,
    rows: Sequence[SessionOccurrenceData],
    session: SessionRow,
    event: EventRow,
    around: Surroundings,
    date_state: tuple[bool, str | None],
    selected: int,
    now: datetime,
) -> OnDate:
    usual = [Span(each.starts_at, each.ends_at) for each in rows if not each.own_times]
    return OnDate(
        Times(Span(row.starts_at, row.ends_at), row.timezone, session.use_event_timezone),
        around.occurrences[row.occurrence_id],
        event.timezone,
        session.offset_seconds or 0,
        usual_length(usual, Span(session.starts_at, session.ends_at), now),
        row.enabled,
        row.cancellation_reason,
        *date_state,
        selected,
        row.capacity,
        None if row.rsvp_capacity is None else RsvpCapacity(row.rsvp_capacity),
        session.rsvp,
        RsvpCapacity(session.rsvp_capacity),
        session.capacity,
        event.event_capacity,
    )


def _rewrite(row: SessionOccurrenceData, plan: RowPlan) -> None:
    for name, value in plan.columns.items():
        setattr(row, name, value)
    if plan.span is not None:
        set_span(row, plan.span)
    if plan.own_times is not None:
        row.own_times = plan.own_times


def _filing(
    row: SessionOccurrenceData, rows: Sequence[SessionOccurrenceData], session: SessionRow, around: Surroundings
) -> Filing:
    """The days of its rows now; it leaves a track of a day that none of them is on."""
    before = frozenset(each.schedule_date_id for each in rows if each.schedule_date_id is not None)
    filed = Filed(session.agenda_tab_id, before, session.track_id)
    return file({}, row.starts_at, [each.starts_at for each in rows], around, filed, moved=True)


def _overlaps(db: DbSession, event: EventRow, row: SessionOccurrenceData, plan: RowPlan) -> list[Warning]:
    """Warn about overlaps if the row moved or takes place again."""
    if plan.span is None and not plan.columns.get("enabled"):
        return []
    return overlap_warnings(db, event, Span(row.starts_at, row.ends_at), {row.session_id: INPUT})
