"""A patch of a recurrence rule, and the rule in another time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.occurrences.rules import (
    OccurrenceEndsType,
    OccurrenceType,
    RecurrenceFrequency,
    RecurrenceRule,
    ScheduledStart,
    TimeslotTemplate,
    Weekday,
)
from app.occurrences.rules.changing import changed_rule, rehung, rule_columns

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
        (WEEKLY, {"type": OccurrenceType.DAILY}, replace(WEEKLY, type=OccurrenceType.DAILY, weekdays=())),
        (WEEKLY, {"type": OccurrenceType.DOES_NOT_REPEAT},
         replace(WEEKLY, type=OccurrenceType.DOES_NOT_REPEAT, weekdays=(), interval=1, ends_type=None,
                  ends_after=None)),
        (WEEKLY, {"type": OccurrenceType.TIMESLOTS,
                  "timeslots": [{"starts_at": time(9), "duration_minutes": 30}]},
         replace(WEEKLY, type=OccurrenceType.TIMESLOTS, duration_minutes=None,
                  timeslots=(TimeslotTemplate(time(9), 30),))),
        (SLOTTED, {"type": OccurrenceType.DAILY, "duration_minutes": 45},
         replace(SLOTTED, type=OccurrenceType.DAILY, frequency=None, timeslots=(), duration_minutes=45)),
        (WEEKLY, {"type": OccurrenceType.SCHEDULE, "schedule": [{"utc": START}]},
         RecurrenceRule(OccurrenceType.SCHEDULE, starts_utc=START, duration_minutes=60,
                        exclusions=WEEKLY.exclusions, schedule=(ScheduledStart(utc=START),))),
    ],
)  # fmt: skip
def test_a_patch_changes_what_it_says_and_a_new_type_forgets_what_it_lacks(
    stored: RecurrenceRule | None, patch: dict[str, Any], expected: RecurrenceRule
) -> None:
    assert changed_rule(stored, patch) == expected


def test_a_rule_turns_with_its_instants() -> None:
    # Six in the evening of a Monday in Sydney is four in the morning in New York: the same day.
    assert rehung(WEEKLY, "Australia/Sydney", "America/New_York") == (WEEKLY, [])
    early = replace(WEEKLY, starts_utc=datetime(2026, 7, 5, 22, tzinfo=UTC))
    turned = replace(early, weekdays=(Weekday.SUNDAY,), exclusions=(date(2026, 7, 19),))
    assert rehung(early, "Australia/Sydney", "America/New_York") == (turned, [])
    schedule = RecurrenceRule(OccurrenceType.SCHEDULE, schedule=(ScheduledStart(utc=START),))
    assert rehung(schedule, "Australia/Sydney", "America/New_York") == (schedule, [])


def test_timeslots_turn_together_or_not_at_all() -> None:
    turned, problems = rehung(SLOTTED, "Australia/Sydney", "Europe/Berlin")
    assert problems == []
    assert turned.timeslots == (TimeslotTemplate(time(10), 60, 5), TimeslotTemplate(time(12), 60))
    assert turned.starts_utc == START
    _, (problem,) = rehung(SLOTTED, "Australia/Sydney", "Pacific/Honolulu")
    assert (problem.code.name, problem.path) == ("INVALID", ("keepInstants",))


def test_the_columns_of_a_rule() -> None:
    columns = rule_columns(SLOTTED, START, "Australia/Sydney")
    told = {
        "occurrence_type": "TIMESLOTS",
        "frequency": "WEEKLY",
        "duration_minutes": 180,
    }
    assert {name: columns[name] for name in told} == told
    assert columns["rule_starts_local"] == datetime(2026, 7, 6, 18)
    assert rule_columns(WEEKLY, START, "Australia/Sydney")["frequency"] is None
    empty = rule_columns(None, None, "Australia/Sydney")
    assert set(empty) == set(columns)
    assert {name: value for name, value in empty.items() if value is not None} == {
        "interval": 1,
        "weekdays": [],
        "exclusions": [],
    }
