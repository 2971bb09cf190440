"""Swoogo's spelling of a session's times: a date and two clocks of its zone, each of which may come alone. Pure.

`endTime` is a clock of the day on which the session starts. Beside another spelling it has to say the same.
"""

from datetime import date, datetime, time

from app.core.fields import camel
from app.core.problems import Problem, ProblemCode
from app.sessions.patches.session import SessionPatch

START = ("date", "start_time")


def tell_start(patch: SessionPatch) -> bool:
    """Whether the start is told in this spelling, and not in the other."""
    return patch.get("starts_on") is None and any(patch.get(name) is not None for name in START)


def named(patch: SessionPatch) -> str:
    """The field that the start came from."""
    return "startTime" if patch.get("start_time") is not None else "date"


def start(patch: SessionPatch, shown: datetime | None) -> tuple[datetime | None, list[Problem]]:
    """The wall clock of the start: what was not sent is as `shown`, and needed where nothing is shown."""
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
    """A date and a clock that came beside `startsOn`, which is `shown` on the wall."""
    found = []
    if patch.get("date") not in (None, shown.date()):
        found.append(_disagrees("date", f"startsOn is on {shown.date()}"))
    if patch.get("start_time") not in (None, shown.time()):
        found.append(_disagrees("startTime", f"startsOn is at {shown.time()}"))
    return found


def problems_with_end(patch: SessionPatch, shown: datetime) -> list[Problem]:
    """A clock that came beside `endsOn` or `durationMinutes`, by which the end is `shown` on the wall."""
    if patch.get("end_time") in (None, shown.time()):
        return []
    return [_disagrees("endTime", f"By the other fields the session ends at {shown.time()}")]


def _disagrees(name: str, what: str) -> Problem:
    return Problem(ProblemCode.TIMES_DISAGREE, f"{what}, and {name} says something else.", (name,))
