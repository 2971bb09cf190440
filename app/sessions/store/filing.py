"""SQL of sessions that leave a day of the programme when rows, dates or days move. Callers have locked the event."""

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, union, update
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.agenda.tables import ScheduleDateRow, TrackRow
from app.core.problems import Path, Warning
from app.db.outbox import record_within
from app.events.tables import EventRow
from app.sessions.rules.refiling import Refiled, refiled_warnings
from app.sessions.store.rows import settle_rows
from app.sessions.tables import SessionOccurrenceRow, SessionRow

# The schedule dates of each session.
SessionDays = Mapping[UUID, Set[UUID]]
NOWHERE: frozenset[UUID] = frozenset()


def refile_rows(
    db: DbSession, event: EventRow, path: Path, now: datetime, before: SessionDays | None = None
) -> list[Warning]:
    """Call `settle_rows`, and take sessions that left a day out of that day's tracks, with warnings.

    `before`: the days of sessions before rows were deleted. A constant number of statements; one beside those of
    `settle_rows` if the programme has no days.
    """
    db.flush()
    days = _days(db, event.id)
    if before is None:
        before = days_of_sessions(db, event.id) if days else {}
    settle_rows(db, event, now)
    if not before:
        return []
    after = days_of_sessions(db, event.id)
    left = {key: gone for key, under in before.items() if (gone := under - after.get(key, NOWHERE))}
    if not left:
        return []
    names, bound = _names_and_days_of_tracks(db, event.id)
    dropped = {key for key, gone in left.items() if bound.get(key) in gone}
    if dropped:
        table = SessionRow.__table__  # type: ignore[attr-defined]
        db.connection().execute(update(table).where(table.c.id.in_(sorted(dropped))).values(track_id=None))
        record_within(db, event, "Session", sorted(dropped), now, direct=True)
        for row in db.identity_map.values():
            if isinstance(row, SessionRow) and row.id in dropped:
                db.expire(row)
    refiled = [
        Refiled(name, sorted(days[day] for day in left[key] if day in days), left_track=key in dropped)
        for key, name in names.items()
        if key in left
    ]
    return refiled_warnings(refiled, path)


def days_of_sessions(db: DbSession, event_id: UUID) -> dict[UUID, set[UUID]]:
    """The schedule dates of each session of the event: those of its rows, or its own without rows."""
    tables: tuple[tuple[Any, str], ...] = ((SessionOccurrenceRow, "session_id"), (SessionRow, "id"))
    queries = []
    for row, key in tables:
        table = row.__table__.c
        columns = select(table[key], table.schedule_date_id)
        queries.append(columns.where(table.event_id == event_id, table.schedule_date_id.is_not(None)))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for session, day in db.connection().execute(union(*queries)):
        found[session].add(day)
    return dict(found)


def _days(db: DbSession, event_id: UUID) -> dict[UUID, date]:
    query = select(col(ScheduleDateRow.id), col(ScheduleDateRow.date)).where(col(ScheduleDateRow.event_id) == event_id)
    return {row.id: row.date for row in db.connection().execute(query)}


def _names_and_days_of_tracks(db: DbSession, event_id: UUID) -> tuple[dict[UUID, str], dict[UUID, UUID]]:
    """The sessions' names by start, and the days of their tracks, if these belong to one."""
    query = (
        select(col(SessionRow.id), col(SessionRow.name), col(TrackRow.schedule_date_id))
        .outerjoin(TrackRow, col(TrackRow.id) == col(SessionRow.track_id))
        .where(col(SessionRow.event_id) == event_id)
        .order_by(col(SessionRow.starts_at), col(SessionRow.id))
    )
    rows = db.connection().execute(query).all()
    return {key: name for key, name, _day in rows}, {key: day for key, _name, day in rows if day is not None}
