"""When sessions begin and end: every spelling of date, start and duration, nights, days and zones."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core.problems import Problem, ProblemCode, Refused
from app.core.time import local_of
from app.importing.schedule_json import moved
from app.importing.schedule_json.programme import outward
from tests.importing.documents import FRAB, GONE, frab, frab_day, only_session, programme


@pytest.mark.parametrize(
    ("fields", "local"),
    [
        ({}, "2019-08-21 11:00"),
        ({"date": "2019-08-21T09:00:00Z"}, "2019-08-21 11:00"),
        ({"date": "2019-08-21T11:00:00+0200"}, "2019-08-21 11:00"),
        ({"date": "2019-08-21T11:00:00"}, "2019-08-21 11:00"),
        ({"date": "2019-08-21 11:00"}, "2019-08-21 11:00"),
        ({"date": "2019-08-21"}, "2019-08-21 11:00"),
        ({"date": GONE}, "2019-08-21 11:00"),
        ({"date": None, "start": "11:00:00"}, "2019-08-21 11:00"),
        ({"date": GONE, "start": "9:05"}, "2019-08-21 09:05"),
        ({"start": GONE}, "2019-08-21 11:00"),
        ({"date": GONE, "start": "2019-08-21T12:15:00+02:00"}, "2019-08-21 12:15"),
        ({"start": "2019-08-21T09:00:00Z"}, "2019-08-21 11:00"),
        # nights: its own date counts; without one, what the day has only after midnight
        ({"date": "2019-08-22T00:30:00+02:00", "start": "00:30"}, "2019-08-22 00:30"),
        ({"date": "2019-08-22", "start": "00:30"}, "2019-08-22 00:30"),
        ({"date": "2019-08-21", "start": "00:30"}, "2019-08-22 00:30"),
        ({"date": GONE, "start": "03:59"}, "2019-08-22 03:59"),
        ({"date": GONE, "start": "04:00"}, "2019-08-21 04:00"),
        ({"date": GONE, "start": "08:30"}, "2019-08-21 08:30"),
    ],
)
def test_a_session_begins_when_the_file_says(fields: dict[str, Any], local: str) -> None:
    session = only_session(frab(**fields))
    assert local_of(session.starts_at, "Europe/Berlin") == datetime.fromisoformat(local)
    assert session.date == date(2019, 8, 21)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("00:30", 30),
        ("0:05", 5),
        ("25:30", 1_530),
        ("1:00:30", 1_470),
        (45, 45),
        ("45", 45),
        ("300:00:00", 432_000),
    ],
)
def test_a_duration_is_read_in_every_spelling(written: Any, minutes: int) -> None:
    assert only_session(frab(duration=written)).minutes == minutes


def test_a_day_of_more_than_a_day_begins_with_its_own_date() -> None:
    text = frab_day([{"date": GONE}], day_end="2019-08-23T04:00:00+02:00")
    assert local_of(only_session(text).starts_at, "Europe/Berlin") == datetime(2019, 8, 21, 11)


def bounds(text: str) -> tuple[str, str]:
    found = programme(text)
    starts, ends = (local_of(at, found.timezone) for at in (found.starts_at, found.ends_at))
    return f"{starts:%m-%d %H:%M}", f"{ends:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ({}, ("08-21 09:00", "08-22 04:00")),
        ({"day_start": GONE}, ("08-21 11:00", "08-22 04:00")),
        ({"day_end": None}, ("08-21 09:00", "08-21 11:30")),
        ({"day_start": GONE, "day_end": GONE, "rooms": {}}, ("08-21 00:00", "08-22 00:00")),
        ({"day_start": "2019-08-21T08:53:00+02:00"}, ("08-21 08:45", "08-22 04:00")),
        ({"day_end": "2019-08-21T23:59:59+02:00"}, ("08-21 09:00", "08-22 00:00")),
    ],
)
def test_the_occurrence_lasts_from_day_start_to_day_end(day: dict[str, Any], expected: tuple[str, str]) -> None:
    assert bounds(frab_day(**day)) == expected
    assert programme(frab_day(**day)).notes == ()


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        ({"date": "2019-08-22T03:40:00+02:00", "start": "03:40"}, ("08-21 09:00", "08-22 04:15")),
        ({"date": "2019-08-21T08:20:00+02:00", "start": "08:20"}, ("08-21 08:15", "08-22 04:00")),
    ],
)
def test_a_session_outside_of_its_day_widens_the_occurrence(session: dict[str, Any], expected: tuple[str, str]) -> None:
    assert bounds(frab(**session)) == expected
    assert programme(frab(**session)).notes == (
        "Sessions outside of the days' start and end: 1. The occurrence was widened for them.",
    )


def test_two_entries_of_one_day_are_one_date() -> None:
    day = FRAB["schedule"]["conference"]["days"][0]
    before = {"date": "2019-08-20", "day_start": "2019-08-20T10:00:00", "day_end": "2019-08-20T11:00:00"}
    found = programme(frab({"days": [day, day, before]}))
    assert found.dates == (date(2019, 8, 20), date(2019, 8, 21))
    assert len(found.sessions) == 2


def test_a_file_without_a_zone_takes_the_organisations() -> None:
    found = programme(frab({"time_zone_name": GONE}), "Europe/Vienna")
    assert found.timezone == "Europe/Vienna"
    assert found.notes == ("The file names no time zone; the organisation's was taken, Europe/Vienna.",)


def test_a_wall_clock_that_exists_twice_is_the_first_with_a_note() -> None:
    text = frab(date="2019-10-27T02:30:00", start="02:30")
    assert only_session(text).starts_at == datetime(2019, 10, 27, 0, 30, tzinfo=UTC)
    assert any("exists twice" in note for note in programme(text).notes)


def test_an_offset_says_which_of_two_equal_wall_clocks_is_meant() -> None:
    text = frab(date="2019-10-27T02:30:00+01:00", start="02:30")
    assert only_session(text).starts_at == datetime(2019, 10, 27, 1, 30, tzinfo=UTC)
    assert not any("exists twice" in note for note in programme(text).notes)


def test_a_moved_programme_keeps_its_wall_clocks() -> None:
    found = moved(programme(json.dumps(FRAB)), date(2026, 12, 24))
    assert found.dates == (date(2026, 12, 24),)
    assert (found.starts_at, found.minutes) == (datetime(2026, 12, 24, 8, tzinfo=UTC), 19 * 60)
    assert found.sessions[0].starts_at == datetime(2026, 12, 24, 10, tzinfo=UTC)
    assert found.sessions[0].date == date(2026, 12, 24)


def test_a_programme_moved_over_a_change_of_clocks_keeps_its_wall_clocks_too() -> None:
    # In the night to 29 March 2026 clocks go forward from 02:00 to 03:00, and 02:30 does not exist.
    text = frab_day([{}, {"date": "2019-08-22T02:30:00+02:00", "start": "02:30"}])
    found = moved(programme(text), date(2026, 3, 28))
    assert (found.starts_at, found.ends_at) == (
        datetime(2026, 3, 28, 8, tzinfo=UTC),
        datetime(2026, 3, 29, 2, tzinfo=UTC),
    )
    assert [local_of(session.starts_at, "Europe/Berlin") for session in found.sessions] == [
        datetime(2026, 3, 28, 11),
        datetime(2026, 3, 29, 3, 30),
    ]
    assert found.notes == ("Sessions moved to a time that clocks skip, which begin later: 1.",)


def test_the_occurrence_of_a_moved_programme_still_holds_its_sessions() -> None:
    # The night loses an hour, and the last session lasts into what was the end of it.
    text = frab_day([{"date": "2019-08-22T01:30:00+02:00", "start": "01:30", "duration": "02:30"}])
    found = moved(programme(text), date(2026, 3, 28))
    assert found.sessions[0].ends_at == found.ends_at == datetime(2026, 3, 29, 3, tzinfo=UTC)


@pytest.mark.parametrize("on", ["1901-01-01", "9996-12-31"])
def test_the_first_and_the_last_day_of_a_programme(on: str) -> None:
    found = programme(frab_day([{"date": on}], date=on, day_start=GONE, day_end=GONE))
    assert (found.dates, found.sessions[0].minutes) == ((date.fromisoformat(on),), 30)


@pytest.mark.parametrize("on", ["1900-12-31", "9997-01-01"])
def test_a_programme_begins_and_ends_a_year_inside_the_calendar(on: str) -> None:
    with pytest.raises(Refused) as refused:
        programme(frab_day([{"date": on}], date=on, day_start=GONE, day_end=GONE))
    day = ("schedule", "conference", "days", "0")
    message = "A programme lies between the years 1901 and 9996."
    assert refused.value.problems[0] == Problem(ProblemCode.OUT_OF_RANGE, message, (*day, "date"))


@pytest.mark.parametrize("starts_on", [date(9998, 12, 31), date(9999, 12, 31), date(1, 1, 1), date(1900, 1, 1)])
def test_a_programme_does_not_move_out_of_the_calendar(starts_on: date) -> None:
    text = frab_day(day_start="2019-08-21T00:30:00+02:00")
    with pytest.raises(Refused) as refused:
        moved(programme(text), starts_on)
    message = "From this day on the programme would leave the years 1900 to 9998."
    assert refused.value.problems == (Problem(ProblemCode.OUT_OF_RANGE, message, ("startsOn",)),)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("10:00", "11:00", ("10:00", "11:00")),
        ("10:01", "11:01", ("10:00", "11:15")),
        ("10:14", "10:59", ("10:00", "11:00")),
    ],
)
def test_instants_move_outward_to_quarter_hours(starts: str, ends: str, expected: tuple[str, str]) -> None:
    first, last = outward(*(datetime.fromisoformat(f"2019-08-21T{clock}Z") for clock in (starts, ends)))
    assert (f"{first:%H:%M}", f"{last:%H:%M}") == expected
