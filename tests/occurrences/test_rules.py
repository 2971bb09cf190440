"""Limits of a recurrence rule, and how a changed one affects stored occurrences."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule, ScheduledStart, TimeslotTemplate, timeslots_duration
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday

NOW = datetime(2026, 11, 21, tzinfo=UTC)
START = datetime(2027, 6, 1, 10)
EXCLUDED = tuple(date(2030, 1, 1) + timedelta(days=day) for day in range(1_001))
WORKSHOP = TimeslotTemplate(time(9), 60)

ONCE = {"type": OccurrenceType.DOES_NOT_REPEAT, "starts_local": START, "duration_minutes": 60}
ENDED = {"ends_type": OccurrenceEndsType.AFTER_COUNT, "ends_after": 3}
DAILY = {**ONCE, **ENDED, "type": OccurrenceType.DAILY}
WEEKLY = {**DAILY, "type": OccurrenceType.WEEKLY}
MONTHLY = {**DAILY, "type": OccurrenceType.MONTHLY}
SCHEDULE = {
    "type": OccurrenceType.SCHEDULE,
    "schedule": (ScheduledStart(local=START),),
    "duration_minutes": 60,
}
TIMESLOTS = {**DAILY, "type": OccurrenceType.TIMESLOTS, "timeslots": (WORKSHOP,), "duration_minutes": None}
NEVER = {"ends_type": OccurrenceEndsType.NEVER, "ends_after": None}
ON_DATE = {"ends_type": OccurrenceEndsType.ON_DATE, "ends_after": None, "ends_on": date(2027, 6, 9)}


def refusals(**given: Any) -> list[str]:
    """The codes and paths of what is wrong with a rule in Berlin."""
    expansion = expand(RecurrenceRule(**given), zone="Europe/Berlin", now=NOW)
    assert bool(expansion.spans) == (not expansion.problems)
    assert all(problem.message.endswith(".") for problem in expansion.problems)
    return [f"{problem.code} {'.'.join(problem.path)}" for problem in expansion.problems]


def slots(*templates: TimeslotTemplate) -> dict[str, Any]:
    return {**TIMESLOTS, "timeslots": templates}


@pytest.mark.parametrize("rule", [ONCE, DAILY, WEEKLY, MONTHLY, SCHEDULE, TIMESLOTS])
def test_a_plain_rule_of_every_type_is_accepted(rule: dict[str, Any]) -> None:
    assert refusals(**rule) == []


@pytest.mark.parametrize(
    ("rule", "changes", "refusal"),
    [
        (ONCE, {"starts_local": None}, "REQUIRED startsOn"),
        (TIMESLOTS, {"starts_local": None}, "REQUIRED startsOn"),
        (ONCE, {"starts_utc": datetime(2027, 6, 1, 10, tzinfo=UTC)}, "TIMES_DISAGREE startsOn.local"),
        (ONCE, {"starts_local": datetime(2027, 3, 28, 2, 30)}, "NONEXISTENT_LOCAL_TIME startsOn.local"),
        (TIMESLOTS, {"starts_local": datetime(2027, 3, 28, 2, 30)}, "NONEXISTENT_LOCAL_TIME startsOn.local"),
        (ONCE, {"starts_local": datetime(9999, 12, 31)}, "OUT_OF_RANGE startsOn.local"),
        (ONCE, {"duration_minutes": None}, "REQUIRED durationMinutes"),
        (SCHEDULE, {"duration_minutes": None}, "REQUIRED durationMinutes"),
        (ONCE, {"duration_minutes": 0}, "OUT_OF_RANGE durationMinutes"),
        (ONCE, {"duration_minutes": -15}, "OUT_OF_RANGE durationMinutes"),
        (ONCE, {"duration_minutes": 50}, "INVALID durationMinutes"),
        (ONCE, {"duration_minutes": 366 * 1440 + 15}, "OUT_OF_RANGE durationMinutes"),
        (TIMESLOTS, {"duration_minutes": 75}, "INVALID durationMinutes"),
        (DAILY, {"ends_type": None, "ends_after": None}, "REQUIRED ends.type"),
        (TIMESLOTS, {"ends_type": None, "ends_after": None}, "REQUIRED ends.type"),
        (DAILY, {**ON_DATE, "ends_on": None}, "REQUIRED ends.on"),
        (DAILY, {"ends_on": date(2027, 7, 1)}, "INVALID ends.on"),
        (DAILY, {**NEVER, "ends_on": date(2027, 7, 1)}, "INVALID ends.on"),
        (DAILY, {**ON_DATE, "ends_on": date(2027, 5, 31)}, "OUT_OF_RANGE ends.on"),
        (DAILY, {"ends_after": None}, "REQUIRED ends.count"),
        (DAILY, {"ends_after": 0}, "OUT_OF_RANGE ends.count"),
        (DAILY, {"ends_after": 1_001}, "OUT_OF_RANGE ends.count"),
        (DAILY, {**ON_DATE, "ends_after": 3}, "INVALID ends.count"),
        (DAILY, {**NEVER, "ends_after": 3}, "INVALID ends.count"),
        (DAILY, {"interval": 0}, "OUT_OF_RANGE interval"),
        (DAILY, {"interval": 367}, "OUT_OF_RANGE interval"),
        (TIMESLOTS, {"interval": -1}, "OUT_OF_RANGE interval"),
        (DAILY, {"exclusions": EXCLUDED}, "TOO_MANY exclusions"),
        (SCHEDULE, {"schedule": ()}, "REQUIRED schedule"),
        (TIMESLOTS, {"timeslots": ()}, "REQUIRED timeslots"),
        (TIMESLOTS, {"weekdays": (Weekday.MONDAY,)}, "INVALID weekdays"),
        (
            TIMESLOTS,
            {"weekdays": (Weekday.MONDAY,), "frequency": RecurrenceFrequency.MONTHLY},
            "INVALID weekdays",
        ),
    ],
)
def test_a_rule_with_missing_or_extra_fields_is_refused(
    rule: dict[str, Any], changes: dict[str, Any], refusal: str
) -> None:
    assert refusals(**{**rule, **changes}) == [refusal]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        (ONCE, {"duration_minutes": 15}),
        (ONCE, {"duration_minutes": 366 * 1440}),
        (DAILY, {"ends_after": 1}),
        (DAILY, {"ends_after": 1_000}),
        (DAILY, {**ON_DATE, "ends_on": date(2027, 6, 1)}),
        (DAILY, {"interval": 366}),
        (DAILY, {"exclusions": EXCLUDED[:1_000]}),
        (TIMESLOTS, {"duration_minutes": 60}),
        (TIMESLOTS, {"weekdays": (Weekday.MONDAY,), "frequency": RecurrenceFrequency.WEEKLY}),
        (ONCE, {"exclusions": (date(2027, 1, 1),)}),
        (SCHEDULE, {"exclusions": (date(2027, 1, 1),)}),
    ],
)
def test_a_rule_at_its_limits_is_accepted(rule: dict[str, Any], changes: dict[str, Any]) -> None:
    assert refusals(**{**rule, **changes}) == []


FOREIGN: dict[str, dict[str, Any]] = {
    "ends": NEVER,
    "interval": {"interval": 2},
    "frequency": {"frequency": RecurrenceFrequency.DAILY},
    "weekdays": {"weekdays": (Weekday.TUESDAY,)},
    "monthlyPosition": {"month_ordinal": MonthOrdinal.LAST},
    "schedule": {"schedule": (ScheduledStart(local=START),)},
    "timeslots": {"timeslots": (WORKSHOP,)},
}


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (ONCE, {"ends", "interval", "frequency", "weekdays", "monthlyPosition", "schedule", "timeslots"}),
        (DAILY, {"frequency", "weekdays", "monthlyPosition", "schedule", "timeslots"}),
        (WEEKLY, {"frequency", "monthlyPosition", "schedule", "timeslots"}),
        (MONTHLY, {"frequency", "weekdays", "schedule", "timeslots"}),
        (SCHEDULE, {"ends", "interval", "frequency", "weekdays", "monthlyPosition", "timeslots"}),
        # Whose weekdays are refused until the frequency is WEEKLY, and a position until it is MONTHLY.
        (TIMESLOTS, {"schedule", "weekdays", "monthlyPosition"}),
    ],
)
def test_a_field_of_another_type_is_refused_by_name(rule: dict[str, Any], names: set[str]) -> None:
    refused = {name for name, given in FOREIGN.items() if refusals(**{**rule, **given}) == [f"INVALID {name}"]}
    assert refused == names


@pytest.mark.parametrize(
    ("templates", "expected"),
    [
        ([TimeslotTemplate(time(9), 0)], ["OUT_OF_RANGE timeslots.0.durationMinutes"]),
        ([WORKSHOP, TimeslotTemplate(time(10), 20)], ["INVALID timeslots.1.durationMinutes"]),
        ([TimeslotTemplate(time(9), 60, 0)], ["OUT_OF_RANGE timeslots.0.capacity"]),
        ([TimeslotTemplate(time(9), 60, 1)], []),
        (
            [WORKSHOP, TimeslotTemplate(time(9, 30), 60), TimeslotTemplate(time(9), 15)],
            ["NOT_UNIQUE timeslots.2.startsAt"],
        ),
        ([WORKSHOP, TimeslotTemplate(time(9, 30), 60)], []),
        ([TimeslotTemplate(time(minute // 60, minute % 60), 15) for minute in range(100)], []),
        (
            [TimeslotTemplate(time(minute // 60, minute % 60), 15) for minute in range(101)],
            ["TOO_MANY timeslots"],
        ),
    ],
)
def test_timeslots_are_checked_one_by_one(templates: list[TimeslotTemplate], expected: list[str]) -> None:
    assert refusals(**slots(*templates)) == expected


def test_the_duration_of_timeslots_is_from_the_first_start_to_the_last_end() -> None:
    late, long, early = (
        TimeslotTemplate(time(14), 30),
        TimeslotTemplate(time(10), 600),
        TimeslotTemplate(time(9, 30), 15),
    )
    assert timeslots_duration([late, long, early]) == 10 * 60 + 30
    assert timeslots_duration([TimeslotTemplate(time(23), 120)]) == 120


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ([ScheduledStart()], ["REQUIRED schedule.0"]),
        (
            [ScheduledStart(local=START), ScheduledStart(local=datetime(2027, 3, 28, 2, 30))],
            ["NONEXISTENT_LOCAL_TIME schedule.1.local"],
        ),
        (
            # The same instant by another name, and a start between them.
            [
                ScheduledStart(local=START),
                ScheduledStart(local=datetime(2027, 6, 2, 10)),
                ScheduledStart(utc=datetime(2027, 6, 1, 8, tzinfo=UTC)),
            ],
            ["NOT_UNIQUE schedule.2"],
        ),
        ([ScheduledStart(local=START + timedelta(hours=hour)) for hour in range(1_000)], []),
        (
            [ScheduledStart(local=START + timedelta(hours=hour)) for hour in range(1_001)],
            ["TOO_MANY schedule"],
        ),
    ],
)
def test_the_starts_of_a_schedule_are_checked_one_by_one(starts: list[ScheduledStart], expected: list[str]) -> None:
    assert refusals(**{**SCHEDULE, "schedule": tuple(starts)}) == expected


def test_every_problem_is_reported_at_once() -> None:
    assert refusals(
        type=OccurrenceType.DAILY,
        starts_local=datetime(2027, 3, 28, 2, 30),
        duration_minutes=20,
        ends_type=OccurrenceEndsType.AFTER_COUNT,
        ends_on=date(2027, 1, 1),
        interval=0,
        weekdays=(Weekday.MONDAY,),
    ) == [
        "INVALID weekdays",
        "INVALID durationMinutes",
        "INVALID ends.on",
        "REQUIRED ends.count",
        "OUT_OF_RANGE interval",
        "NONEXISTENT_LOCAL_TIME startsOn.local",
    ]


@pytest.mark.parametrize("enum", [OccurrenceType, OccurrenceEndsType, RecurrenceFrequency, Weekday])
def test_an_enum_value_is_its_name(enum: type[Weekday]) -> None:
    assert all(member.name == member.value for member in enum)
