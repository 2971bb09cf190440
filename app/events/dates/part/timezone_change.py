"""A change of an event's time zone: its dates, with everything that is in them, and its sessions."""

from collections import Counter, defaultdict
from uuid import UUID

from app.core.problems import Path, Problem, ProblemCode
from app.db.timestamps import relocalise, stamp, touch
from app.events.common.part.movement import ZoneChange
from app.events.dates.part.programme import Programme
from app.sessions.rules.dates import offset_in


def move_programme(programme: Programme, change: ZoneChange, path: Path) -> list[Problem]:
    """Move the dates with their timeslots and rows; two dates must not start at the same time.

    The rows of a session in a zone of its own stay where they are.
    """
    programme.starts_moved = True
    programme.slots_changed = bool(programme.slots)
    following = {session.id for session in programme.sessions if session.use_event_timezone}
    for date in programme.dates:
        change.span(date)
        date.original_starts_at = change.moment(date.original_starts_at)
        if date.previous_starts_at is not None:
            date.previous_starts_at = change.moment(date.previous_starts_at)
        relocalise(date)
        programme.touch(date, change.now)
        for slot in programme.slots[date.id]:
            change.span(slot)
        for row in programme.rows[date.id]:
            if row.session_id in following:
                change.span(row)
                stamp(row, "created", row.created_at)
                programme.touch(row, change.now)
                programme.changed.add(row.id)
    if len({date.starts_at for date in programme.dates}) == len(programme.dates):
        return []
    sentence = f"Two occurrences would start at the same time, because clocks in {change.new} skip an hour."
    return [Problem(ProblemCode.NOT_UNIQUE, sentence, path)]


def move_sessions(programme: Programme, change: ZoneChange) -> None:
    """The sessions, behind their rows: those in the event's zone move, and all know where they lie in a date."""
    apart: dict[UUID, Counter[int]] = defaultdict(Counter)
    for date in programme.dates:
        for row in programme.rows[date.id]:
            if not row.own_times:
                apart[row.session_id][offset_in(row.starts_at, date.starts_at, change.new)] += 1
    for session in programme.sessions:
        if session.use_event_timezone:
            change.span(session)
            relocalise(session)
            touch(session, change.now)
        found = apart.get(session.id)
        if found and session.offset_seconds not in found:
            session.offset_seconds = found.most_common(1)[0][0]
