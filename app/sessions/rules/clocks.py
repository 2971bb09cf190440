"""A session's times as a date and two local times, each of which may be sent alone. Pure.

`endTime` is a local time of the day on which the session starts. It must agree with the other fields of the end.
"""

from datetime import date, datetime, time

from app.core.fields import camel
from app.core.problems import Problem, ProblemCode
from app.sessions.patches.session import SessionPatch

START = ("date", "start_time")


def has_start(patch: SessionPatch) -> bool:
    """Whether the start is sent as date and time rather than as `starts_on`."""
    return patch.get("starts_on") is None and any(patch.get(name) is not None for name in START)


def start_field(patch: SessionPatch) -> str:
    """The field that sets the start."""
    return "startTime" if patch.get("start_time") is not None else "date"


def start(patch: SessionPatch, shown: datetime | None) -> tuple[datetime | None, list[Problem]]:
    """The local start: missing parts default to `shown`, the stored one, and are required without it."""
    lacking = [name for name in START if patch.get(name) is None and (shown is None or name in patch)]
    if lacking:
        sentence = "The start needs a date and a time."
        return None, [Problem(ProblemCode.REQUIRED, sentence, (camel(name),)) for name in lacking]
    day: date | None = patch.get("date") or (shown and shown.date())
    given: time | None = patch.get("start_time")
    clock = given if given is not None or shown is None else shown.time()
    assert day is not None
    assert clock is not None
    return datetime.combine(day, clock.replace(microsecond=0)), []


def problems_with_start(patch: SessionPatch, shown: datetime) -> list[Problem]:
    """A date and a time that disagree with `startsOn`, whose local time is `shown`."""
    found = []
    if patch.get("date") not in (None, shown.date()):
        found.append(_disagrees("date", f"startsOn is on {shown.date()}"))
    if patch.get("start_time") not in (None, shown.time()):
        found.append(_disagrees("startTime", f"startsOn is at {shown.time()}"))
    return found


def problems_with_end(patch: SessionPatch, shown: datetime) -> list[Problem]:
    """A time that disagrees with `endsOn` or `durationMinutes`, by which the local end is `shown`."""
    if patch.get("end_time") in (None, shown.time()):
        return []
    return [_disagrees("endTime", f"By the other fields the session ends at {shown.time()}")]


def _disagrees(name: str, what: str) -> Problem:
    return Problem(ProblemCode.TIMES_DISAGREE, f"{what}, and {name} differs.", (name,))
