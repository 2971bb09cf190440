"""What the dates of an event owe to its sessions: a date that holds each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from app.core import limits
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import to_utc_text

MAX_NAMED = 10

Spans: TypeAlias = Mapping[UUID, tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Agenda:
    """When a session takes place: its rows as date, start and end; without rows its own start and end.

    `named`: the dates that a session without rows is linked to, None for all.
    """

    name: str
    starts_at: datetime
    ends_at: datetime
    rows: Sequence[tuple[UUID, datetime, datetime]] = ()
    named: frozenset[UUID] | None = None

    def inside(self, spans: Spans) -> bool:
        """Whether one of its dates holds it."""
        if self.rows:
            return any(
                key in spans and spans[key][0] <= start and end <= spans[key][1] for key, start, end in self.rows
            )
        return any(
            start <= self.starts_at and self.ends_at <= end
            for key, (start, end) in spans.items()
            if self.named is None or key in self.named
        )


def sessions_left_outside(
    before: Mapping[UUID, Agenda], old: Spans, after: Mapping[UUID, Agenda], new: Spans, path: Path
) -> list[Problem]:
    """The sessions that lie in none of their dates any more; without any date there is no outside.

    One that no date held before is not the fault of this change.
    """
    if not new:
        return []
    outside = [
        agenda for key, agenda in after.items() if (not old or before[key].inside(old)) and not agenda.inside(new)
    ]
    problems = [
        Problem(
            ProblemCode.OUT_OF_RANGE,
            f"The session “{agenda.name}” from {to_utc_text(agenda.starts_at)}"
            f" to {to_utc_text(agenda.ends_at)} would lie outside its occurrences.",
            path,
        )
        for agenda in outside[:MAX_NAMED]
    ]
    if len(outside) > MAX_NAMED:
        more = f"So would {len(outside) - MAX_NAMED:,} more sessions."
        problems.append(Problem(ProblemCode.OUT_OF_RANGE, more, path))
    return problems


def too_many_rows(rows: int, path: Path) -> list[Problem]:
    """The limit of the rows of sessions on dates that have not ended."""
    if rows <= limits.SESSION_ROWS:
        return []
    sentence = (
        f"The dates of an event that have not ended have at most {limits.SESSION_ROWS:,} sessions, one that takes"
        f" place on several dates counted for each; these would have {rows:,}."
    )
    return [Problem(ProblemCode.TOO_MANY, sentence, path)]
