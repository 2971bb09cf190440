"""What the occurrences of an event owe to its sessions. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.problems import Path, Problem, ProblemCode
from app.core.time import to_utc_text

MAX_NAMED = 10


@dataclass(frozen=True, slots=True)
class Agenda:
    """When a session takes place; `named` holds the occurrences it is linked to, None for all."""

    name: str
    starts_at: datetime
    ends_at: datetime
    named: frozenset[UUID] | None


def sessions_left_outside(
    sessions: Iterable[Agenda], spans: Mapping[UUID, tuple[datetime, datetime]], path: Path
) -> list[Problem]:
    """The sessions that lie in none of their occurrences; without any occurrence there is no outside."""
    if not spans:
        return []
    outside = [session for session in sessions if not _inside(session, spans)]
    problems = [
        Problem(
            ProblemCode.OUT_OF_RANGE,
            f"The session “{session.name}” from {to_utc_text(session.starts_at)}"
            f" to {to_utc_text(session.ends_at)} would lie outside its occurrences.",
            path,
        )
        for session in outside[:MAX_NAMED]
    ]
    if len(outside) > MAX_NAMED:
        more = f"So would {len(outside) - MAX_NAMED:,} more sessions."
        problems.append(Problem(ProblemCode.OUT_OF_RANGE, more, path))
    return problems


def _inside(session: Agenda, spans: Mapping[UUID, tuple[datetime, datetime]]) -> bool:
    candidates: Sequence[tuple[datetime, datetime]] = [
        span for key, span in spans.items() if session.named is None or key in session.named
    ]
    return any(start <= session.starts_at and session.ends_at <= end for start, end in candidates)
