"""The transitions of an event's lifecycle, as in docs/domain.md. Pure."""

from collections.abc import Sequence

from app.core import limits
from app.core.fields import Choice, Rule, Text
from app.core.problems import Path, Problem, ProblemCode
from app.events.rules.publishing import Blocker
from app.events.values import EventLifecycle

# Only an update may set the status.
STATUS: dict[str, Rule] = {"status": Choice(required=True)}
CANCELLATION: dict[str, Rule] = {"reason": Text(limits.CANCELLATION_REASON)}


def problems_with_publishing(lifecycle: str, blockers: Sequence[Blocker], path: Path = ("uuid",)) -> list[Problem]:
    """Only an event that is neither published nor cancelled; each open line of its checklist is a problem."""
    if lifecycle == EventLifecycle.PUBLISHED:
        return [_wrong_state("The event is published already.", path)]
    if lifecycle == EventLifecycle.CANCELLED:
        return [_wrong_state("A cancelled event cannot be published.", path)]
    return [Problem(ProblemCode.NOT_READY, blocker.message, blocker.path) for blocker in blockers]


def problems_with_unpublishing(lifecycle: str, path: Path = ("uuid",)) -> list[Problem]:
    """Published events only."""
    if lifecycle == EventLifecycle.PUBLISHED:
        return []
    if lifecycle == EventLifecycle.CANCELLED:
        return [_wrong_state("A cancelled event cannot be unpublished.", path)]
    return [_wrong_state("The event is not published.", path)]


def problems_with_cancelling(lifecycle: str, path: Path = ("uuid",)) -> list[Problem]:
    """Any event, once: cancelling is final."""
    if lifecycle == EventLifecycle.CANCELLED:
        return [_wrong_state("The event is cancelled already.", path)]
    return []


def problems_with_correcting(what: str, called_off: bool, path: Path = ("uuid",)) -> list[Problem]:
    """Only an event, date or session that is called off has a reason."""
    return [] if called_off else [_wrong_state(f"The {what} is not called off.", path)]


def _wrong_state(sentence: str, path: Path) -> Problem:
    return Problem(ProblemCode.WRONG_STATE, sentence, path)
