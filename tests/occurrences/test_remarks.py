"""Warnings about a rule: skipped months, exclusions without a date, too many timeslots."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.core.problems import WarningCode
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import MAX_TIMESLOTS_AHEAD, RecurrenceRule, ScheduledStart, TimeslotTemplate
from app.occurrences.values import MonthOrdinal, OccurrenceType, RecurrenceFrequency, Weekday
from tests.occurrences.expanding import DAILY, MONTHLY, NEVER, NOW, TUE, WEEKLY, count, made, refusals, until

LAST_HINT = " The monthlyPosition LAST without a weekday means the last day of each month."
FIFTH_FRIDAY: dict[str, Any] = {"month_ordinal": MonthOrdinal.FIFTH, "month_weekday": Weekday.FRIDAY}
LAST_DAY: dict[str, Any] = {"month_ordinal": MonthOrdinal.LAST}
# From 2027-01-29: those of 2027 are in January, April, July, October and December.
SKIPPED_FRIDAYS = "2027-02, 2027-03, 2027-05, 2027-06"


def warnings_of(expansion: Expansion, code: WarningCode) -> list[tuple[str, tuple[str, ...]]]:
    assert expansion.problems == []
    return [(warning.message, warning.path) for warning in expansion.warnings if warning.code is code]


@pytest.mark.parametrize(
    ("start", "given", "expected", "path"),
    [
        ("2027-01-31T10:00", count(3), "day 31: 2027-02, 2027-04." + LAST_HINT, "startsOn"),
        ("2027-01-29T10:00", count(3), "day 29: 2027-02." + LAST_HINT, "startsOn"),
        ("2027-01-31T10:00", until("2027-03-30"), "day 31: 2027-02." + LAST_HINT, "startsOn"),
        # A month is skipped when it is over.
        ("2027-01-31T10:00", until("2027-04-29"), "day 31: 2027-02." + LAST_HINT, "startsOn"),
        ("2027-01-31T10:00", until("2027-04-30"), "day 31: 2027-02, 2027-04." + LAST_HINT, "startsOn"),
        ("2027-01-31T10:00", until("2027-02-27"), None, ""),
        # Only months that the interval meets.
        ("2027-01-31T10:00", count(3) | {"interval": 2}, None, ""),
        ("2027-01-31T10:00", count(3) | {"interval": 3}, "day 31: 2027-04." + LAST_HINT, "startsOn"),
        ("2028-02-29T10:00", count(2) | {"interval": 12},
         "day 29: 2029-02, 2030-02, 2031-02." + LAST_HINT, "startsOn"),
        # An excluded date is not a skipped month.
        ("2027-01-31T10:00", count(3) | {"exclusions": (date(2027, 3, 31),)},
         "day 31: 2027-02, 2027-04." + LAST_HINT, "startsOn"),
        ("2027-01-28T10:00", NEVER, None, ""),
        ("2027-01-31T10:00", count(12) | LAST_DAY, None, ""),
        ("2027-01-02T10:00", count(3) | FIFTH_FRIDAY, f"fifth Friday: {SKIPPED_FRIDAYS}.", "monthlyPosition"),
        ("2027-01-31T10:00", count(60),
         "day 31: 2027-02, 2027-04, 2027-06, 2027-09, 2027-11, 2028-02, 2028-04, 2028-06, 2028-09, 2028-11, 2029-02,"
         " 2029-04 and 31 more." + LAST_HINT, "startsOn"),
        # What has been dropped as history is not spoken of; 24 months are made.
        ("1900-01-30T10:00", NEVER, "day 30: 2027-02, 2028-02." + LAST_HINT, "startsOn"),
    ],
)  # fmt: skip
def test_the_months_that_a_rule_skips_are_one_warning(
    start: str, given: dict[str, Any], expected: str | None, path: str
) -> None:
    warnings = warnings_of(made(MONTHLY, start, **given), WarningCode.MONTHS_SKIPPED)
    wanted = [] if expected is None else [(f"The rule skips the months that have no {expected}", (path,))]
    assert warnings == wanted
    slotted = made(
        OccurrenceType.TIMESLOTS,
        start,
        frequency=RecurrenceFrequency.MONTHLY,
        timeslots=(TimeslotTemplate(time(9), 60),),
        **given,
    )
    assert warnings_of(slotted, WarningCode.MONTHS_SKIPPED) == wanted


@pytest.mark.parametrize("type", [DAILY, WEEKLY])
def test_only_monthly_rules_skip_months(type: OccurrenceType) -> None:
    assert warnings_of(made(type, "2027-01-31T10:00", **count(100)), WarningCode.MONTHS_SKIPPED) == []


@pytest.mark.parametrize(
    ("type", "given", "excluded", "idle"),
    [
        (DAILY, count(3), ["2027-06-02", "2027-06-03"], None),
        (DAILY, count(3), ["2027-06-04", "2027-06-02", "2027-05-31", "2027-06-04"], "2027-05-31, 2027-06-04"),
        (DAILY, until("2027-06-05") | {"interval": 2}, ["2027-06-02", "2027-06-03", "2027-06-07"],
         "2027-06-02, 2027-06-07"),
        # A rule without an end has dates that are not made yet.
        (DAILY, NEVER | {"interval": 2}, ["2040-01-01", "2040-01-02", "1999-06-01"], "1999-06-01, 2040-01-01"),
        # 2027-06-01 is a Tuesday.
        (WEEKLY, NEVER, ["2027-06-08", "2027-06-09"], "2027-06-09"),
        (MONTHLY, NEVER, ["2050-07-01", "2050-07-02"], "2050-07-02"),
        (MONTHLY, NEVER | LAST_DAY, ["2027-06-30", "2050-02-27", "2050-02-28"], "2050-02-27"),
        (MONTHLY, count(2) | FIFTH_FRIDAY, ["2027-07-30", "2027-08-27"], "2027-08-27"),
        (OccurrenceType.DOES_NOT_REPEAT, {}, ["2027-06-02"], "2027-06-02"),
        (DAILY, count(2), [f"2026-01-{day:02}" for day in range(1, 16)],
         ", ".join(f"2026-01-{day:02}" for day in range(1, 13)) + " and 3 more"),
    ],
)  # fmt: skip
def test_exclusions_that_meet_no_date_are_one_warning(
    type: OccurrenceType, given: dict[str, Any], excluded: list[str], idle: str | None
) -> None:
    exclusions = tuple(date.fromisoformat(text) for text in excluded)
    expansion = made(type, "2027-06-01T10:00", exclusions=exclusions, **given)
    sentence = f"The rule has no date for these exclusions to leave out: {idle}."
    expected = [] if idle is None else [(sentence, ("exclusions",))]
    assert warnings_of(expansion, WarningCode.EXCLUSION_WITHOUT_DATE) == expected


def test_the_exclusions_of_a_schedule_meet_its_starts() -> None:
    starts = tuple(ScheduledStart(local=datetime(2027, 6, day, 23, 30)) for day in (1, 3))
    rule = RecurrenceRule(
        OccurrenceType.SCHEDULE,
        schedule=starts,
        duration_minutes=60,
        exclusions=(date(2027, 6, 3), date(2027, 6, 4)),
    )
    [(message, _)] = warnings_of(expand(rule, zone="Europe/Berlin", now=NOW), WarningCode.EXCLUSION_WITHOUT_DATE)
    assert message == "The rule has no date for these exclusions to leave out: 2027-06-04."


def slots(number: int) -> tuple[TimeslotTemplate, ...]:
    return tuple(
        TimeslotTemplate((datetime(2027, 1, 1) + timedelta(minutes=10 * at)).time(), 15) for at in range(number)
    )


@pytest.mark.parametrize(
    ("now", "number", "dates", "expected"),
    [
        (NOW, 100, 200, []),
        (NOW, 100, 201, ["TOO_MANY timeslots"]),
        (NOW, 20, 1_000, []),
        (NOW, 21, 1_000, ["TOO_MANY timeslots"]),
        # One of the dates has ended at 16:45, the last slot's end, and is not counted.
        (datetime(2027, 6, 1, 14, 45, tzinfo=UTC), 100, 201, []),
        (datetime(2027, 6, 1, 14, 44, 59, tzinfo=UTC), 100, 201, ["TOO_MANY timeslots"]),
    ],
)
def test_more_than_twenty_thousand_timeslots_ahead_are_refused(
    now: datetime, number: int, dates: int, expected: list[str]
) -> None:
    expansion = made(OccurrenceType.TIMESLOTS, "2027-06-01T09:00", now=now, timeslots=slots(number), **count(dates))
    if expected:
        assert refusals(expansion) == expected
        assert expansion.problems[0].message == (
            "The dates of an event that have not ended have at most 20,000 timeslots;"
            f" these would have {number * dates:,}."
        )
    else:
        assert (len(expansion.spans), expansion.problems) == (dates, [])


def test_a_stored_rule_is_not_stopped_by_its_timeslots() -> None:
    rule = RecurrenceRule(
        OccurrenceType.TIMESLOTS,
        starts_local=datetime(2027, 6, 1, 9),
        timeslots=slots(100),
        weekdays=(TUE,),
        frequency=RecurrenceFrequency.WEEKLY,
        **count(201),
    )
    bounded = expand(rule, zone="Europe/Berlin", now=NOW)
    free = expand(rule, zone="Europe/Berlin", now=NOW, bounded=False)
    assert [problem.code.name for problem in bounded.problems] == ["TOO_MANY"]
    assert (free.problems, sum(len(span.timeslots) for span in free.spans)) == ([], MAX_TIMESLOTS_AHEAD + 100)
