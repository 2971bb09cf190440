"""What a ticket may point at: another ticket and a session, both of its own event. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.problems import Path, Problem, ProblemCode


@dataclass(frozen=True, slots=True)
class Kin:
    """A ticket as one of its event's: whose variant it is, and whether it is archived."""

    parent_id: UUID | None
    archived: bool


def problems_with_parent(wanted: UUID, own: UUID, tickets: Mapping[UUID, Kin], path: Path) -> list[Problem]:
    """A ticket is a variant of another one that is not archived, and never, however far round, of itself."""
    if wanted == own:
        return [Problem(ProblemCode.INVALID, "A ticket cannot be a variant of itself.", path)]
    if wanted not in tickets:
        return [Problem(ProblemCode.NOT_FOUND, "The event has no ticket with this uuid.", path)]
    if tickets[wanted].archived:
        return [Problem(ProblemCode.INVALID, "An archived ticket cannot get variants.", path)]
    current: UUID | None = wanted
    while current is not None:
        if current == own:
            return [Problem(ProblemCode.INVALID, "A ticket cannot be a variant of its own variants.", path)]
        current = tickets[current].parent_id
    return []


def problems_with_session(there: bool, path: Path) -> list[Problem]:
    """The session has to be one of the same event."""
    if there:
        return []
    return [Problem(ProblemCode.NOT_FOUND, "The event has no session with this uuid.", path)]
