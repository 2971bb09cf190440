"""Who may answer for an event, and how many may come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import limits
from app.core.fields import too_many
from app.core.problems import Path, Problem, ProblemCode
from app.events.values import EventLifecycle
from app.guests.values import RsvpStatus

# Which answers the event's row counts, and where.
COUNTED: Mapping[str, str] = {RsvpStatus.GOING.name: "rsvp_count", RsvpStatus.INTERESTED.name: "interested_count"}


@dataclass(frozen=True, slots=True)
class RsvpFacts:
    """What answering depends on. `ends_at` is None where nothing is planned; `going` counts the others."""

    lifecycle: str
    enabled: bool
    ends_at: datetime | None
    invite_only: bool
    invited: bool
    capacity: int | None
    going: int


def problems_with_answer(facts: RsvpFacts, status: RsvpStatus, now: datetime) -> list[Problem]:
    """Why this answer is not taken. What is wrong with the event hides what is wrong with the guest."""
    at: Path = ("eventUuid",)
    if facts.lifecycle == EventLifecycle.CANCELLED:
        return [Problem(ProblemCode.CANCELLED, "The event is cancelled.", at)]
    if facts.lifecycle != EventLifecycle.PUBLISHED:
        return [Problem(ProblemCode.WRONG_STATE, "The event is not published.", at)]
    if facts.ends_at is not None and facts.ends_at <= now:
        return [Problem(ProblemCode.ENDED, "The event has ended.", at)]
    if not facts.enabled:
        return [Problem(ProblemCode.SWITCHED_OFF, "The event takes no answers: its `enableRsvp` is off.", at)]
    found = [uninvited(("input", "userUuid"))] if facts.invite_only and not facts.invited else []
    if status is RsvpStatus.GOING and facts.capacity is not None and facts.going >= facts.capacity:
        sentence = f"All {facts.capacity} places of the event are taken."
        found.append(Problem(ProblemCode.SOLD_OUT, sentence, ("input", "status")))
    return found


def uninvited(path: Path) -> Problem:
    """Nobody takes part in an event for the invited who is not."""
    return Problem(ProblemCode.NOT_INVITED, "The event is for invited users, and this one is not invited.", path)


def problems_with_inviting(uuids: Sequence[UUID], path: Path) -> list[Problem]:
    """A request names at least one user and not too many, each once."""
    if not uuids:
        return [Problem(ProblemCode.TOO_SHORT, "At least one user.", path)]
    if found := too_many(uuids, limits.INVITED_AT_ONCE, path):
        return found
    return [
        Problem(ProblemCode.NOT_UNIQUE, "This user is in the list already.", (*path, str(index)))
        for index, uuid in enumerate(uuids)
        if uuid in uuids[:index]
    ]
