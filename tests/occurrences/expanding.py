"""Short rules for the tests of expansion: an hour in Berlin, seen from one day in November 2026."""

from datetime import UTC, date, datetime
from typing import Any

from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import RecurrenceRule
from app.occurrences.values import OccurrenceEndsType, OccurrenceType, Weekday

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MON, TUE, WED, THU, SAT, SUN = (Weekday[f"{day}DAY"] for day in ("MON", "TUES", "WEDNES", "THURS", "SATUR", "SUN"))
DAILY, WEEKLY, MONTHLY = OccurrenceType.DAILY, OccurrenceType.WEEKLY, OccurrenceType.MONTHLY
NEVER: dict[str, Any] = {"ends_type": OccurrenceEndsType.NEVER}


def count(times: int) -> dict[str, Any]:
    return {"ends_type": OccurrenceEndsType.AFTER_COUNT, "ends_after": times}


def until(day: str) -> dict[str, Any]:
    return {"ends_type": OccurrenceEndsType.ON_DATE, "ends_on": date.fromisoformat(day)}


def made(
    type: OccurrenceType, start: str, *, zone: str = "Europe/Berlin", now: datetime = NOW, **given: Any
) -> Expansion:
    """A rule from a local start, an hour long unless it says otherwise."""
    if type is not OccurrenceType.TIMESLOTS:
        given.setdefault("duration_minutes", 60)
    rule = RecurrenceRule(type, starts_local=datetime.fromisoformat(start), **given)
    return expand(rule, zone=zone, now=now)


def days(expansion: Expansion) -> list[str]:
    assert expansion.problems == []
    return [span.starts_local.date().isoformat() for span in expansion.spans]


def refusals(expansion: Expansion) -> list[str]:
    assert expansion.spans == ()
    return [f"{problem.code} {'.'.join(problem.path)}" for problem in expansion.problems]
