"""From a rule to dated occurrences: dates, local times and warnings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.problems import WarningCode
from app.core.time import to_local_text, to_utc_text
from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule
from app.occurrences.values import OccurrenceType
from tests.occurrences.expanding import (
    DAILY,
    MON,
    MONTHLY,
    NOW,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    WEEKLY,
    count,
    days,
    made,
    until,
)


@pytest.mark.parametrize(
    ("type", "start", "given", "expected"),
    [
        (DAILY, "2027-02-27T10:00", count(3), ["2027-02-27", "2027-02-28", "2027-03-01"]),
        (DAILY, "2028-02-28T10:00", count(3), ["2028-02-28", "2028-02-29", "2028-03-01"]),
        (DAILY, "2027-12-31T10:00", count(3) | {"interval": 10}, ["2027-12-31", "2028-01-10", "2028-01-20"]),
        # The last day is included, whatever the time of day.
        (DAILY, "2027-06-01T23:45", until("2027-06-03"), ["2027-06-01", "2027-06-02", "2027-06-03"]),
        (DAILY, "2027-06-01T10:00", until("2027-06-01"), ["2027-06-01"]),
        # 2027-06-02 is a Wednesday.
        (WEEKLY, "2027-06-02T10:00", count(3), ["2027-06-02", "2027-06-09", "2027-06-16"]),
        (WEEKLY, "2027-06-02T10:00", count(2) | {"interval": 2}, ["2027-06-02", "2027-06-16"]),
        (
            WEEKLY,
            "2027-06-02T10:00",
            count(4) | {"weekdays": (THU, MON, WED, MON)},
            ["2027-06-02", "2027-06-03", "2027-06-07", "2027-06-09"],
        ),
        # A start that is not listed is none: the first is the next day listed.
        (WEEKLY, "2027-06-02T10:00", count(2) | {"weekdays": (TUE,)}, ["2027-06-08", "2027-06-15"]),
        (
            WEEKLY,
            "2027-06-02T10:00",
            count(4) | {"weekdays": (MON, SAT), "interval": 2},
            ["2027-06-05", "2027-06-14", "2027-06-19", "2027-06-28"],
        ),
        (
            WEEKLY,
            "2027-06-02T10:00",
            count(3) | {"weekdays": (MON,), "interval": 2},
            ["2027-06-07", "2027-06-21", "2027-07-05"],
        ),
        # Weeks begin on Monday: this Sunday ends its week.
        (
            WEEKLY,
            "2027-06-06T10:00",
            count(3) | {"weekdays": (SUN, MON), "interval": 2},
            ["2027-06-06", "2027-06-14", "2027-06-20"],
        ),
        (MONTHLY, "2027-01-15T10:00", count(3), ["2027-01-15", "2027-02-15", "2027-03-15"]),
        (MONTHLY, "2027-01-31T10:00", count(4), ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]),
        (MONTHLY, "2027-12-30T10:00", count(3), ["2027-12-30", "2028-01-30", "2028-03-30"]),
        (MONTHLY, "2027-01-31T10:00", until("2027-03-30"), ["2027-01-31"]),
        (
            MONTHLY,
            "2028-02-29T10:00",
            count(3) | {"interval": 12},
            ["2028-02-29", "2032-02-29", "2036-02-29"],
        ),
        # A century that is no leap year.
        (MONTHLY, "2096-02-29T10:00", count(2) | {"interval": 12}, ["2096-02-29", "2104-02-29"]),
    ],
)
def test_the_dates_of_a_rule(type: OccurrenceType, start: str, given: dict[str, Any], expected: list[str]) -> None:
    assert days(made(type, start, **given)) == expected


def test_one_occurrence_has_both_clocks_and_lasts_its_duration() -> None:
    expansion = made(OccurrenceType.DOES_NOT_REPEAT, "2035-01-24T00:00", zone="Australia/Sydney")
    [span] = expansion.spans
    assert expansion.starts == span.starts_at == datetime(2035, 1, 23, 13, tzinfo=UTC)
    assert span.ends_at == datetime(2035, 1, 23, 14, tzinfo=UTC)
    assert (span.starts_local, span.ends_local) == (datetime(2035, 1, 24), datetime(2035, 1, 24, 1))
    assert (span.timeslots, expansion.warnings, expansion.since) == ((), [], None)


def test_a_weekly_event_keeps_its_local_time_over_a_change_of_clocks() -> None:
    spans = made(WEEKLY, "2027-10-24T10:00", **count(3)).spans
    assert [to_local_text(span.starts_local)[-8:] for span in spans] == ["10:00:00"] * 3
    assert [to_utc_text(span.starts_at) for span in spans] == [
        "2027-10-24T08:00:00Z",
        "2027-10-31T09:00:00Z",
        "2027-11-07T09:00:00Z",
    ]


@pytest.mark.parametrize(
    ("start", "ends_local"),
    [("2027-03-28T01:00", datetime(2027, 3, 28, 5)), ("2027-10-31T01:00", datetime(2027, 10, 31, 3))],
)
def test_a_duration_is_elapsed_time(start: str, ends_local: datetime) -> None:
    [span] = made(OccurrenceType.DOES_NOT_REPEAT, start, duration_minutes=180).spans
    assert (span.ends_at - span.starts_at, span.ends_local) == (timedelta(hours=3), ends_local)


def test_an_occurrence_that_a_rule_lands_on_a_missing_time_moves_forward_with_a_warning() -> None:
    expansion = made(DAILY, "2027-03-27T02:30", **count(3))
    assert [to_local_text(span.starts_local) for span in expansion.spans] == [
        "2027-03-27T02:30:00",
        "2027-03-28T03:30:00",
        "2027-03-29T02:30:00",
    ]
    assert [to_local_text(span.ends_local)[-8:] for span in expansion.spans] == [
        "03:30:00",
        "04:30:00",
        "03:30:00",
    ]
    [warning] = expansion.warnings
    assert (warning.code, warning.path) == (WarningCode.MOVED_BY_CLOCK_CHANGE, ("startsOn",))
    assert warning.message == (
        "2027-03-28T02:30:00 does not exist in Europe/Berlin, because clocks go forward there; "
        "what was due then starts at 2027-03-28T03:30:00."
    )


def test_many_moves_are_twenty_warnings_and_one_that_counts_the_rest() -> None:
    warnings = made(MONTHLY, "2027-03-28T02:30", zone="Asia/Tokyo", interval=12, **count(200)).warnings
    assert warnings == []
    warnings = made(MONTHLY, "2026-12-28T02:30", interval=3, **count(1_000)).warnings
    # 28 March is the Sunday of the change in 36 of these 250 years.
    assert len(warnings) == 21
    assert {warning.code for warning in warnings} == {WarningCode.MOVED_BY_CLOCK_CHANGE}
    assert warnings[20].message == "So do 16 more occurrences on later dates."


def test_a_whole_missing_day_leaves_one_occurrence_on_the_next() -> None:
    expansion = made(DAILY, "2011-12-28T10:00", zone="Pacific/Apia", **count(5))
    assert days(expansion) == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]
    assert [warning.code for warning in expansion.warnings] == [
        WarningCode.STARTS_IN_PAST,
        WarningCode.MOVED_BY_CLOCK_CHANGE,
    ]


def test_an_offset_chooses_the_second_of_two_first_starts_and_only_that() -> None:
    plain = made(DAILY, "2027-10-31T02:30", **count(2))
    assert [warning.code for warning in plain.warnings] == [WarningCode.AMBIGUOUS_LOCAL_TIME]
    assert [warning.path for warning in plain.warnings] == [("startsOn", "local")]
    chosen = made(DAILY, "2027-10-31T02:30+01:00", **count(2))
    assert chosen.warnings == []
    assert [to_utc_text(span.starts_at) for span in plain.spans + chosen.spans] == [
        "2027-10-31T00:30:00Z",
        "2027-11-01T01:30:00Z",
        "2027-10-31T01:30:00Z",
        "2027-11-01T01:30:00Z",
    ]


def test_a_rule_takes_the_first_of_two_times_without_a_word() -> None:
    expansion = made(DAILY, "2027-10-30T02:30", **count(2))
    assert (expansion.spans[1].starts_at, expansion.warnings) == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        [],
    )


def test_a_start_in_utc_repeats_at_its_local_time() -> None:
    utc = datetime(2027, 10, 30, 8, tzinfo=UTC)
    rule = RecurrenceRule(DAILY, starts_utc=utc, duration_minutes=60, **count(2))
    assert [span.starts_at.hour for span in expand(rule, zone="Europe/Berlin", now=NOW).spans] == [8, 9]
