"""A patch of a recurrence rule, and the rule in another time zone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.occurrences.rules import RecurrenceRule, ScheduledStart, TimeslotTemplate
from app.occurrences.rules.changing import changed_rule, rule_columns, rule_in_zone, shift_fault
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday

START = datetime(2026, 7, 6, 8, tzinfo=UTC)
WEEKLY = RecurrenceRule(
    type=OccurrenceType.WEEKLY,
    starts_utc=START,
    duration_minutes=60,
    ends_type=OccurrenceEndsType.AFTER_COUNT,
    ends_after=10,
    interval=2,
    weekdays=(Weekday.MONDAY,),
    exclusions=(date(2026, 7, 20),),
)
SLOTTED = RecurrenceRule(
    type=OccurrenceType.TIMESLOTS,
    starts_utc=START,
    ends_type=OccurrenceEndsType.NEVER,
    frequency=RecurrenceFrequency.WEEKLY,
    timeslots=(TimeslotTemplate(time(18), 60, 5), TimeslotTemplate(time(20), 60)),
)
WEEKLY_SLOTS = replace(SLOTTED, weekdays=(Weekday.MONDAY,))
MONTHLY_SLOTS = replace(SLOTTED, frequency=RecurrenceFrequency.MONTHLY, month_ordinal=MonthOrdinal.LAST)
SLOTS: list[dict[str, Any]] = [
    {"starts_at": time(18), "duration_minutes": 60, "capacity": 5},
    {"starts_at": time(20), "duration_minutes": 60},
]
POSITIONED = replace(
    WEEKLY,
    type=OccurrenceType.MONTHLY,
    weekdays=(),
    month_ordinal=MonthOrdinal.LAST,
    month_weekday=Weekday.FRIDAY,
)


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        (None, {"type": OccurrenceType.DAILY}, RecurrenceRule(OccurrenceType.DAILY)),
        (WEEKLY, {"type": OccurrenceType.WEEKLY}, WEEKLY),
        (WEEKLY, {"type": OccurrenceType.WEEKLY, "interval": None, "weekdays": None, "exclusions": None},
         replace(WEEKLY, interval=1, weekdays=(), exclusions=())),
        (WEEKLY, {"type": OccurrenceType.WEEKLY, "starts_on": {"local": datetime(2026, 7, 6, 10)}},
         replace(WEEKLY, starts_utc=None, starts_local=datetime(2026, 7, 6, 10))),
        (WEEKLY, {"type": OccurrenceType.WEEKLY, "ends": {"type": OccurrenceEndsType.AFTER_COUNT}}, WEEKLY),
        (WEEKLY, {"type": OccurrenceType.WEEKLY, "ends": {"type": OccurrenceEndsType.NEVER}},
         replace(WEEKLY, ends_type=OccurrenceEndsType.NEVER, ends_after=None)),
        (WEEKLY, {"type": OccurrenceType.WEEKLY, "ends": None},
         replace(WEEKLY, ends_type=None, ends_after=None)),
        # A kind of rule that has the same field forgets it, too, unless it is sent.
        (WEEKLY, {"type": OccurrenceType.TIMESLOTS, "frequency": RecurrenceFrequency.WEEKLY, "timeslots": SLOTS},
         replace(WEEKLY, type=OccurrenceType.TIMESLOTS, duration_minutes=None, weekdays=(),
                  frequency=RecurrenceFrequency.WEEKLY, timeslots=SLOTTED.timeslots)),
        (WEEKLY, {"type": OccurrenceType.TIMESLOTS, "frequency": RecurrenceFrequency.WEEKLY, "timeslots": SLOTS,
                  "weekdays": [Weekday.SUNDAY]},
         replace(WEEKLY, type=OccurrenceType.TIMESLOTS, duration_minutes=None, weekdays=(Weekday.SUNDAY,),
                  frequency=RecurrenceFrequency.WEEKLY, timeslots=SLOTTED.timeslots)),
        (POSITIONED, {"type": OccurrenceType.MONTHLY, "interval": 2}, replace(POSITIONED, interval=2)),
        (POSITIONED, {"type": OccurrenceType.MONTHLY, "monthly_position": None},
         replace(POSITIONED, month_ordinal=None, month_weekday=None)),
        # A position is one value: its weekday does not outlive its ordinal.
        (POSITIONED, {"type": OccurrenceType.MONTHLY, "monthly_position": {"ordinal": MonthOrdinal.LAST}},
         replace(POSITIONED, month_weekday=None)),
        (POSITIONED, {"type": OccurrenceType.MONTHLY,
                      "monthly_position": {"ordinal": MonthOrdinal.SECOND, "weekday": Weekday.TUESDAY}},
         replace(POSITIONED, month_ordinal=MonthOrdinal.SECOND, month_weekday=Weekday.TUESDAY)),
        (POSITIONED, {"type": OccurrenceType.WEEKLY},
         replace(POSITIONED, type=OccurrenceType.WEEKLY, month_ordinal=None, month_weekday=None)),
        (POSITIONED, {"type": OccurrenceType.TIMESLOTS, "frequency": RecurrenceFrequency.MONTHLY, "timeslots": SLOTS},
         replace(POSITIONED, type=OccurrenceType.TIMESLOTS, duration_minutes=None, month_ordinal=None,
                  month_weekday=None, frequency=RecurrenceFrequency.MONTHLY, timeslots=SLOTTED.timeslots)),
        (MONTHLY_SLOTS, {"type": OccurrenceType.TIMESLOTS}, MONTHLY_SLOTS),
        (MONTHLY_SLOTS, {"type": OccurrenceType.TIMESLOTS, "frequency": RecurrenceFrequency.MONTHLY}, MONTHLY_SLOTS),
        (MONTHLY_SLOTS, {"type": OccurrenceType.TIMESLOTS, "frequency": None},
         replace(MONTHLY_SLOTS, frequency=None, month_ordinal=None)),
        (WEEKLY_SLOTS, {"type": OccurrenceType.TIMESLOTS, "frequency": None},
         replace(WEEKLY_SLOTS, frequency=None, weekdays=())),
        (WEEKLY_SLOTS, {"type": OccurrenceType.TIMESLOTS, "frequency": RecurrenceFrequency.MONTHLY,
                        "monthly_position": {"ordinal": MonthOrdinal.LAST, "weekday": None}}, MONTHLY_SLOTS),
        (WEEKLY, {"type": OccurrenceType.DAILY}, replace(WEEKLY, type=OccurrenceType.DAILY, weekdays=())),
        (WEEKLY, {"type": OccurrenceType.DOES_NOT_REPEAT},
         replace(WEEKLY, type=OccurrenceType.DOES_NOT_REPEAT, weekdays=(), interval=1, ends_type=None,
                  ends_after=None)),
        (WEEKLY, {"type": OccurrenceType.TIMESLOTS,
                  "timeslots": [{"starts_at": time(9), "duration_minutes": 30}]},
         replace(WEEKLY, type=OccurrenceType.TIMESLOTS, duration_minutes=None, weekdays=(),
                  timeslots=(TimeslotTemplate(time(9), 30),))),
        (SLOTTED, {"type": OccurrenceType.DAILY, "duration_minutes": 45},
         replace(SLOTTED, type=OccurrenceType.DAILY, frequency=None, timeslots=(), duration_minutes=45)),
        (WEEKLY, {"type": OccurrenceType.SCHEDULE, "schedule": [{"utc": START}]},
         RecurrenceRule(OccurrenceType.SCHEDULE, starts_utc=START, duration_minutes=60,
                        exclusions=WEEKLY.exclusions, schedule=(ScheduledStart(utc=START),))),
    ],
)  # fmt: skip
def test_a_patch_changes_its_fields_and_a_new_type_drops_those_it_lacks(
    stored: RecurrenceRule | None, patch: Any, expected: RecurrenceRule
) -> None:
    assert changed_rule(stored, patch) == expected


def test_a_rule_turns_with_its_instants() -> None:
    # Six in the evening of a Monday in Sydney is four in the morning in New York: the same day.
    assert rule_in_zone(WEEKLY, "Australia/Sydney", "America/New_York") == (WEEKLY, [])
    early = replace(WEEKLY, starts_utc=datetime(2026, 7, 5, 22, tzinfo=UTC))
    turned = replace(early, weekdays=(Weekday.SUNDAY,), exclusions=(date(2026, 7, 19),))
    assert rule_in_zone(early, "Australia/Sydney", "America/New_York") == (turned, [])
    ending, turned = (
        replace(each, ends_type=OccurrenceEndsType.ON_DATE, ends_after=None, ends_on=date(2026, 8, 3))
        for each in (early, turned)
    )
    sooner = replace(turned, ends_on=date(2026, 8, 2))
    assert rule_in_zone(ending, "Australia/Sydney", "America/New_York") == (sooner, [])
    schedule = RecurrenceRule(OccurrenceType.SCHEDULE, schedule=(ScheduledStart(utc=START),))
    assert rule_in_zone(schedule, "Australia/Sydney", "America/New_York") == (schedule, [])


@pytest.mark.parametrize(
    ("rule", "first", "days", "fits"),
    [
        (POSITIONED, date(2026, 7, 31), 0, True),
        (POSITIONED, date(2026, 7, 31), 1, False),
        (replace(POSITIONED, month_weekday=None), date(2026, 7, 31), -1, False),
        (MONTHLY_SLOTS, date(2026, 7, 31), 7, False),
        (replace(MONTHLY_SLOTS, month_ordinal=None), date(2026, 7, 31), -1, False),
        (replace(POSITIONED, month_ordinal=None, month_weekday=None), date(2026, 7, 27), 1, True),
        (replace(POSITIONED, month_ordinal=None, month_weekday=None), date(2026, 7, 28), 1, False),
        (replace(POSITIONED, month_ordinal=None, month_weekday=None), date(2026, 7, 29), -1, False),
        (replace(POSITIONED, month_ordinal=None, month_weekday=None), date(2026, 7, 1), -1, False),
        (WEEKLY, date(2026, 7, 31), -1, True),
        (replace(WEEKLY, weekdays=()), date(2026, 7, 27), -1, True),
        (replace(WEEKLY, weekdays=(Weekday.SATURDAY, Weekday.SUNDAY)), date(2026, 7, 26), 0, True),
        (replace(WEEKLY, weekdays=(Weekday.SATURDAY, Weekday.SUNDAY)), date(2026, 7, 26), 2, True),
        (replace(WEEKLY, weekdays=(Weekday.SATURDAY, Weekday.SUNDAY)), date(2026, 7, 26), 1, False),
        (replace(WEEKLY, weekdays=(Weekday.MONDAY, Weekday.SUNDAY)), date(2026, 7, 27), -1, False),
        (replace(WEEKLY, weekdays=(Weekday.MONDAY, Weekday.SUNDAY), interval=1), date(2026, 7, 27), -1, True),
        (replace(WEEKLY_SLOTS, weekdays=(Weekday.MONDAY, Weekday.FRIDAY), interval=2), date(2026, 7, 27), -1, False),
        (SLOTTED, date(2026, 7, 31), 40, True),
        (RecurrenceRule(OccurrenceType.DOES_NOT_REPEAT), date(2026, 7, 31), 40, True),
    ],
)
def test_only_days_that_every_month_or_week_has_can_be_shifted(
    rule: RecurrenceRule, first: date, days: int, fits: bool
) -> None:
    assert (shift_fault(rule, first, days) is None) == fits


def test_instants_that_fall_on_other_days_are_refused_for_a_position_in_the_month() -> None:
    # Eight in the morning in Sydney is the day before in New York.
    for rule in (
        replace(POSITIONED, starts_utc=datetime(2026, 7, 30, 22, tzinfo=UTC)),
        replace(
            MONTHLY_SLOTS, starts_utc=datetime(2026, 7, 30, 22, tzinfo=UTC), timeslots=(TimeslotTemplate(time(8), 60),)
        ),
    ):
        _, (problem,) = rule_in_zone(rule, "Australia/Sydney", "America/New_York")
        assert (problem.code.name, problem.path) == ("INVALID", ("keepInstants",))
        assert problem.message == (
            "With their instants kept, the dates would fall on other days in America/New_York: no rule has a position"
            " in the month and the days after or before it."
        )
    assert rule_in_zone(POSITIONED, "Australia/Sydney", "Asia/Tokyo") == (POSITIONED, [])


def test_timeslots_turn_together_or_not_at_all() -> None:
    turned, problems = rule_in_zone(SLOTTED, "Australia/Sydney", "Europe/Berlin")
    assert problems == []
    assert turned.timeslots == (TimeslotTemplate(time(10), 60, 5), TimeslotTemplate(time(12), 60))
    assert turned.starts_utc == START
    _, (problem,) = rule_in_zone(SLOTTED, "Australia/Sydney", "Pacific/Honolulu")
    assert (problem.code.name, problem.path) == ("INVALID", ("keepInstants",))


def test_the_columns_of_a_rule() -> None:
    columns: Mapping[str, object] = rule_columns(SLOTTED, START, "Australia/Sydney")
    expected = {
        "occurrence_type": "TIMESLOTS",
        "frequency": "WEEKLY",
        "duration_minutes": 180,
        "month_ordinal": None,
        "month_weekday": None,
        "rrule": "DTSTART;TZID=Australia/Sydney:20260706T180000\nRRULE:FREQ=WEEKLY",
    }
    assert {name: columns[name] for name in expected} == expected
    assert columns["rule_starts_local"] == datetime(2026, 7, 6, 18)
    assert rule_columns(WEEKLY, START, "Australia/Sydney")["frequency"] is None
    position = rule_columns(POSITIONED, START, "Australia/Sydney")
    assert (position["month_ordinal"], position["month_weekday"]) == ("LAST", "FRIDAY")
    empty = rule_columns(None, None, "Australia/Sydney")
    assert set(empty) == set(columns)
    assert {name: value for name, value in empty.items() if value is not None} == {
        "interval": 1,
        "weekdays": [],
        "exclusions": [],
    }
