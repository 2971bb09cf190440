"""Checks of the dates of an event after any change. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from app.core.problems import Path, Problem, ProblemCode, under
from app.core.time import to_local_text
from app.events.dates.part.fitting import in_play
from app.events.dates.part.programme import Programme
from app.events.dates.rules.sessions import Agenda, Row, too_many_rows
from app.occurrences.rules import MAX_OCCURRENCES, problems_with_timeslots
from app.occurrences.tables import OccurrenceRow
from app.sessions.tables import SessionRow
from app.sessions.values import LinkType


def agendas_of(programme: Programme) -> dict[UUID, Agenda]:
    """When each session takes place, by its id; those that are linked to dates by name, and have none, left out."""
    rows: dict[UUID, dict[UUID, Row]] = defaultdict(dict)
    for row in programme.all_rows():
        rows[row.session_id][row.id] = (row.occurrence_id, row.starts_at, row.ends_at)
    return {
        session.id: _agenda(session, rows.get(session.id, {}))
        for session in programme.sessions
        if session.id in rows or session.occurrences_type == LinkType.ALL
    }


def problems_with_starts(dates: Iterable[OccurrenceRow], path: Path) -> list[Problem]:
    """Two dates of one event cannot start at once."""
    ordered = sorted(dates, key=lambda date: date.starts_at)
    for date, following in pairwise(ordered):
        if date.starts_at == following.starts_at:
            sentence = f"Two dates would start at the same time, {to_local_text(date.starts_local)}."
            return [Problem(ProblemCode.NOT_UNIQUE, sentence, path)]
    return []


def problems_with_size(programme: Programme, now: datetime, path: Path) -> list[Problem]:
    """The limits of the session rows and timeslots in the dates that have not ended."""
    ahead = [date.id for date in programme.dates if date.ends_at > now]
    rows, slots = (sum(len(parts.get(key, ())) for key in ahead) for parts in (programme.rows, programme.slots))
    return too_many_rows(rows, path) + under(path, problems_with_timeslots(slots))


def problems_with_number(
    programme: Programme, past: datetime | None, path: Path, since: datetime | None = None
) -> list[Problem]:
    """The limit of the dates that a change of the rule would concern."""
    count = sum(in_play(date, past, since) for date in programme.dates)
    if count <= MAX_OCCURRENCES:
        return []
    sentence = (
        f"An event has at most {MAX_OCCURRENCES:,} occurrences; with those that are kept it would have {count:,}."
    )
    return [Problem(ProblemCode.TOO_MANY, sentence, path)]


def _agenda(session: SessionRow, rows: dict[UUID, Row]) -> Agenda:
    if not rows:
        return Agenda(session.name, session.starts_at, session.ends_at)
    _, starts_at, ends_at = min(rows.values(), key=lambda row: row[1])
    return Agenda(session.name, starts_at, ends_at, rows)
