"""Monthly rules by position: the second Tuesday, the last Friday, the last day, with RFC 5545's meaning."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from app.occurrences.rules import RecurrenceRule, TimeslotTemplate
from app.occurrences.rules.dates import rule_dates
from app.occurrences.values import MonthOrdinal, OccurrenceType, RecurrenceFrequency, Weekday
from tests.occurrences.expanding import DAILY, MONTHLY, NEVER, TUE, WEEKLY, count, days, made, refusals, until

FRI = Weekday.FRIDAY
MON = Weekday.MONDAY
TIMESLOTS = OccurrenceType.TIMESLOTS
MORNING: dict[str, Any] = {"timeslots": (TimeslotTemplate(time(9), 60),)}


def at(ordinal: str, weekday: Weekday | None = None) -> dict[str, Any]:
    return {"month_ordinal": MonthOrdinal[ordinal], "month_weekday": weekday}


@pytest.mark.parametrize(
    ("start", "given", "expected"),
    [
        ("2027-01-12T10:00", at("SECOND", TUE) | count(3), ["2027-01-12", "2027-02-09", "2027-03-09"]),
        # A start that is not on the position is no occurrence: the first is the next position.
        ("2027-01-01T10:00", at("SECOND", TUE) | count(2), ["2027-01-12", "2027-02-09"]),
        ("2027-01-13T10:00", at("SECOND", TUE) | count(2), ["2027-02-09", "2027-03-09"]),
        # Months are counted from the first occurrence, not from the start.
        (
            "2027-01-13T10:00",
            at("SECOND", TUE) | count(3) | {"interval": 2},
            ["2027-02-09", "2027-04-13", "2027-06-08"],
        ),
        ("2027-01-01T10:00", at("LAST", FRI) | count(3), ["2027-01-29", "2027-02-26", "2027-03-26"]),
        ("2027-01-31T10:00", at("LAST") | count(4), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-02-01T10:00", at("LAST") | count(2) | {"interval": 12}, ["2028-02-29", "2029-02-28"]),
        ("2027-01-10T10:00", at("FIRST", MON) | count(2), ["2027-02-01", "2027-03-01"]),
        ("2027-01-10T10:00", at("THIRD", MON) | count(2), ["2027-01-18", "2027-02-15"]),
        ("2027-01-10T10:00", at("FOURTH", MON) | count(2), ["2027-01-25", "2027-02-22"]),
        # A month without a fifth Friday is skipped.
        ("2027-01-01T10:00", at("FIFTH", FRI) | count(3), ["2027-01-29", "2027-04-30", "2027-07-30"]),
        ("2027-01-01T10:00", at("FIFTH", FRI) | until("2027-04-29"), ["2027-01-29"]),
        ("2027-01-30T10:00", at("FIFTH", FRI) | count(2) | {"interval": 12}, ["2027-04-30", "2032-04-30"]),
        (
            "2027-01-12T10:00",
            at("SECOND", TUE) | count(3) | {"exclusions": (date(2027, 2, 9),)},
            ["2027-01-12", "2027-03-09"],
        ),
    ],
)
def test_the_dates_of_a_position(start: str, given: dict[str, Any], expected: list[str]) -> None:
    assert days(made(MONTHLY, start, **given)) == expected
    slotted = made(TIMESLOTS, start, frequency=RecurrenceFrequency.MONTHLY, **MORNING, **given)
    assert days(slotted) == expected


@pytest.mark.parametrize("ordinal", list(MonthOrdinal))
@pytest.mark.parametrize("weekday", [*Weekday, None])
@pytest.mark.parametrize("interval", [1, 2, 7])
def test_every_position_is_the_day_that_a_calendar_shows(
    ordinal: MonthOrdinal, weekday: Weekday | None, interval: int
) -> None:
    if weekday is None and ordinal is not MonthOrdinal.LAST:
        return
    first, last = date(2026, 11, 17), date(2035, 1, 1)
    rule = RecurrenceRule(MONTHLY, interval=interval, month_ordinal=ordinal, month_weekday=weekday)

    def held(year: int, month: int) -> date | None:
        month_days = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
        fitting = [day for day in month_days if weekday is None or day.weekday() == list(Weekday).index(weekday)]
        if ordinal is MonthOrdinal.LAST:
            return fitting[-1]
        number = list(MonthOrdinal).index(ordinal)
        return fitting[number] if number < len(fitting) else None

    months = [(2026 + (10 + step) // 12, (10 + step) % 12 + 1) for step in range(100)]
    begun = next(index for index, month in enumerate(months) if (held(*month) or date.min) >= first)
    wanted = [day for month in months[begun::interval] if (day := held(*month)) is not None and day < last]
    made_on = []
    for day in rule_dates(rule, first, first):
        if day >= last:
            break
        made_on.append(day)
    assert made_on == [day for day in wanted if day < last]


@pytest.mark.parametrize(
    "rule",
    [
        RecurrenceRule(DAILY, interval=3),
        RecurrenceRule(WEEKLY, interval=2, weekdays=(TUE, FRI)),
        RecurrenceRule(MONTHLY, interval=5),
        RecurrenceRule(MONTHLY, interval=2, month_ordinal=MonthOrdinal.FIFTH, month_weekday=FRI),
        RecurrenceRule(MONTHLY, interval=1, month_ordinal=MonthOrdinal.LAST),
        RecurrenceRule(TIMESLOTS, interval=2, frequency=RecurrenceFrequency.MONTHLY),
    ],
)
def test_the_dates_from_a_later_day_on_are_those_that_a_walk_from_the_first_meets(rule: RecurrenceRule) -> None:
    first = date(2026, 1, 31)
    walked = _until(rule_dates(rule, first, first), date(2036, 1, 1))
    for step in range(0, 3_000, 71):
        onward = first + timedelta(days=step)
        assert _until(rule_dates(rule, first, onward), date(2036, 1, 1)) == [day for day in walked if day >= onward]


def _until(dates: Any, last: date) -> list[date]:
    found: list[date] = []
    for day in dates:
        if day > last:
            break
        found.append(day)
    return found


def test_a_position_of_a_century_ago_rolls_on() -> None:
    expansion = made(MONTHLY, "1900-01-15T10:00", **at("LAST", FRI), **NEVER)
    assert (days(expansion)[0], len(expansion.spans)) == ("2026-11-27", 24)
    assert expansion.since is not None
    yearly = made(MONTHLY, "1927-01-15T10:00", **at("LAST", FRI), interval=12, **NEVER)
    assert (days(yearly)[-2:], yearly.since) == (["2027-01-29", "2028-01-28"], None)


def test_a_position_keeps_its_local_time_over_a_change_of_clocks() -> None:
    spans = made(MONTHLY, "2027-02-01T10:00", **at("LAST", Weekday.SUNDAY), **count(3)).spans
    assert [(span.starts_at.hour, span.starts_local) for span in spans] == [
        (9, datetime(2027, 2, 28, 10)),
        (8, datetime(2027, 3, 28, 10)),
        (8, datetime(2027, 4, 25, 10)),
    ]


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        (MONTHLY, at("FIRST"), ["REQUIRED monthlyPosition.weekday"]),
        (MONTHLY, at("FIFTH"), ["REQUIRED monthlyPosition.weekday"]),
        (DAILY, at("LAST"), ["INVALID monthlyPosition"]),
        (WEEKLY, at("LAST", FRI), ["INVALID monthlyPosition"]),
        (TIMESLOTS, at("LAST", FRI) | MORNING, ["INVALID monthlyPosition"]),
        (
            TIMESLOTS,
            at("SECOND") | MORNING | {"frequency": RecurrenceFrequency.WEEKLY},
            ["INVALID monthlyPosition", "REQUIRED monthlyPosition.weekday"],
        ),
        (MONTHLY, at("LAST", FRI) | {"weekdays": (MON,)}, ["INVALID weekdays"]),
    ],
)
def test_an_invalid_position_is_refused(type: OccurrenceType, given: dict[str, Any], expected: list[str]) -> None:
    assert refusals(made(type, "2027-06-01T10:00", **count(3), **given)) == expected


def test_a_position_is_refused_by_name_where_nothing_repeats() -> None:
    once = made(OccurrenceType.DOES_NOT_REPEAT, "2027-06-01T10:00", **at("LAST"))
    assert refusals(once) == ["INVALID monthlyPosition"]


def test_a_rule_that_ends_before_its_first_position_is_refused() -> None:
    assert refusals(made(MONTHLY, "2027-01-13T10:00", **at("SECOND", TUE), **until("2027-02-08"))) == [
        "OUT_OF_RANGE ends.on"
    ]
