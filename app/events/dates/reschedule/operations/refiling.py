"""What is filed under another day behind a reschedule: it leaves a track of the day before, and that is said."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Warning, WarningCode
from app.db.bulk import write_columns
from app.events.dates.reschedule.operations.aiming import INPUT
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.operations.planning import MAX_WARNINGS, Plan
from app.events.dates.reschedule.store import days_of_sessions, tracks_of_days
from app.sessions.tables import SessionRow


def refile(db: DbSession, facts: Facts, made: Plan) -> list[Warning]:
    """To be called once the rows are filed. A day that has moved along with its sessions is no other day."""
    if not facts.days:
        return []
    moved = {row.session_id for row in made.rows} | {session.id for session in made.free}
    before: dict[UUID, set[UUID]] = defaultdict(set)
    for key, day in [
        *((row.session_id, row.schedule_date_id) for row in facts.rows),
        *((session.id, session.schedule_date_id) for session in made.free),
    ]:
        if day is not None:
            before[key].add(day)
    after = days_of_sessions(db, facts.event.id)
    bound = tracks_of_days(db, facts.event.id)
    dropped = {key for key in moved if key in bound and bound[key] not in after[key]}
    write_columns(db, SessionRow, [{"id": key, "track_id": None} for key in sorted(dropped)])
    dates = {day.id: str(day.date) for day in facts.days}
    told = [
        _sentence(session.name, sorted(dates[day] for day in before[session.id] - after[session.id]), dropped=on_track)
        for session in facts.sessions
        if session.id in moved and ((on_track := session.id in dropped) or before[session.id] - after[session.id])
    ]
    more = [f"So have {len(told) - MAX_WARNINGS:,} more sessions."] if len(told) > MAX_WARNINGS else []
    return [Warning(WarningCode.SESSION_REFILED, each, INPUT) for each in [*told[:MAX_WARNINGS], *more]]


def _sentence(name: str, days: list[str], *, dropped: bool) -> str:
    left = f" is no longer filed under {', '.join(days)}" if days else ""
    track = " has left its track, which is one of another day" if dropped else ""
    return f"The session “{name}”{left}{' and' if left and track else ''}{track}."
