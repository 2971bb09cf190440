"""Notices of a session that moves, or whether it takes place on a date, for the users who have chosen it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.events.tables import EventRow
from app.notices.store import Fact, notify_of_session, with_session
from app.notices.values import NoticeKind
from app.sessions.store import SessionOccurrenceData


@dataclass(frozen=True, slots=True)
class BeforeChange:
    """What a session's change is compared with: who is concerned, and the start of each row that has not ended.

    `took_place`: which of these rows did.
    """

    concerned: Sequence[tuple[UUID, UUID]]
    starts: dict[UUID, datetime]
    took_place: frozenset[UUID]


def before_change(
    db: DbSession, session_id: UUID, rows: Sequence[SessionOccurrenceData], now: datetime, *, active: bool
) -> BeforeChange:
    """Read while the rows are still there, because the choices of a row are deleted with it. `active`: the session."""
    starts = {row.id: row.starts_at for row in rows if row.ends_at > now}
    took_place = frozenset(row.id for row in rows if active and row.enabled)
    return BeforeChange(with_session(db, session_id) if starts else (), starts, took_place)


def notify_of_rows(
    db: DbSession,
    event: EventRow,
    rows: Sequence[SessionOccurrenceData],
    before: BeforeChange,
    now: datetime,
    *,
    active: bool,
    dropped: Collection[UUID] = (),
) -> None:
    """After the rows were written; `active`: the session is now; `dropped`: the rows that were deleted."""
    facts = {}
    for row in rows:
        if row.id not in before.starts:
            continue
        takes_place = active and row.enabled and row.id not in dropped
        kind = _kind(row.id in before.took_place, takes_place, row.starts_at != before.starts[row.id])
        if kind is not None:
            facts[row.id] = Fact(
                kind,
                row.occurrence_id,
                row.session_id,
                None if row.id in dropped else row.id,
                before.starts[row.id],
                row.starts_at if takes_place else None,
            )
    notify_of_session(db, event, before.concerned, facts, now)


def _kind(took_place: bool, takes_place: bool, moved: bool) -> NoticeKind | None:
    if took_place and takes_place:
        return NoticeKind.SESSION_MOVED if moved else None
    if took_place:
        return NoticeKind.SESSION_CANCELLED
    return NoticeKind.SESSION_RESTORED if takes_place else None
