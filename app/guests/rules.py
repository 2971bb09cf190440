"""Who may answer an event, and how many may come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import limits
from app.core.fields import too_many
from app.core.problems import Path, Problem, ProblemCode
from app.events.values import EventLifecycle
from app.guests.values import RsvpStatus

# The columns of the event that count answers.
COUNTED: Mapping[str, str] = {RsvpStatus.GOING.name: "rsvp_count", RsvpStatus.INTERESTED.name: "interested_count"}

# What follows from an answer: the event with its counts, which this column names.
FOLLOWERS: Mapping[str, str] = {"Event": "event_id"}


@dataclass(frozen=True, slots=True)
class RsvpFacts:
    """What answering depends on. `ends_at` is None where no date is planned; `going` counts other users."""

    lifecycle: str
    enabled: bool
    ends_at: datetime | None
    invite_only: bool
    invited: bool
    capacity: int | None
    going: int


def problems_with_answer(facts: RsvpFacts, status: RsvpStatus, now: datetime) -> list[Problem]:
    """Why this answer is refused; a problem with the event hides those with the user."""
    at: Path = ("eventUuid",)
    if facts.lifecycle == EventLifecycle.CANCELLED:
        return [Problem(ProblemCode.CANCELLED, "The event is cancelled.", at)]
    if facts.lifecycle != EventLifecycle.PUBLISHED:
        return [Problem(ProblemCode.WRONG_STATE, "The event is not published.", at)]
    if facts.ends_at is not None and facts.ends_at <= now:
        return [Problem(ProblemCode.ENDED, "The event has ended.", at)]
    if not facts.enabled:
        return [Problem(ProblemCode.SWITCHED_OFF, "The event takes no answers: its `enableRsvp` is off.", at)]
    found = [not_invited(("userUuid",))] if facts.invite_only and not facts.invited else []
    if status is RsvpStatus.GOING and facts.capacity is not None and facts.going >= facts.capacity:
        sentence = f"All {facts.capacity} places of the event are taken."
        found.append(Problem(ProblemCode.SOLD_OUT, sentence, ("input", "status")))
    return found


def counts_after(before: str | None, after: str) -> dict[str, int]:
    """What each count of the event grows by when an answer, if there was one, is replaced by another."""
    return {column: (after == status) - (before == status) for status, column in COUNTED.items()}


def not_invited(path: Path) -> Problem:
    """Only invited users take part in an invite-only event."""
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
