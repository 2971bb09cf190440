"""A session's times as a date and two local times, alone and beside other fields: tables of cases."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from app.core.time import local_of, to_utc_text
from app.sessions.rules import Span, Times
from app.sessions.rules.times import PlannedTimes, plan_times
from tests.staging import utc

NOW = utc("2026-06-01 09:00")
BERLIN = "Europe/Berlin"
STORED = Times(Span(utc("2026-09-01 08:00"), utc("2026-09-01 09:30")), BERLIN, True)
NIGHT = Times(Span(utc("2026-09-01 20:00"), utc("2026-09-01 23:00")), BERLIN, True)
# The second 02:30 of the night in which clocks go back, to the second 02:45.
SECOND = Times(Span(utc("2026-10-25 01:30"), utc("2026-10-25 01:45")), BERLIN, True)
ABROAD = Times(STORED.span, "Asia/Tokyo", False)

DAY: dict[str, Any] = {"date": date(2026, 9, 1)}
TEN: dict[str, Any] = {"start_time": time(10)}
NOON: dict[str, Any] = {"end_time": time(12)}
ON: dict[str, Any] = {"starts_on": {"local": datetime(2026, 9, 1, 10)}}
UNTIL: dict[str, Any] = {"ends_on": {"local": datetime(2026, 9, 1, 12)}}


def plan(patch: Any, stored: Times | None = None) -> PlannedTimes:
    return plan_times(patch, BERLIN, stored, after=NOW).strictly()


def start_and_minutes(patch: Any, stored: Times | None = None) -> tuple[str, int]:
    """The start, and how many minutes there are to the end."""
    planned = plan(patch, stored)
    assert (planned.problems, planned.warnings) == ([], [])
    assert planned.times is not None
    span = planned.times.span
    return to_utc_text(span.starts_at), (span.ends_at - span.starts_at) // timedelta(minutes=1)


def refused(patch: Any, stored: Times | None = None) -> list[tuple[str, str]]:
    planned = plan(patch, stored)
    assert planned.times is None
    return [(problem.code.value, ".".join(problem.path)) for problem in planned.problems]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (DAY | TEN | NOON, ("2026-09-01T08:00:00Z", 120)),
        (DAY | TEN | UNTIL, ("2026-09-01T08:00:00Z", 120)),
        (DAY | TEN | {"duration_minutes": 45}, ("2026-09-01T08:00:00Z", 45)),
        (ON | NOON, ("2026-09-01T08:00:00Z", 120)),
        # null is as if it had not been sent
        (DAY | TEN | NOON | {"starts_on": None, "ends_on": None, "duration_minutes": None},
         ("2026-09-01T08:00:00Z", 120)),
        (ON | UNTIL | {"date": None, "start_time": None, "end_time": None}, ("2026-09-01T08:00:00Z", 120)),
        # all spellings at once, that say the same
        (ON | UNTIL | DAY | TEN | NOON | {"duration_minutes": 120}, ("2026-09-01T08:00:00Z", 120)),
        # beside another spelling, an end after midnight is given as well
        (ON | {"ends_on": {"local": datetime(2026, 9, 2, 1)}, "end_time": time(1)}, ("2026-09-01T08:00:00Z", 900)),
        # on the clocks of its zone
        (DAY | TEN | NOON | {"use_event_timezone": False, "timezone": "Asia/Tokyo"}, ("2026-09-01T01:00:00Z", 120)),
        # three hours on the wall are two when clocks go forward
        ({"date": date(2027, 3, 28), "start_time": time(1), "end_time": time(4)}, ("2027-03-28T00:00:00Z", 120)),
    ],
)  # fmt: skip
def test_a_new_session_with_local_times(patch: Any, expected: tuple[str, int]) -> None:
    assert start_and_minutes(patch) == expected


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (DAY | NOON, [("REQUIRED", "startTime")]),
        (TEN | NOON, [("REQUIRED", "date")]),
        (TEN | {"date": None, "duration_minutes": 5}, [("REQUIRED", "date")]),
        (DAY | TEN, [("REQUIRED", "durationMinutes")]),
        (DAY | TEN | {"end_time": None}, [("REQUIRED", "endTime")]),
        (NOON, [("REQUIRED", "startsOn")]),
        (DAY | TEN | {"end_time": time(10)}, [("OUT_OF_RANGE", "endTime")]),
        (DAY | TEN | {"end_time": time(1)}, [("OUT_OF_RANGE", "endTime")]),
        (DAY | TEN | {"end_time": time(10, 0, 30)}, [("INVALID", "endTime")]),
        # what disagrees is named
        (ON | {"date": date(2026, 9, 2), "duration_minutes": 5}, [("TIMES_DISAGREE", "date")]),
        (ON | {"start_time": time(10, 0, 1), "duration_minutes": 5}, [("TIMES_DISAGREE", "startTime")]),
        (ON | {"date": date(2026, 9, 2), "start_time": time(8), "duration_minutes": 5},
         [("TIMES_DISAGREE", "date"), ("TIMES_DISAGREE", "startTime")]),
        (ON | UNTIL | {"end_time": time(12, 1)}, [("TIMES_DISAGREE", "endTime")]),
        (ON | NOON | {"duration_minutes": 119}, [("TIMES_DISAGREE", "endTime")]),
        (DAY | TEN | NOON | {"duration_minutes": 119}, [("TIMES_DISAGREE", "endTime")]),
        # and everything else that a time can be refused for
        ({"date": date(2027, 3, 28), "start_time": time(2, 30), "duration_minutes": 5},
         [("NONEXISTENT_LOCAL_TIME", "startTime")]),
        ({"date": date(2027, 3, 28), "start_time": time(1), "end_time": time(2, 30)},
         [("NONEXISTENT_LOCAL_TIME", "endTime")]),
        ({"date": date(2026, 5, 1), "start_time": time(1), "end_time": time(2)}, [("NOT_IN_FUTURE", "startTime")]),
        ({"date": date.max, "start_time": time(1), "end_time": time(2)}, [("OUT_OF_RANGE", "startTime")]),
        ({"date": date.min, "start_time": time(0), "duration_minutes": 5}, [("OUT_OF_RANGE", "startTime")]),
    ],
)  # fmt: skip
def test_invalid_local_times_of_a_new_session(patch: Any, expected: list[tuple[str, str]]) -> None:
    assert refused(patch) == expected


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        # what is not sent stays on the wall
        (STORED, TEN, ("2026-09-01T08:00:00Z", 90)),
        (STORED, {"start_time": time(9)}, ("2026-09-01T07:00:00Z", 150)),
        (STORED, {"end_time": time(13)}, ("2026-09-01T08:00:00Z", 180)),
        (STORED, {"date": date(2026, 9, 3)}, ("2026-09-03T08:00:00Z", 90)),
        (STORED, {"date": date(2026, 9, 3), "start_time": time(11)}, ("2026-09-03T09:00:00Z", 30)),
        (STORED, {"date": date(2026, 9, 3)} | TEN | NOON, ("2026-09-03T08:00:00Z", 120)),
        # over the change of clocks too
        (STORED, {"date": date(2026, 12, 1)}, ("2026-12-01T09:00:00Z", 90)),
        # a night stays a night
        (NIGHT, {"date": date(2026, 9, 3)}, ("2026-09-03T20:00:00Z", 180)),
        (NIGHT, {"start_time": time(23)}, ("2026-09-01T21:00:00Z", 120)),
        # another spelling of the end, or of the start
        (STORED, {"start_time": time(9), "duration_minutes": 20}, ("2026-09-01T07:00:00Z", 20)),
        (STORED, {"starts_on": {"local": datetime(2026, 9, 2, 10)}} | NOON, ("2026-09-02T08:00:00Z", 120)),
        (STORED, {"starts_on": {"local": datetime(2026, 9, 2, 10)}, "date": date(2026, 9, 2)},
         ("2026-09-02T08:00:00Z", 90)),
        # the second of two stays the second when it is said again
        (SECOND, {"date": date(2026, 10, 25)}, ("2026-10-25T01:30:00Z", 15)),
        (SECOND, {"start_time": time(2, 30), "end_time": time(2, 45)}, ("2026-10-25T01:30:00Z", 15)),
        # in the zone that it has, or gets
        (ABROAD, {"start_time": time(16)}, ("2026-09-01T07:00:00Z", 150)),
        (ABROAD, {"start_time": time(16), "use_event_timezone": True}, ("2026-09-01T14:00:00Z", 150)),
    ],
)  # fmt: skip
def test_a_changed_session_with_local_times(stored: Times, patch: Any, expected: tuple[str, int]) -> None:
    assert start_and_minutes(patch, stored) == expected


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        (STORED, {"start_time": time(12)}, [("OUT_OF_RANGE", "startTime")]),
        (STORED, {"end_time": time(9)}, [("OUT_OF_RANGE", "endTime")]),
        (STORED, {"date": None}, [("REQUIRED", "date")]),
        (STORED, {"start_time": None}, [("REQUIRED", "startTime")]),
        (STORED, TEN | {"date": None}, [("REQUIRED", "date")]),
        (STORED, {"end_time": None}, [("REQUIRED", "endTime")]),
        (STORED, {"date": date(2026, 5, 1)}, [("NOT_IN_FUTURE", "date")]),
        (STORED, {"date": date(2027, 3, 28), "start_time": time(2, 30)}, [("NONEXISTENT_LOCAL_TIME", "startTime")]),
        (STORED, {"duration_minutes": 60, "end_time": time(11, 30)}, [("TIMES_DISAGREE", "endTime")]),
    ],
)
def test_invalid_changes_of_local_times(stored: Times, patch: Any, expected: list[tuple[str, str]]) -> None:
    assert refused(patch, stored) == expected


def test_of_an_ambiguous_local_time_the_first_is_used() -> None:
    planned = plan({"date": date(2026, 10, 25), "start_time": time(2, 30), "end_time": time(4)})
    assert planned.times is not None
    assert to_utc_text(planned.times.span.starts_at) == "2026-10-25T00:30:00Z"
    assert [(warning.code.value, warning.path) for warning in planned.warnings] == [
        ("AMBIGUOUS_LOCAL_TIME", ("startTime",))
    ]
    assert local_of(planned.times.span.ends_at, BERLIN) == datetime(2026, 10, 25, 4)
