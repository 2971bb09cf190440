"""Changing a session: what was not sent stays."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import Patch
from app.core.outcome import Written
from app.core.problems import refuse_any, under
from app.db.changes import ChangeKind
from app.db.stamps import relocalise, touch
from app.events.rules import problems_with_changing
from app.sessions.operations.writing import LISTS, days_by_date, insert_lists, note, parts_needed
from app.sessions.rules import Names, Plan, Span, Stored, Times, plan_session
from app.sessions.store import empty_list, session_to_change, surroundings
from app.sessions.tables import SessionRow

INPUT = ("input",)


def update_session(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change one session. A start that is new must lie in the future; without an end it keeps the length."""
    session, event = session_to_change(db, caller, uuid)
    around = surroundings(db, event, parts_needed([patch]), session.id)
    plan = plan_session(patch, around, _stored(session), after=now)
    refuse_any(problems_with_changing(event.lifecycle) + under(INPUT, plan.problems))

    days = days_by_date(db, event, around, [(INPUT, plan)], now)
    _rewrite(session, plan)
    if plan.day is not None:
        session.schedule_date_id = days[plan.day]
    touch(session, now)
    touch(event, now)
    for name in plan.lists | plan.attachments:
        empty_list(db, LISTS[name], session.id)
    insert_lists(db, [(session, plan)])
    note(db, event, ChangeKind.UPDATED, "Session", [session], now)
    return Written(
        ids={"session": session.id, "event": event.id},
        aggregate=event.id,
        warnings=under(INPUT, plan.warnings),
    )


def _stored(session: SessionRow) -> Stored:
    return Stored(
        Names(session.name, session.display_name),
        Times(Span(session.starts_at, session.ends_at), session.timezone, session.use_event_timezone),
        session.schedule_date_id,
    )


def _rewrite(session: SessionRow, plan: Plan) -> None:
    for name, value in plan.columns.items():
        setattr(session, name, value)
    if plan.times is not None:
        session.use_event_timezone = plan.times.use_event_timezone
        session.timezone = plan.times.timezone
        session.starts_at, session.ends_at = plan.times.span.starts_at, plan.times.span.ends_at
        relocalise(session)
