"""Changing a session: what was not sent stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import Patch
from app.core.outcome import Written
from app.core.problems import refuse_any, under
from app.db.changes import ChangeKind
from app.db.stamps import relocalise, touch
from app.events.rules import problems_with_changing
from app.sessions.operations.conflicts import MOVED_BY, overlap_warnings
from app.sessions.operations.custom_values import fields_needed, problems_with_custom_fields, replace_values
from app.sessions.operations.images import images_needed, problems_with_image, use_images
from app.sessions.operations.writing import (
    LISTS,
    days_by_date,
    insert_lists,
    note,
    parts_needed,
    placed,
    places_by_name,
)
from app.sessions.rules import (
    BOUNDED_BY,
    TIMED_BY,
    Names,
    Plan,
    Span,
    Standing,
    Stored,
    Times,
    plan_session,
    problems_with_ids,
)
from app.sessions.store import empty_list, selected_count, session_to_change, surroundings
from app.sessions.tables import SessionRow
from app.sessions.values import ProposalStatus, RsvpCapacity

INPUT = ("input",)
# The two lists that share a table: whether they hold the main video.
VIDEOS = {"video": True, "additional_videos": False}


def update_session(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change one session. A start that is new must lie in the future; without an end it keeps the length."""
    session, event = session_to_change(db, caller, uuid)
    around = surroundings(db, event, parts_needed([patch]), session.id)
    fields = fields_needed(db, event, [patch])
    images = images_needed(db, event, [patch])
    selected = 0 if BOUNDED_BY.isdisjoint(patch) else selected_count(db, session.id)
    plan = plan_session(patch, around, _stored(session, selected), after=now)
    wrong = problems_with_ids(patch, uuid=session.id, event_uuid=event.id) + plan.problems
    wrong += problems_with_image(patch, images) + problems_with_custom_fields(patch, fields, new=False)
    refuse_any(problems_with_changing(event.lifecycle) + under(INPUT, wrong))

    days = days_by_date(db, event, around, [(INPUT, plan)], now)
    use_images(db, event, images)
    _rewrite(session, plan, placed(plan, days, places_by_name(db, event, [(INPUT, plan)], now)))
    touch(session, now)
    touch(event, now)
    for name in plan.lists | plan.attachments:
        empty_list(db, LISTS[name], session.id, main=VIDEOS.get(name))
    insert_lists(db, [(session, plan)])
    replace_values(db, session, patch, fields)
    note(db, event, ChangeKind.UPDATED, "Session", [session], now)
    warnings = under(INPUT, plan.warnings)
    if not (TIMED_BY | MOVED_BY).isdisjoint(patch):
        db.flush()
        warnings += overlap_warnings(db, event, [session], {session.id: INPUT})
    return Written(ids={"session": session.id, "event": event.id}, aggregate=event.id, warnings=warnings)


def _stored(session: SessionRow, selected: int) -> Stored:
    return Stored(
        Names(session.name, session.display_name),
        Times(Span(session.starts_at, session.ends_at), session.timezone, session.use_event_timezone),
        session.schedule_date_id,
        session.track_id,
        Standing(
            ProposalStatus(session.proposal_status),
            session.rsvp,
            RsvpCapacity(session.rsvp_capacity),
            session.capacity,
            selected,
        ),
    )


def _rewrite(session: SessionRow, plan: Plan, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(session, name, value)
    if plan.times is not None:
        session.use_event_timezone = plan.times.use_event_timezone
        session.timezone = plan.times.timezone
        session.starts_at, session.ends_at = plan.times.span.starts_at, plan.times.span.ends_at
        relocalise(session)
