"""Limits of a rule: ends, exclusions, most occurrences, the calendar; schedules and timeslots."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.core.problems import WarningCode
from app.core.time import local_of, to_local_text
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import RecurrenceRule, ScheduledStart, TimeslotTemplate
from app.occurrences.values import OccurrenceType, RecurrenceFrequency
from tests.occurrences.expanding import (
    DAILY,
    MON,
    MONTHLY,
    NEVER,
    NOW,
    THU,
    TUE,
    WED,
    WEEKLY,
    count,
    days,
    made,
    refusals,
    until,
)


@pytest.mark.parametrize(
    ("start", "now", "first", "last", "number"),
    [
        ("2027-06-01T10:00", NOW, "2027-06-01", "2029-06-01", 732),
        ("2026-11-01T10:00", NOW, "2026-11-01", "2028-11-21", 752),
        ("2028-02-29T10:00", NOW, "2028-02-29", "2030-02-28", 731),
        # Local date counts: in Berlin it is the 22nd already.
        ("2026-11-01T10:00", datetime(2026, 11, 21, 23, tzinfo=UTC), "2026-11-01", "2028-11-22", 753),
    ],
)
def test_a_rule_that_never_ends_is_made_for_24_months(
    start: str, now: datetime, first: str, last: str, number: int
) -> None:
    expansion = made(DAILY, start, now=now, **NEVER)
    made_on = days(expansion)
    assert (made_on[0], made_on[-1], len(made_on), expansion.since) == (first, last, number, None)


@pytest.mark.parametrize(
    ("type", "start", "given", "first", "number"),
    [
        (DAILY, "2000-01-01T10:00", {}, "2026-11-21", 732),
        (DAILY, "2023-11-20T10:00", {"interval": 1}, "2026-11-21", 732),
        (DAILY, "1900-01-01T10:00", {"interval": 3}, "2026-11-23", 244),
        (DAILY, "1900-01-02T10:00", {"interval": 3}, "2026-11-21", 244),
        (DAILY, "1900-01-03T10:00", {"interval": 3}, "2026-11-22", 244),
        (WEEKLY, "2000-01-05T10:00", {"weekdays": (MON, WED)}, "2026-11-23", 209),
        (MONTHLY, "1900-01-15T10:00", {}, "2026-12-15", 24),
    ],
)
def test_a_rule_that_never_ends_drops_history_once_it_no_longer_fits(
    type: OccurrenceType, start: str, given: dict[str, Any], first: str, number: int
) -> None:
    expansion = made(type, start, **given, **NEVER)
    assert expansion.since == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert (days(expansion)[0], len(expansion.spans)) == (first, number)
    assert to_local_text(local_of(expansion.starts or NOW, "Europe/Berlin")) == f"{start}:00"


def test_a_date_that_a_clock_change_moved_into_today_is_kept_when_history_is_dropped() -> None:
    now = datetime(2026, 3, 29, 12, tzinfo=UTC)
    expansion = made(DAILY, "2020-01-01T23:30", zone="America/Nuuk", now=now, **NEVER)
    assert expansion.since == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert [span.starts_local for span in expansion.spans[:2]] == [
        datetime(2026, 3, 29, 0, 30),
        datetime(2026, 3, 29, 23, 30),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # Counted before exclusions: none is added at the end.
        (count(4), ["2027-06-01", "2027-06-03"]),
        (until("2027-06-04"), ["2027-06-01", "2027-06-03"]),
    ],
)
def test_excluded_dates_are_left_out(given: dict[str, Any], expected: list[str]) -> None:
    excluded = (date(2027, 6, 2), date(2027, 6, 4), date(1999, 1, 1), date(2027, 6, 2))
    assert days(made(DAILY, "2027-06-01T10:00", exclusions=excluded, **given)) == expected


def test_exclusions_that_leave_nothing_are_refused() -> None:
    first = date(2027, 6, 1)
    for type, given in (
        (DAILY, count(1)),
        (DAILY, until("2027-06-01")),
        (OccurrenceType.DOES_NOT_REPEAT, {}),
    ):
        assert refusals(made(type, "2027-06-01T10:00", exclusions=(first,), **given)) == ["INVALID exclusions"]


@pytest.mark.parametrize(
    ("last", "exclusions", "expected"),
    [
        ("2030-02-24", (), []),
        ("2030-02-25", (), ["TOO_MANY ends.on"]),
        ("2030-02-25", (date(2027, 6, 9),), []),
        ("9999-12-31", (), ["TOO_MANY ends.on"]),
    ],
)
def test_more_than_a_thousand_occurrences_are_refused_and_never_cut(
    last: str, exclusions: tuple[date, ...], expected: list[str]
) -> None:
    expansion = made(DAILY, "2027-06-01T10:00", exclusions=exclusions, **until(last))
    assert [f"{problem.code} {'.'.join(problem.path)}" for problem in expansion.problems] == expected
    assert len(expansion.spans) == (0 if expected else 1_000)


@pytest.mark.parametrize(
    ("type", "start", "given", "expected"),
    [
        (WEEKLY, "2027-06-02T10:00", until("2027-06-07") | {"weekdays": (TUE,)}, "OUT_OF_RANGE ends.on"),
        (DAILY, "9998-12-30T10:00", count(3), "OUT_OF_RANGE ends.count"),
        (MONTHLY, "9000-01-31T10:00", count(1_000) | {"interval": 366}, "OUT_OF_RANGE ends.count"),
        (DAILY, "9998-12-30T10:00", until("9999-01-01"), "OUT_OF_RANGE ends.on"),
        (DAILY, "9998-12-30T10:00", NEVER, "OUT_OF_RANGE ends.type"),
        (OccurrenceType.DOES_NOT_REPEAT, "9998-12-31T23:30", {}, "OUT_OF_RANGE durationMinutes"),
    ],
)
def test_a_rule_that_leaves_its_limits_is_refused(
    type: OccurrenceType, start: str, given: dict[str, Any], expected: str
) -> None:
    # Berlin is ahead of UTC, so the last local hour of 9998 begins in range.
    given = given | ({"duration_minutes": 120} if type is OccurrenceType.DOES_NOT_REPEAT else {})
    assert refusals(made(type, start, **given)) == [expected]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [(count(2), "OUT_OF_RANGE ends.count"), (until("9999-12-31"), "OUT_OF_RANGE ends.on")],
)
def test_a_timeslot_past_the_last_midnight_of_the_calendar_is_refused(ends: dict[str, Any], expected: str) -> None:
    late = (TimeslotTemplate(time(23, 30), 15),)
    assert refusals(
        made(
            OccurrenceType.TIMESLOTS,
            "9998-12-30T10:00",
            zone="America/New_York",
            timeslots=late,
            interval=366,
            **ends,
        )
    ) == [expected]


def test_starts_in_the_past_are_one_warning() -> None:
    [warning] = made(DAILY, "2026-11-20T13:00", **count(4)).warnings
    assert (warning.code, warning.path) == (WarningCode.STARTS_IN_PAST, ("startsOn",))
    assert warning.message == "1 of 4 occurrences start in the past."


def schedule(*locals_: str, **given: Any) -> Expansion:
    starts = tuple(ScheduledStart(local=datetime.fromisoformat(local)) for local in locals_)
    rule = RecurrenceRule(OccurrenceType.SCHEDULE, schedule=starts, duration_minutes=60, **given)
    return expand(rule, zone="Europe/Berlin", now=NOW)


def test_a_schedule_is_put_in_order_and_starts_with_its_earliest() -> None:
    expansion = schedule("2027-06-03T10:00", "2027-06-01T09:00", "2027-06-01T08:00")
    assert [to_local_text(span.starts_local) for span in expansion.spans] == [
        "2027-06-01T08:00:00",
        "2027-06-01T09:00:00",
        "2027-06-03T10:00:00",
    ]
    assert expansion.starts == expansion.spans[0].starts_at
    own = schedule("2027-06-03T10:00", starts_local=datetime(2027, 5, 1, 9))
    assert (own.starts, days(own)) == (datetime(2027, 5, 1, 7, tzinfo=UTC), ["2027-06-03"])
    assert days(schedule("2027-06-03T10:00", "2027-06-01T09:00", exclusions=(date(2027, 6, 3),))) == ["2027-06-01"]
    [past] = schedule("2027-06-03T10:00", "2025-06-01T09:00").warnings
    assert (past.code, past.path) == (WarningCode.STARTS_IN_PAST, ("schedule",))


def test_timeslots_belong_to_each_date_and_bound_its_occurrence() -> None:
    slots = (
        TimeslotTemplate(time(14), 30, 5),
        TimeslotTemplate(time(9), 90),
        TimeslotTemplate(time(10), 300, 8),
    )
    weekly: dict[str, Any] = {"frequency": RecurrenceFrequency.WEEKLY, "weekdays": (MON, THU)}
    expansion = made(OccurrenceType.TIMESLOTS, "2027-06-02T12:00", timeslots=slots, **weekly, **count(2))
    assert days(expansion) == ["2027-06-03", "2027-06-07"]
    span = expansion.spans[0]
    assert (span.starts_local, span.ends_local) == (datetime(2027, 6, 3, 9), datetime(2027, 6, 3, 15))
    assert span.ends_at - span.starts_at == timedelta(hours=6)
    assert [(slot.starts_local.hour, slot.ends_at - slot.starts_at, slot.capacity) for slot in span.timeslots] == [
        (9, timedelta(minutes=90), None),
        (10, timedelta(minutes=300), 8),
        (14, timedelta(minutes=30), 5),
    ]
    daily = made(OccurrenceType.TIMESLOTS, "2027-06-02T12:00", timeslots=slots, **count(2))
    assert days(daily) == ["2027-06-02", "2027-06-03"]


def test_timeslots_in_a_gap_move_with_one_warning_for_the_occurrence() -> None:
    slots = (
        TimeslotTemplate(time(2, 30), 30),
        TimeslotTemplate(time(2), 30),
        TimeslotTemplate(time(3), 30),
        TimeslotTemplate(time(1), 30),
    )
    expansion = made(OccurrenceType.TIMESLOTS, "2027-03-28T12:00", timeslots=slots, **count(2))
    clocks = [[slot.starts_local.strftime("%H:%M") for slot in span.timeslots] for span in expansion.spans]
    assert clocks == [["01:00", "03:00", "03:00", "03:30"], ["01:00", "02:00", "02:30", "03:00"]]
    [warning] = expansion.warnings
    assert (warning.code, warning.path) == (WarningCode.MOVED_BY_CLOCK_CHANGE, ("timeslots",))
    assert "2027-03-28T02:00:00 does not exist" in warning.message
