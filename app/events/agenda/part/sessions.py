"""The sessions of an event, in its dates and without one, moved in memory by a reschedule. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.core.time import local_of
from app.db.timestamps import stamp
from app.events.agenda.store import SessionTimes
from app.events.common.part.reschedule import Moment, Reschedule, Times
from app.occurrences.rules.shifting import Shift
from app.sessions.rules.dates import start_in
from app.sessions.store.rows import SessionOccurrenceData


@dataclass(frozen=True, slots=True)
class MovedSession:
    """When a session takes place before and after. `session_occurrence_uuid` is None for a session without a date."""

    session_occurrence_uuid: UUID | None
    session_uuid: UUID
    name: str
    old_starts_on: Moment
    old_ends_on: Moment
    new_starts_on: Moment
    new_ends_on: Moment

    @classmethod
    def of(cls, session: SessionTimes, before: Times, row: SessionOccurrenceData | None = None) -> "MovedSession":
        after = Times.of(row or session)
        uuid = None if row is None else row.id
        times = (before.starts_on, before.ends_on, after.starts_on, after.ends_on)
        return cls(uuid, session.id, session.name, *times)


def move_rows(
    rows: Iterable[SessionOccurrenceData], sessions: Mapping[UUID, SessionTimes], reschedule: Reschedule
) -> dict[UUID, list[MovedSession]]:
    """Move the rows of the dates in scope, which have moved already. The results are grouped by date."""
    by_date: dict[UUID, list[SessionOccurrenceData]] = defaultdict(list)
    for row in rows:
        by_date[row.occurrence_id].append(row)
    found: dict[UUID, list[MovedSession]] = {}
    for date in reschedule.in_scope:
        results = found[date.row.id] = []
        for row in by_date[date.row.id]:
            before, session = Times.of(row), sessions[row.session_id]
            _move_row(row, session.offset_seconds, date.before.starts_on.utc, date.row.starts_at, reschedule)
            results.append(MovedSession.of(session, before, row))
    return found


def move_free_sessions(sessions: Sequence[SessionTimes], reschedule: Reschedule) -> list[MovedSession]:
    """Move sessions that have no date."""
    found = []
    for session in sessions:
        before, length = Times.of(session), session.ends_at - session.starts_at
        stamp(session, "starts", reschedule.shift.instant(session.starts_at))
        stamp(session, "ends", session.starts_at + length)
        found.append(MovedSession.of(session, before))
    return found


def _move_row(
    row: SessionOccurrenceData, offset: int | None, old: datetime, new: datetime, reschedule: Reschedule
) -> None:
    """Move a session in a date that goes from `old` to `new`: its offset stays, or else its local time shifts."""
    length, shift = row.ends_at - row.starts_at, reschedule.shift
    if offset is not None and _is_at_offset(row, offset, old, shift):
        starts, was_missing = start_in(new, offset, shift.zone)
        if was_missing:
            shift.missing[local_of(new, shift.zone) + timedelta(seconds=offset)] = starts
    else:
        starts = reschedule.along(row.starts_at, old, new)
    stamp(row, "starts", starts)
    stamp(row, "ends", starts + length)


def _is_at_offset(row: SessionOccurrenceData, offset: int, old: datetime, shift: Shift) -> bool:
    """Whether it is at its offset, or where a change of clocks has put it instead."""
    shown = row.starts_local if row.timezone == shift.zone else local_of(row.starts_at, shift.zone)
    behind = shown - local_of(old, shift.zone)
    return behind == timedelta(seconds=offset) or start_in(old, offset, shift.zone)[0] == row.starts_at
