"""Write the rows of sessions: one for each session on each of its dates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core import limits
from app.core.ids import new_uuid
from app.core.problems import Path, Problem, ProblemCode
from app.db.outbox import MOST_PARTS, ChangeKind, record_all
from app.db.timestamps import created, stamp, touch
from app.events.tables import EventRow
from app.sessions.rules import Plan, Span, Surroundings
from app.sessions.store import SessionOccurrenceData, alive_rows, write_rows
from app.sessions.tables import SessionRow


@dataclass(frozen=True, slots=True)
class RowChanges:
    """The ids of the rows that were deleted, changed and added."""

    deleted: Sequence[UUID] = ()
    changed: Sequence[UUID] = ()
    added: Sequence[UUID] = ()

    @property
    def are_many(self) -> bool:
        """Whether some are too many to be recorded one by one."""
        return any(len(some) > MOST_PARTS for some in (self.deleted, self.changed, self.added))


def problems_with_rows(
    db: DbSession,
    event: EventRow,
    around: Surroundings,
    plans: Iterable[tuple[Path, Plan]],
    sessions: int,
    now: datetime,
) -> list[Problem]:
    """Limit the rows on dates that have not ended. `sessions`: how many the event will have."""
    alive = {uuid for uuid, span in around.occurrences.items() if span.ends_at > now}
    if sessions * len(alive) <= limits.SESSION_ROWS:
        return []
    there: int | None = None
    for path, plan in plans:
        added = len(alive & plan.placement.added.keys())
        if added == 0:
            continue
        there = alive_rows(db, event.id, now) if there is None else there
        there += added
        if there > limits.SESSION_ROWS:
            sentence = (
                f"The sessions of an event may take place {limits.SESSION_ROWS:,} times on dates that have not ended,"
                f" counted once for each date; these would be {there:,}."
            )
            return [Problem(ProblemCode.TOO_MANY, sentence, path)]
    return []


def rows_to_add(
    event: EventRow, session: SessionRow, added: Mapping[UUID, Span], now: datetime
) -> list[SessionOccurrenceData]:
    """New rows for these dates, in the session's zone."""
    made = created(now, session.timezone)
    rows = [
        SessionOccurrenceData(
            id=new_uuid(),
            organisation_id=event.organisation_id,
            event_id=event.id,
            session_id=session.id,
            occurrence_id=occurrence,
            starts_at=span.starts_at,
            starts_local=span.starts_at,
            ends_at=span.ends_at,
            ends_local=span.ends_at,
            timezone=session.timezone,
            own_times=False,
            enabled=True,
            cancellation_reason=None,
            capacity=None,
            rsvp_capacity=None,
            schedule_date_id=None,
            version=1,
            **made,
        )
        for occurrence, span in added.items()
    ]
    for row in rows:
        set_span(row, Span(row.starts_at, row.ends_at))
    return rows


def settle_new(session: SessionRow, rows: Sequence[SessionOccurrenceData], around: Surroundings) -> None:
    """Give new rows their days, and their new session the times and the day of one of them, as `settle_rows` does.

    It is called before they are stored, and spares them being updated.
    """
    for row in rows:
        row.schedule_date_id = around.under(row.starts_at, session.agenda_tab_id)
    first = min(rows, key=lambda row: (row.occurrence_id in around.off, row.starts_at, str(row.id)), default=None)
    if first is not None:
        session.starts_at, session.starts_local = first.starts_at, first.starts_local
        session.ends_at, session.ends_local = first.ends_at, first.ends_local
        session.schedule_date_id = first.schedule_date_id


def change_rows(
    db: DbSession,
    event: EventRow,
    session: SessionRow,
    rows: Sequence[SessionOccurrenceData],
    plan: Plan,
    now: datetime,
) -> RowChanges:
    """Write the rows that a plan adds, moves and removes, and those whose time zone changes."""
    placement = plan.placement
    dropped = set(placement.dropped)
    moved_away = placement.offset_seconds is not None
    changed = []
    for row in rows:
        span = placement.moved.get(row.id)
        if span == Span(row.starts_at, row.ends_at) and not (moved_away and row.own_times):
            span = None
        if row.id in dropped or (span is None and row.timezone == session.timezone):
            continue
        row.own_times = row.own_times and not (moved_away and span is not None)
        if row.timezone != session.timezone:
            row.timezone = session.timezone
            for prefix in ("created", "updated"):
                stamp(row, prefix, getattr(row, f"{prefix}_at"))
        set_span(row, span or Span(row.starts_at, row.ends_at))
        touch(row, now)
        changed.append(row)
    added = rows_to_add(event, session, placement.added, now)
    write_rows(db, deleted=placement.dropped, changed=changed, added=added)
    return RowChanges(placement.dropped, [row.id for row in changed], [row.id for row in added])


def record_changes(db: DbSession, event: EventRow, changes: RowChanges, now: datetime) -> None:
    """Record what `change_rows` has written."""
    record_rows(db, event, ChangeKind.DELETED, changes.deleted, now)
    record_rows(db, event, ChangeKind.UPDATED, changes.changed, now)
    record_rows(db, event, ChangeKind.CREATED, changes.added, now)


def record_rows(db: DbSession, event: EventRow, kind: ChangeKind, rows: Sequence[UUID], now: datetime) -> None:
    """Record changes of rows. Very many are not: their sessions are recorded with everything in them."""
    if len(rows) <= MOST_PARTS:
        record_all(
            db, kind, "SessionOccurrence", rows, organisation_id=event.organisation_id, event_id=event.id, at=now
        )


def set_span(row: SessionOccurrenceData, span: Span) -> None:
    """Set the row's start and end, with local times in its zone."""
    stamp(row, "starts", span.starts_at)
    stamp(row, "ends", span.ends_at)
