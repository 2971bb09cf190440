"""The references of a ticket: its parent and its session, both of the same event. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.problems import Path, Problem, ProblemCode


@dataclass(frozen=True, slots=True)
class TicketParent:
    """The parent of a ticket, and whether it is archived."""

    parent_id: UUID | None
    archived: bool


def problems_with_parent(wanted: UUID, own: UUID, tickets: Mapping[UUID, TicketParent], path: Path) -> list[Problem]:
    """The parent must not be archived, nor lead back to the ticket itself."""
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


def problems_with_session(exists: bool, path: Path) -> list[Problem]:
    """The session must belong to the same event."""
    if exists:
        return []
    return [Problem(ProblemCode.NOT_FOUND, "The event has no session with this uuid.", path)]
