"""When an event may be published and changed, and what still keeps it from being published. Pure."""

from dataclasses import dataclass

from app.core.problems import Path, Problem, ProblemCode, Warning, WarningCode
from app.events.values import ConfigurationType, EventLifecycle, EventStatus


@dataclass(frozen=True, slots=True)
class Blocker:
    """One line of the publish checklist: what is missing, and where it would be given."""

    message: str
    path: Path


# The publish checklist [ours]; a name and a time zone are there from the start.
NO_UPCOMING_OCCURRENCE = Blocker("The event needs at least one enabled occurrence that has not ended.", ("occurrence",))
NO_VENUE = Blocker("A venue event needs a venue: a name, an address or coordinates.", ("configuration", "venue"))
NO_ONLINE_ADDRESS = Blocker("An online event needs an address to join at.", ("configuration", "online", "url"))
NO_TICKET = Blocker("The event needs at least one active ticket, or RSVP switched on.", ("tickets",))
UNPRICED_TICKET = Blocker("Every active paid ticket needs a price.", ("tickets",))
CHECKLIST = (NO_UPCOMING_OCCURRENCE, NO_VENUE, NO_ONLINE_ADDRESS, NO_TICKET, UNPRICED_TICKET)


@dataclass(frozen=True, slots=True)
class PublishFacts:
    """What the checklist looks at, at one moment."""

    configuration_type: str | None
    has_upcoming_occurrence: bool
    has_venue: bool
    has_online_address: bool
    has_ticket: bool
    has_unpriced_ticket: bool
    rsvp: bool


def publish_blockers(facts: PublishFacts) -> list[Blocker]:
    """Every line of the checklist that still blocks publishing; empty means READY_TO_PUBLISH."""
    blocked = {
        NO_UPCOMING_OCCURRENCE: not facts.has_upcoming_occurrence,
        NO_VENUE: facts.configuration_type == ConfigurationType.VENUE_EVENT and not facts.has_venue,
        NO_ONLINE_ADDRESS: facts.configuration_type == ConfigurationType.ONLINE_EVENT and not facts.has_online_address,
        NO_TICKET: not (facts.has_ticket or facts.rsvp),
        UNPRICED_TICKET: facts.has_unpriced_ticket,
    }
    return [blocker for blocker in CHECKLIST if blocked[blocker]]


def status_of(lifecycle: str, blockers: list[Blocker]) -> EventStatus:
    """The documented state, of which only a part is stored."""
    if lifecycle == EventLifecycle.UNRELEASED:
        return EventStatus.DRAFT if blockers else EventStatus.READY_TO_PUBLISH
    return EventStatus[lifecycle]


def problems_with_changing(lifecycle: str, path: Path = ("uuid",)) -> list[Problem]:
    """Cancelled is final; every other state may be changed."""
    if lifecycle == EventLifecycle.CANCELLED:
        return [Problem(ProblemCode.CANCELLED, "A cancelled event cannot be changed.", path)]
    return []


def no_longer_ready(lifecycle: str, blockers: list[Blocker], path: Path = ("uuid",)) -> list[Warning]:
    """A published event stays published when its checklist breaks; whoever broke it is told why."""
    if lifecycle != EventLifecycle.PUBLISHED:
        return []
    return [
        Warning(WarningCode.NO_LONGER_READY, f"The event stays published. {blocker.message}", path)
        for blocker in blockers
    ]
