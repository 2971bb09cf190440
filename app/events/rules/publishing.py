"""When an event may be changed, and the lines of the publish checklist (their conditions: store/checklist.py). Pure."""

from dataclasses import dataclass

from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.events.values import EventLifecycle


@dataclass(frozen=True, slots=True)
class Blocker:
    """One line of the publish checklist: what is missing, and the field that would provide it."""

    message: str
    path: Path


# A name and a time zone are there from the start.
NO_UPCOMING_OCCURRENCE = Blocker("The event needs at least one enabled occurrence that has not ended.", ("occurrence",))
NO_VENUE = Blocker("A venue event needs a venue: a name, an address or coordinates.", ("configuration", "venue"))
NO_ONLINE_ADDRESS = Blocker("An online event needs an address to join at.", ("configuration", "online", "url"))
NO_TICKET = Blocker("The event needs at least one active ticket, or RSVP switched on.", ("tickets",))
UNPRICED_TICKET = Blocker("Every active paid ticket needs a price.", ("tickets",))


def problems_with_changing(lifecycle: str, path: Path = ("uuid",)) -> list[Problem]:
    """Cancelled is final; every other state may be changed."""
    if lifecycle == EventLifecycle.CANCELLED:
        return [Problem(ProblemCode.CANCELLED, "A cancelled event cannot be changed.", path)]
    return []


def no_longer_ready(lifecycle: str, blockers: list[Blocker], path: Path = ("uuid",)) -> list[Warning]:
    """A published event stays published when its checklist breaks: one warning for each line that is open."""
    if lifecycle != EventLifecycle.PUBLISHED:
        return []
    return [
        Warning(WarningCode.NO_LONGER_READY, f"The event stays published. {blocker.message}", path)
        for blocker in blockers
    ]
