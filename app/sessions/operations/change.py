"""Change a session."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core import limits
from app.core.outcome import Written
from app.core.problems import refuse_any, under
from app.db.outbox import ChangeKind
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import relocalise
from app.events.rules import problems_with_changing
from app.events.store.locking import part_and_event, raise_version
from app.sessions.columns import SessionValues
from app.sessions.operations.conflicts import MOVED_BY, overlap_warnings
from app.sessions.operations.custom_values import fields_needed, problems_with_custom_fields, replace_custom_values
from app.sessions.operations.images import images_needed, problems_with_image, use_images
from app.sessions.operations.notices import before_change, notify_of_rows
from app.sessions.operations.rows import RowChanges, change_rows, problems_with_rows, record_changes
from app.sessions.operations.writing import (
    days_by_date,
    parts_needed,
    placed,
    places_by_name,
    record_parts,
    replace_lists,
)
from app.sessions.patches.session import SessionPatch, UpdateSessionPatch
from app.sessions.rules import (
    BOUNDED_BY,
    PLACED_BY,
    SHOWN_IN_ROWS,
    TIMED_BY,
    Filed,
    Names,
    Placed,
    Plan,
    Span,
    Stored,
    StoredDate,
    StoredStatus,
    Surroundings,
    Times,
    plan_session,
    problems_with_ids,
    reaches_rows,
)
from app.sessions.store import (
    SessionOccurrenceData,
    rows_of,
    selected_by_row,
    settle_rows,
    settle_selections,
    surroundings,
    waiting_by_row,
)
from app.sessions.tables import SessionRow
from app.sessions.values import LinkType, ProposalStatus, RsvpCapacity, SessionStatus

INPUT = ("input",)


def update_session(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateSessionPatch, now: datetime) -> Written:
    """Change the fields that were sent. A new start must be in the future; without an end it keeps the length."""
    session, event = part_and_event(db, caller, SessionRow, uuid, "session")
    needed = parts_needed([patch])
    if needed:
        around = surroundings(db, event, needed, session.id)
    else:
        around = Surroundings(timezone=event.timezone, capacity=event.event_capacity)
    fields = fields_needed(db, event, [patch])
    images = images_needed(db, event, [patch])
    rows, selected = _rows(db, session, patch)
    waiting = waiting_by_row(db, session.id) if "occurrences" in patch else {}
    plan = plan_session(patch, around, _stored(session, patch, rows, selected, waiting, now), after=now)
    wrong = problems_with_ids(patch, uuid=session.id, event_uuid=event.id) + plan.problems
    wrong += problems_with_image(patch, images) + problems_with_custom_fields(patch, fields, new=False)
    wrong += problems_with_rows(db, event, around, [((), plan)], limits.SESSIONS, now)
    refuse_any(problems_with_changing(event.lifecycle) + under(INPUT, wrong))

    versions, shown, status = RowVersions(db, now), _shown(session), session.status
    days = days_by_date(db, event, around, [(INPUT, plan)], now)
    use_images(db, event, images)
    _rewrite(session, plan, placed(plan, days, places_by_name(db, event, [(INPUT, plan)], now)))
    is_raised = versions.raise_for(session)
    if is_raised:
        raise_version(db, event, now)
    replace_lists(db, session, plan)
    replace_custom_values(db, session, patch, fields)
    is_placed, changes = not PLACED_BY.isdisjoint(patch), RowChanges()
    moving = [row for row in rows if row.id in plan.placement.moved or row.id in plan.placement.dropped]
    if session.status != status:
        moving = rows or rows_of(db, event.id, session.id)
    concerned = before_change(db, session.id, moving, now, active=status == SessionStatus.ACTIVE)
    if is_placed:
        changes = change_rows(db, event, session, rows, plan, now)
    active = session.status == SessionStatus.ACTIVE
    notify_of_rows(db, event, moving, concerned, now, active=active, dropped=plan.placement.dropped)
    if versions.raise_for(session):
        if not is_raised:
            raise_version(db, event, now)
        whole = reaches_rows(patch, shown, _shown(session)) or changes.are_many
        record_parts(db, event, ChangeKind.UPDATED, "Session", [session], now, whole=whole)
        record_changes(db, event, changes, now)
        if is_placed:
            settle_rows(db, event, now, [] if days else [session.id])
        if changes.added and not rows:
            settle_selections(db, event.id)
    warnings = under(INPUT, plan.warnings)
    if not (TIMED_BY | MOVED_BY).isdisjoint(patch):
        db.flush()
        warnings += overlap_warnings(db, event, None, {session.id: INPUT})
    return Written(ids={"session": session.id, "event": event.id}, aggregate=event.id, warnings=warnings)


def _shown(session: SessionRow) -> dict[str, object]:
    return {name: getattr(session, name) for name in SHOWN_IN_ROWS}


def _rows(
    db: DbSession, session: SessionRow, patch: SessionPatch
) -> tuple[list[SessionOccurrenceData], dict[UUID | None, int]]:
    """The session's rows, and how many users have chosen each, if the patch depends on them."""
    placed, bounded = not PLACED_BY.isdisjoint(patch), not BOUNDED_BY.isdisjoint(patch)
    rows = rows_of(db, session.event_id, session.id) if placed or bounded else []
    return rows, selected_by_row(db, session.id) if bounded or "occurrences" in patch else {}


def _stored(
    session: SessionRow,
    patch: SessionPatch,
    rows: Sequence[SessionOccurrenceData],
    selected: Mapping[UUID | None, int],
    waiting: Mapping[UUID, int],
    now: datetime,
) -> Stored:
    own = Span(session.starts_at, session.ends_at)
    held = [
        StoredDate(
            row.id,
            row.occurrence_id,
            Span(row.starts_at, row.ends_at),
            row.own_times,
            row.schedule_date_id,
            selected.get(row.id, 0),
            waiting.get(row.id, 0),
        )
        for row in rows
    ]
    specific = session.occurrences_type == LinkType.SPECIFIC
    under = {row.schedule_date_id for row in rows} if rows else {session.schedule_date_id}
    # The session's capacity does not apply to rows with their own.
    counts = [selected.get(row.id, 0) for row in rows if row.capacity is None] + [selected.get(None, 0)]
    return Stored(
        Names(session.name, session.display_name),
        Times(_base(own, held, patch, now), session.timezone, session.use_event_timezone),
        Placed(own, held, session.offset_seconds, specific),
        Filed(session.agenda_tab_id, frozenset(uuid for uuid in under if uuid is not None), session.track_id),
        StoredStatus(
            ProposalStatus(session.proposal_status),
            session.rsvp,
            RsvpCapacity(session.rsvp_capacity),
            session.capacity,
            max(counts),
        ),
    )


def _base(own: Span, rows: Sequence[StoredDate], patch: SessionPatch, now: datetime) -> Span:
    """The base of a change without a start: the first row that it would move.

    An end without a start refers to the session's own times.
    """
    if patch.get("ends_on") is not None and patch.get("starts_on") is None:
        return own
    return next((row.span for row in rows if row.span.starts_at > now and not row.own_times), own)


def _rewrite(session: SessionRow, plan: Plan, columns: SessionValues) -> None:
    set_values(session, columns)
    if plan.times is not None:
        session.use_event_timezone = plan.times.use_event_timezone
        session.timezone = plan.times.timezone
        session.starts_at, session.ends_at = plan.times.span.starts_at, plan.times.span.ends_at
        relocalise(session)
