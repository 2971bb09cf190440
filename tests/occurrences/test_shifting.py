"""Shifts of each kind of rule, and shifts that a rule cannot express: a table of cases."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.core.problems import ProblemCode
from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule, ScheduledStart, TimeslotTemplate
from app.occurrences.rules.counterparts import Counterparts, counterparts
from app.occurrences.rules.shifting import Shift, inexpressible, shifted_rule
from app.occurrences.values import OccurrenceEndsType, OccurrenceType, Weekday

ZONE = "Europe/Berlin"
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEVER: dict[str, Any] = {"ends_type": OccurrenceEndsType.NEVER}


def at(month: int, day: int, hour: int = 8, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


FIRST = at(7, 1)


def rule(kind: str, starts: datetime | None = FIRST, **rest: Any) -> RecurrenceRule:
    minutes = None if kind == "TIMESLOTS" else 60
    return RecurrenceRule(type=OccurrenceType[kind], starts_utc=starts, duration_minutes=minutes, **rest)


def count(number: int) -> dict[str, Any]:
    return {"ends_type": OccurrenceEndsType.AFTER_COUNT, "ends_after": number}


def shift(
    before: RecurrenceRule, by: timedelta, onward: datetime | None = None, left: int = 0
) -> tuple[RecurrenceRule, Counterparts | None]:
    """The shifted rule, and its dates by the ones before."""
    how = Shift(by, ZONE)
    after = shifted_rule(before, how, moves=lambda _at: True, onward=onward, before=left)
    old, new = (expand(each, zone=ZONE, now=NOW).spans for each in (before, after))
    return after, counterparts(before, how, old, new, moves=lambda _at: True, onward=onward)


def slots(*clocks: str) -> tuple[TimeslotTemplate, ...]:
    return tuple(TimeslotTemplate(time.fromisoformat(clock), 60) for clock in clocks)


SAID = [
    (rule("DOES_NOT_REPEAT"), DAY, [(at(7, 1), at(7, 2))]),
    (rule("DAILY", **count(2)), HOUR, [(at(7, 1), at(7, 1, 9)), (at(7, 2), at(7, 2, 9))]),
    (rule("DAILY", at(7, 1, 21, 30), **count(2)), HOUR, [(at(7, n, 21, 30), at(7, n, 22, 30)) for n in (1, 2)]),
    # The clock stays over a change of clocks, and the instant does not.
    (
        rule("WEEKLY", at(10, 19), **count(2)),
        HOUR,
        [(at(10, 19), at(10, 19, 9)), (at(10, 26, 9), at(10, 26, 10))],
    ),
    (
        rule("WEEKLY", weekdays=(Weekday.WEDNESDAY, Weekday.SUNDAY), **count(3)),
        -3 * DAY,
        [(at(7, 1), at(6, 28)), (at(7, 5), at(7, 2)), (at(7, 8), at(7, 5))],
    ),
    (rule("MONTHLY", at(7, 27), **count(2)), DAY, [(at(7, 27), at(7, 28)), (at(8, 27), at(8, 28))]),
    (rule("MONTHLY", at(7, 31), **count(2)), HOUR, [(at(7, 31), at(7, 31, 9)), (at(8, 31), at(8, 31, 9))]),
    (
        rule("SCHEDULE", None, schedule=(ScheduledStart(at(7, 1)), ScheduledStart(at(7, 9, 20)))),
        14 * HOUR,
        [(at(7, 1), at(7, 1, 22)), (at(7, 9, 20), at(7, 10, 10))],
    ),
    (
        rule("TIMESLOTS", timeslots=slots("18:00", "22:00"), **count(2)),
        6 * HOUR,
        [(at(7, 1, 16), at(7, 1, 22)), (at(7, 2, 16), at(7, 2, 22))],
    ),
]


@pytest.mark.parametrize(("before", "by", "expected"), SAID)
def test_a_shift_that_the_rule_can_say(
    before: RecurrenceRule, by: timedelta, expected: list[tuple[datetime, datetime]]
) -> None:
    how = Shift(by, ZONE)
    assert inexpressible(before, how, ()) == []
    _, found = shift(before, by)
    assert found is not None
    assert [(old, span.starts_at) for old, span in sorted(found.items())] == expected


UNSAID = [
    # A day that some months lack.
    (rule("MONTHLY", at(7, 28), **NEVER), DAY),
    (rule("MONTHLY", at(6, 30), **count(2)), DAY),
    (rule("MONTHLY", at(7, 1), **count(3)), -DAY),
    # Weeks are counted from Monday on.
    (rule("WEEKLY", interval=2, weekdays=(Weekday.WEDNESDAY, Weekday.SUNDAY), **NEVER), DAY),
    # The rule would take over the clock that its start was moved to.
    (rule("DAILY", datetime(2027, 3, 28, 0, 30, tzinfo=UTC) - DAY, **count(3)), DAY + 30 * timedelta(minutes=2)),
]


@pytest.mark.parametrize(("before", "by"), UNSAID)
def test_a_shift_that_the_rule_cannot_say(before: RecurrenceRule, by: timedelta) -> None:
    _, found = shift(before, by)
    assert found is None


def test_timeslots_cross_midnight_together_or_not_at_all() -> None:
    before = rule("TIMESLOTS", timeslots=slots("18:00", "20:00"), **count(2))
    (problem,) = inexpressible(before, Shift(5 * HOUR, ZONE), ("input",))
    assert (problem.code, problem.path) == (ProblemCode.INVALID, ("input",))
    assert inexpressible(before, Shift(6 * HOUR, ZONE), ()) == []
    after, _ = shift(before, 6 * HOUR)
    assert after.timeslots == slots("00:00", "02:00")
    assert after.starts_utc is not None
    assert after.starts_utc - at(7, 1) == DAY


def test_exclusions_weekdays_and_the_last_date_go_along() -> None:
    before = rule(
        "WEEKLY",
        weekdays=(Weekday.WEDNESDAY, Weekday.SUNDAY),
        exclusions=(date(2026, 7, 5),),
        ends_type=OccurrenceEndsType.ON_DATE,
        ends_on=date(2026, 7, 20),
    )
    after, _ = shift(before, 8 * DAY)
    assert after.weekdays == (Weekday.THURSDAY, Weekday.MONDAY)
    assert after.exclusions == (date(2026, 7, 13),)
    assert after.ends_on == date(2026, 7, 28)


def test_a_rule_restarts_with_one_of_its_dates() -> None:
    before = rule("DAILY", exclusions=(date(2026, 7, 2), date(2026, 7, 4)), **count(5))
    after, found = shift(before, HOUR, onward=at(7, 3), left=2)
    assert (after.starts_utc, after.ends_after, after.exclusions) == (at(7, 3, 9), 3, (date(2026, 7, 4),))
    assert found is not None
    assert {old: span.starts_at for old, span in found.items()} == {at(7, 3): at(7, 3, 9), at(7, 5): at(7, 5, 9)}


def test_an_exclusion_in_a_list_goes_where_the_start_goes_that_it_meets() -> None:
    listed = (ScheduledStart(at(7, 1, 20)), ScheduledStart(at(7, 3)))
    before = rule("SCHEDULE", None, schedule=listed, exclusions=(date(2026, 7, 1),))
    after, found = shift(before, 3 * HOUR)
    assert after.exclusions == (date(2026, 7, 2),)
    assert found is not None
    assert list(found) == [at(7, 3)]


def test_a_chosen_instant_holds_where_the_clocks_show_a_time_twice() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert Shift(DAY, ZONE, exact=second).instant(at(10, 24, 0, 30)) == second
    assert Shift(DAY, ZONE).instant(at(10, 24, 0, 30)) == second - HOUR


def test_a_time_outside_the_calendar_is_noted() -> None:
    how = Shift(timedelta(days=-36_525), ZONE)
    assert how.instant(datetime(1950, 1, 1, tzinfo=UTC)) == datetime(1950, 1, 1, tzinfo=UTC)
    assert how.beyond
    late = Shift(timedelta(days=36_525), ZONE)
    late.instant(datetime(9998, 1, 1, tzinfo=UTC))
    assert late.beyond
