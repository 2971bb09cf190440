"""What the dates of an event owe to its sessions: a date that holds each. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from app.core import limits
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import local_of, to_utc_text

MAX_NAMED = 10

Spans: TypeAlias = Mapping[UUID, tuple[datetime, datetime]]
Row: TypeAlias = tuple[UUID, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Agenda:
    """When a session takes place: its rows by their ids, as date, start and end; without rows its own start and end."""

    name: str
    starts_at: datetime
    ends_at: datetime
    rows: Mapping[UUID, Row] = field(default_factory=dict)

    def held(self, row: Row, spans: Spans, zone: str) -> bool:
        """Whether its date holds a row: in time, or by the clocks, which may have changed in between."""
        date, start, end = row
        if date not in spans:
            return False
        from_, until = spans[date]
        if from_ <= start and end <= until:
            return True
        behind = local_of(start, zone) - local_of(from_, zone)
        return timedelta() <= behind <= (until - from_) - (end - start)

    def inside(self, spans: Spans, zone: str) -> bool:
        """Whether one of its dates holds it."""
        if self.rows:
            return any(self.held(row, spans, zone) for row in self.rows.values())
        return any(start <= self.starts_at and self.ends_at <= end for start, end in spans.values())


def sessions_left_outside(
    before: Mapping[UUID, Agenda],
    old: Spans,
    after: Mapping[UUID, Agenda],
    new: Spans,
    path: Path,
    *,
    zone: str,
    past: datetime | None = None,
) -> list[Problem]:
    """The sessions that lie outside one of their dates as the change has made it; without any date there is no outside.

    What no date held before is not the fault of this change. `zone`: the event's; `past`: dates that have ended by
    then are left out.
    """
    if not new:
        return []
    outside: list[tuple[str, datetime, datetime]] = []
    for key, agenda in after.items():
        found = _outside(before.get(key), old, agenda, new, zone, past)
        if found is not None:
            outside.append((agenda.name, *found))
    problems = [
        Problem(
            ProblemCode.OUT_OF_RANGE,
            f"The session “{name}” from {to_utc_text(start)} to {to_utc_text(end)} would lie outside its occurrences.",
            path,
        )
        for name, start, end in outside[:MAX_NAMED]
    ]
    if len(outside) > MAX_NAMED:
        more = f"So would {len(outside) - MAX_NAMED:,} more sessions."
        problems.append(Problem(ProblemCode.OUT_OF_RANGE, more, path))
    return problems


def _outside(
    before: Agenda | None, old: Spans, after: Agenda, new: Spans, zone: str, past: datetime | None
) -> tuple[datetime, datetime] | None:
    """Start and end of what lies outside first."""
    if before is not None and old and not before.inside(old, zone):
        return None
    if before is None or not before.rows or not after.rows:
        return None if after.inside(new, zone) else (after.starts_at, after.ends_at)
    lying = [
        (row[1], row[2])
        for key, row in after.rows.items()
        if row[0] in new
        and (past is None or new[row[0]][1] > past)
        and not after.held(row, new, zone)
        # A row of a new date lies where the session does in every date.
        and (key not in before.rows or before.held(before.rows[key], old, zone))
    ]
    return min(lying, default=None)


def too_many_rows(rows: int, path: Path) -> list[Problem]:
    """The limit of the rows of sessions on dates that have not ended."""
    if rows <= limits.SESSION_ROWS:
        return []
    sentence = (
        f"The dates of an event that have not ended have at most {limits.SESSION_ROWS:,} sessions, one that takes"
        f" place on several dates counted for each; these would have {rows:,}."
    )
    return [Problem(ProblemCode.TOO_MANY, sentence, path)]
