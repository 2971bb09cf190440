"""Start, end and zone from a patch and stored times: tables of cases, most about clock changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.time import local_of, to_utc_text
from app.sessions.rules import Span, Times
from app.sessions.rules.times import PlannedTimes, plan_times
from tests.staging import utc

BERLIN = "Europe/Berlin"
NOW = utc("2026-06-01 09:00")
START = {"starts_on": {"local": datetime(2026, 9, 1, 10)}}
STORED = Times(Span(utc("2026-09-01 08:00"), utc("2026-09-01 09:30")), BERLIN, True)
ABROAD = Times(Span(utc("2026-09-01 08:00"), utc("2026-09-01 09:30")), "Asia/Tokyo", False)


def at(text: str) -> dict[str, datetime]:
    """A typed wall clock."""
    return {"local": datetime.fromisoformat(text)}


def plan(patch: Any, stored: Times | None = None, after: datetime | None = NOW) -> PlannedTimes:
    return plan_times(patch, BERLIN, stored, after=after).strictly()


def summary(planned: PlannedTimes) -> tuple[str, str, int]:
    """Start in UTC, the zone, and the length in minutes."""
    assert planned.times is not None, planned.problems
    span = planned.times.span
    minutes = (span.ends_at - span.starts_at) // timedelta(minutes=1)
    return to_utc_text(span.starts_at), planned.times.timezone, minutes


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (START | {"duration_minutes": 45}, ("2026-09-01T08:00:00Z", BERLIN, 45)),
        (START | {"ends_on": at("2026-09-01 11:30")}, ("2026-09-01T08:00:00Z", BERLIN, 90)),
        (START | {"ends_on": {"utc": utc("2026-09-01 08:20")}}, ("2026-09-01T08:00:00Z", BERLIN, 20)),
        (START | {"ends_on": at("2026-09-01 10:30"), "duration_minutes": 30},
         ("2026-09-01T08:00:00Z", BERLIN, 30)),
        (START | {"ends_on": None, "duration_minutes": 1}, ("2026-09-01T08:00:00Z", BERLIN, 1)),
        (START | {"ends_on": at("2026-09-01 10:30"), "duration_minutes": None},
         ("2026-09-01T08:00:00Z", BERLIN, 30)),
        (START | {"duration_minutes": 527_040}, ("2026-09-01T08:00:00Z", BERLIN, 527_040)),
        ({"starts_on": {"utc": utc("2026-09-01 08:00")}, "duration_minutes": 5},
         ("2026-09-01T08:00:00Z", BERLIN, 5)),
        # across the shift, by the clocks on the wall
        ({"starts_on": at("2027-03-28 01:00"), "ends_on": at("2027-03-28 04:00")},
         ("2027-03-28T00:00:00Z", BERLIN, 120)),
        ({"starts_on": at("2026-10-25 01:00"), "ends_on": at("2026-10-25 04:00")},
         ("2026-10-24T23:00:00Z", BERLIN, 240)),
        # across the shift, by the minutes that pass
        ({"starts_on": at("2027-03-28 01:00"), "duration_minutes": 120},
         ("2027-03-28T00:00:00Z", BERLIN, 120)),
        # the zone
        (START | {"duration_minutes": 5, "timezone": None}, ("2026-09-01T08:00:00Z", BERLIN, 5)),
        (START | {"duration_minutes": 5, "timezone": "europe/berlin"}, ("2026-09-01T08:00:00Z", BERLIN, 5)),
        (START | {"duration_minutes": 5, "use_event_timezone": None}, ("2026-09-01T08:00:00Z", BERLIN, 5)),
        (START | {"duration_minutes": 5, "use_event_timezone": False, "timezone": "asia/tokyo"},
         ("2026-09-01T01:00:00Z", "Asia/Tokyo", 5)),
    ],
)  # fmt: skip
def test_a_new_session_has_a_start_an_end_and_a_zone(patch: Any, expected: tuple[str, str, int]) -> None:
    planned = plan(patch)
    assert summary(planned) == expected
    assert (planned.problems, planned.warnings) == ([], [])


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"duration_minutes": 5}, [("REQUIRED", "startsOn")]),
        ({"starts_on": None, "duration_minutes": 5}, [("REQUIRED", "startsOn")]),
        ({"starts_on": {}, "duration_minutes": 5}, [("REQUIRED", "startsOn")]),
        (START, [("REQUIRED", "durationMinutes")]),
        ({}, [("REQUIRED", "startsOn"), ("REQUIRED", "durationMinutes")]),
        (START | {"duration_minutes": None}, [("REQUIRED", "durationMinutes")]),
        (START | {"ends_on": None}, [("REQUIRED", "endsOn")]),
        (START | {"duration_minutes": 0}, [("OUT_OF_RANGE", "durationMinutes")]),
        (START | {"duration_minutes": 527_041}, [("OUT_OF_RANGE", "durationMinutes")]),
        (START | {"duration_minutes": 10**12}, [("OUT_OF_RANGE", "durationMinutes")]),
        (START | {"ends_on": at("2026-09-01 10:00")}, [("OUT_OF_RANGE", "endsOn")]),
        (START | {"ends_on": at("2026-09-01 09:00")}, [("OUT_OF_RANGE", "endsOn")]),
        (START | {"ends_on": at("2028-09-01 10:00")}, [("OUT_OF_RANGE", "endsOn")]),
        (START | {"ends_on": at("2026-09-01 10:20:30")}, [("INVALID", "endsOn")]),
        (START | {"ends_on": at("2026-09-01 11:00"), "duration_minutes": 45}, [("TIMES_DISAGREE", "endsOn")]),
        # by the clocks three hours, by time two
        ({"starts_on": at("2027-03-28 01:00"), "ends_on": at("2027-03-28 04:00"), "duration_minutes": 180},
         [("TIMES_DISAGREE", "endsOn")]),
        ({"starts_on": {"utc": utc("2026-09-01 10:00"), "local": datetime(2026, 9, 1, 10)},
         "duration_minutes": 5},
         [("TIMES_DISAGREE", "startsOn.local")]),
        ({"starts_on": at("2027-03-28 02:30"), "duration_minutes": 5},
         [("NONEXISTENT_LOCAL_TIME", "startsOn.local")]),
        ({"starts_on": at("2027-03-28 01:30"), "ends_on": at("2027-03-28 02:30")},
         [("NONEXISTENT_LOCAL_TIME", "endsOn.local")]),
        ({"starts_on": {"utc": utc("9998-12-31 23:00")}, "duration_minutes": 60},
         [("OUT_OF_RANGE", "durationMinutes")]),
        ({"starts_on": {"utc": utc("9998-12-31 23:59")}, "duration_minutes": 527_040},
         [("OUT_OF_RANGE", "durationMinutes")]),
        # the future begins after now
        ({"starts_on": {"utc": NOW}, "duration_minutes": 5}, [("NOT_IN_FUTURE", "startsOn")]),
        ({"starts_on": at("2020-09-01 10:00"), "duration_minutes": 0},
         [("OUT_OF_RANGE", "durationMinutes"), ("NOT_IN_FUTURE", "startsOn")]),
        # the zone
        (START | {"duration_minutes": 5, "use_event_timezone": False}, [("REQUIRED", "timezone")]),
        (START | {"duration_minutes": 5, "use_event_timezone": False, "timezone": None},
         [("REQUIRED", "timezone")]),
        (START | {"duration_minutes": 5, "use_event_timezone": False, "timezone": "Mars/Base"},
         [("UNKNOWN_TIMEZONE", "timezone")]),
        (START | {"duration_minutes": 5, "timezone": "Mars/Base"}, [("UNKNOWN_TIMEZONE", "timezone")]),
        (START | {"duration_minutes": 0, "timezone": "Asia/Tokyo"},
         [("INVALID", "timezone"), ("OUT_OF_RANGE", "durationMinutes")]),
    ],
)  # fmt: skip
def test_invalid_times_of_a_new_session_are_refused(patch: Any, expected: list[tuple[str, str]]) -> None:
    planned = plan(patch)
    assert [(problem.code.value, ".".join(problem.path)) for problem in planned.problems] == expected
    assert planned.times is None


@pytest.mark.parametrize("minutes", [0, 1])
def test_the_start_must_be_later_than_now(minutes: int) -> None:
    patch = {"starts_on": {"utc": NOW + timedelta(minutes=minutes)}, "duration_minutes": 5}
    assert bool(plan(patch).problems) is (minutes == 0)


def test_past_sessions_are_allowed_on_request() -> None:
    patch = {"starts_on": at("2019-08-21 11:00"), "duration_minutes": 30}
    assert summary(plan(patch, after=None)) == ("2019-08-21T09:00:00Z", BERLIN, 30)


def test_of_an_ambiguous_start_or_end_the_first_is_used_with_warnings() -> None:
    planned = plan({"starts_on": at("2026-10-25 02:15"), "ends_on": at("2026-10-25 02:30")})
    assert summary(planned) == ("2026-10-25T00:15:00Z", BERLIN, 15)
    assert [(warning.code.value, warning.path) for warning in planned.warnings] == [
        ("AMBIGUOUS_LOCAL_TIME", ("startsOn", "local")),
        ("AMBIGUOUS_LOCAL_TIME", ("endsOn", "local")),
    ]


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        # a moved start keeps the length
        (STORED, {"starts_on": at("2026-09-02 10:00")}, ("2026-09-02T08:00:00Z", BERLIN, 90)),
        (STORED, {"starts_on": at("2026-09-02 10:00"), "duration_minutes": 30},
         ("2026-09-02T08:00:00Z", BERLIN, 30)),
        (STORED, {"starts_on": at("2026-09-02 10:00"), "ends_on": at("2026-09-02 10:15")},
         ("2026-09-02T08:00:00Z", BERLIN, 15)),
        # the length that passes, not the one on the wall: over the shift the clock shows an hour less
        (STORED, {"starts_on": at("2026-10-25 01:30")}, ("2026-10-24T23:30:00Z", BERLIN, 90)),
        (STORED, {"duration_minutes": 15}, ("2026-09-01T08:00:00Z", BERLIN, 15)),
        (STORED, {"ends_on": at("2026-09-01 12:00")}, ("2026-09-01T08:00:00Z", BERLIN, 120)),
        (STORED, {"duration_minutes": 15, "ends_on": None}, ("2026-09-01T08:00:00Z", BERLIN, 15)),
        # another zone keeps the clock on the wall
        (STORED, {"use_event_timezone": False, "timezone": "Asia/Tokyo"},
         ("2026-09-01T01:00:00Z", "Asia/Tokyo", 90)),
        (ABROAD, {"use_event_timezone": True}, ("2026-09-01T15:00:00Z", BERLIN, 90)),
        (ABROAD, {"use_event_timezone": None}, ("2026-09-01T15:00:00Z", BERLIN, 90)),
        (ABROAD, {"timezone": "Asia/Kathmandu"}, ("2026-09-01T11:15:00Z", "Asia/Kathmandu", 90)),
        (ABROAD, {"use_event_timezone": False}, ("2026-09-01T08:00:00Z", "Asia/Tokyo", 90)),
        (ABROAD, {"starts_on": at("2026-09-01 10:00")}, ("2026-09-01T01:00:00Z", "Asia/Tokyo", 90)),
        (STORED,
         {"use_event_timezone": False, "timezone": "Asia/Tokyo",
          "starts_on": {"utc": utc("2026-09-01 08:00")}},
         ("2026-09-01T08:00:00Z", "Asia/Tokyo", 90)),
    ],
)  # fmt: skip
def test_a_change_of_times_keeps_fields_that_were_not_sent(
    stored: Times, patch: Any, expected: tuple[str, str, int]
) -> None:
    planned = plan(patch, stored)
    assert summary(planned) == expected
    assert planned.times is not None
    assert planned.times.use_event_timezone is (expected[1] == BERLIN)


@pytest.mark.parametrize(
    ("stored", "patch", "expected"),
    [
        (STORED, {"starts_on": None}, [("REQUIRED", "startsOn")]),
        (STORED, {"duration_minutes": None}, [("REQUIRED", "durationMinutes")]),
        (STORED, {"ends_on": None}, [("REQUIRED", "endsOn")]),
        (STORED, {"ends_on": at("2026-09-01 10:00")}, [("OUT_OF_RANGE", "endsOn")]),
        (STORED, {"starts_on": at("2026-05-01 10:00")}, [("NOT_IN_FUTURE", "startsOn")]),
        (STORED, {"starts_on": {"utc": utc("9998-12-31 23:00")}}, [("OUT_OF_RANGE", "startsOn")]),
        (STORED, {"use_event_timezone": False}, [("REQUIRED", "timezone")]),
        (STORED, {"timezone": "Asia/Tokyo"}, [("INVALID", "timezone")]),
        (ABROAD, {"timezone": None}, [("REQUIRED", "timezone")]),
    ],
)  # fmt: skip
def test_invalid_changes_of_times_are_refused(stored: Times, patch: Any, expected: list[tuple[str, str]]) -> None:
    planned = plan(patch, stored)
    assert [(problem.code.value, ".".join(problem.path)) for problem in planned.problems] == expected


def test_a_past_session_may_change_all_but_its_start() -> None:
    later = utc("2027-01-01 00:00")
    assert summary(plan({"duration_minutes": 15}, STORED, later)) == ("2026-09-01T08:00:00Z", BERLIN, 15)
    same = {"starts_on": at("2026-09-01 10:00"), "duration_minutes": 20}
    assert summary(plan(same, STORED, later)) == ("2026-09-01T08:00:00Z", BERLIN, 20)


def test_a_local_time_that_the_new_zone_skips_is_refused_at_the_zone() -> None:
    night = Times(Span(utc("2027-03-27 17:30"), utc("2027-03-27 18:30")), "Asia/Tokyo", False)
    assert local_of(night.span.starts_at, "Asia/Tokyo") == datetime(2027, 3, 28, 2, 30)
    by_event = plan({"use_event_timezone": True}, night).problems
    by_zone = plan({"timezone": "Europe/Paris"}, night).problems
    assert [(problem.code.value, problem.path) for problem in by_event + by_zone] == [
        ("NONEXISTENT_LOCAL_TIME", ("useEventTimezone",)),
        ("NONEXISTENT_LOCAL_TIME", ("timezone",)),
    ]


def test_a_change_of_zone_that_moves_the_start_into_the_past_is_refused_at_the_zone() -> None:
    moved = plan({"use_event_timezone": False, "timezone": "Asia/Tokyo"}, STORED, utc("2026-09-01 02:00"))
    assert [(problem.code.value, problem.path) for problem in moved.problems] == [("NOT_IN_FUTURE", ("timezone",))]
