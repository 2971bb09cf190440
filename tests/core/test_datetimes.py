"""Local times that do not exist, exist once or exist twice, at real clock changes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.core.datetimes import LocalStatus, day_bounds, locate, move_out_of_gap, resolve
from app.core.problems import Path, ProblemCode, WarningCode
from app.core.time import from_local_text, from_utc_text, to_local_text, to_utc_text

MISSING = [
    ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00", "2026-03-29T03:30:00"),
    ("Europe/London", "2026-03-29T01:30:00", "2026-03-29T00:30:00", "2026-03-29T02:30:00"),
    ("America/New_York", "2026-03-08T02:30:00", "2026-03-08T01:30:00", "2026-03-08T03:30:00"),
    # A shift of half an hour.
    ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-04T01:45:00", "2026-10-04T02:45:00"),
    # Days that begin at one o'clock.
    ("Africa/Cairo", "2026-04-24T00:30:00", "2026-04-23T23:30:00", "2026-04-24T01:30:00"),
    ("Asia/Beirut", "2026-03-29T00:30:00", "2026-03-28T23:30:00", "2026-03-29T01:30:00"),
    ("America/Santiago", "2026-09-06T00:30:00", "2026-09-05T23:30:00", "2026-09-06T01:30:00"),
    ("America/Sao_Paulo", "2018-11-04T00:30:00", "2018-11-03T23:30:00", "2018-11-04T01:30:00"),
    ("America/Nuuk", "2026-03-28T23:30:00", "2026-03-28T22:30:00", "2026-03-29T00:30:00"),
    ("Pacific/Chatham", "2026-09-27T03:00:00", "2026-09-27T02:00:00", "2026-09-27T04:00:00"),
    # Two hours.
    ("Antarctica/Troll", "2026-03-29T02:30:00", "2026-03-29T00:30:00", "2026-03-29T04:30:00"),
    # After Ramadan.
    ("Africa/Casablanca", "2026-03-22T02:30:00", "2026-03-22T01:30:00", "2026-03-22T03:30:00"),
    # A whole day: the island crossed the date line.
    ("Pacific/Apia", "2011-12-30T00:00:00", "2011-12-29T00:00:00", "2011-12-31T00:00:00"),
    ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-29T12:00:00", "2011-12-31T12:00:00"),
    ("Pacific/Apia", "2011-12-30T23:59:59", "2011-12-29T23:59:59", "2011-12-31T23:59:59"),
    # The first second that is missing and the last.
    ("Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00", "2026-03-29T03:00:00"),
    ("Europe/Berlin", "2026-03-29T02:59:59", "2026-03-29T01:59:59", "2026-03-29T03:59:59"),
]

TWICE = [
    ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    ("Europe/London", "2026-10-25T01:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    # Dublin's winter time is the saving, and negative.
    ("Europe/Dublin", "2026-10-25T01:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"),
    ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
    # The evening before.
    ("Africa/Cairo", "2026-10-29T23:30:00", "2026-10-29T20:30:00Z", "2026-10-29T21:30:00Z"),
    ("America/Nuuk", "2026-10-24T23:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    ("Africa/Casablanca", "2026-02-15T02:30:00", "2026-02-15T01:30:00Z", "2026-02-15T02:30:00Z"),
    ("Europe/Berlin", "2026-10-25T02:00:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z"),
]

ONCE = [
    ("Asia/Kathmandu", "2026-03-29T02:30:00", "2026-03-28T20:45:00Z"),
    # No summer time since 2022.
    ("Asia/Tehran", "2026-03-22T00:30:00", "2026-03-21T21:00:00Z"),
    ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
    ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T01:59:59", "2026-10-24T23:59:59Z"),
    ("Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
    ("Pacific/Apia", "2011-12-29T23:59:59", "2011-12-30T09:59:59Z"),
    ("Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00Z"),
    ("Europe/Berlin", "2028-02-29T10:00:00", "2028-02-29T09:00:00Z"),
]


def resolved(zone: str, local: str | None = None, utc: str | None = None, offset: float | None = None) -> str:
    """The instant as text, then code and path of each problem and warning."""
    wall = None if local is None else from_local_text(local)
    if wall is not None and offset is not None:
        wall = wall.replace(tzinfo=timezone(timedelta(hours=offset)))
    result = resolve(utc=None if utc is None else from_utc_text(utc), local=wall, zone=zone)
    assert (result.instant is None) == bool(result.problems)
    notes: list[tuple[str, Path]] = [(problem.code, problem.path) for problem in result.problems]
    notes += [(warning.code, warning.path) for warning in result.warnings]
    words = [f"{code} {'.'.join(path)}".strip() for code, path in notes]
    if result.instant is not None:
        words.insert(0, to_utc_text(result.instant))
    return ", ".join(words)


@pytest.mark.parametrize(("zone", "local", "before", "after"), MISSING)
def test_a_time_that_does_not_exist_names_its_neighbours(zone: str, local: str, before: str, after: str) -> None:
    found = locate(from_local_text(local), zone)
    assert (found.status, found.instants) == (LocalStatus.NONEXISTENT, ())
    assert found.neighbours == (from_local_text(before), from_local_text(after))

    result = resolve(utc=None, local=from_local_text(local), zone=zone)
    assert (result.instant, result.warnings) == (None, [])
    [problem] = result.problems
    assert (problem.code, problem.path) == (ProblemCode.NONEXISTENT_LOCAL_TIME, ("local",))
    assert problem.message == (
        f"{local} does not exist in {zone}, because clocks go forward there. "
        f"The nearest times are {before} and {after}."
    )


@pytest.mark.parametrize(("zone", "local", "before", "after"), MISSING)
def test_a_missing_time_of_a_rule_moves_forward_by_the_gap(zone: str, local: str, before: str, after: str) -> None:
    instant, moved = move_out_of_gap(from_local_text(local), zone)
    assert moved
    assert locate(from_local_text(after), zone).instants == (instant,)


@pytest.mark.parametrize(("zone", "local", "first", "second"), TWICE)
def test_a_time_that_exists_twice_is_the_first_with_a_warning(zone: str, local: str, first: str, second: str) -> None:
    found = locate(from_local_text(local), zone)
    assert (found.status, found.neighbours) == (LocalStatus.AMBIGUOUS, None)
    assert found.instants == (from_utc_text(first), from_utc_text(second))
    assert move_out_of_gap(from_local_text(local), zone) == (from_utc_text(first), False)

    result = resolve(utc=None, local=from_local_text(local), zone=zone)
    assert (result.instant, result.problems) == (from_utc_text(first), [])
    [warning] = result.warnings
    assert (warning.code, warning.path) == (WarningCode.AMBIGUOUS_LOCAL_TIME, ("local",))
    assert warning.message == (
        f"{local} exists twice in {zone}, because clocks go back there. "
        f"The first was taken, {first}; send utc or an offset for the second, {second}."
    )


@pytest.mark.parametrize(("zone", "local", "first", "second"), TWICE)
def test_utc_or_an_offset_chooses_between_two_times(zone: str, local: str, first: str, second: str) -> None:
    for chosen in (first, second):
        assert resolved(zone, local, utc=chosen) == chosen
        offset = (from_local_text(local) - from_utc_text(chosen).replace(tzinfo=None)) / timedelta(hours=1)
        assert resolved(zone, local, offset=offset) == chosen
        assert resolved(zone, local, utc=chosen, offset=offset) == chosen


@pytest.mark.parametrize(("zone", "local", "instant"), ONCE)
def test_a_time_that_exists_once_has_no_warning(zone: str, local: str, instant: str) -> None:
    found = locate(from_local_text(local), zone)
    assert (found.status, found.instants) == (LocalStatus.UNIQUE, (from_utc_text(instant),))
    assert move_out_of_gap(from_local_text(local), zone) == (from_utc_text(instant), False)
    assert resolved(zone, local) == instant
    assert resolved(zone, local, utc=instant) == instant
    assert resolved(zone, utc=instant) == instant


def test_the_fold_of_a_local_time_is_ignored() -> None:
    local = datetime(2026, 10, 25, 2, 30, fold=1)
    assert locate(local, "Europe/Berlin") == locate(local.replace(fold=0), "Europe/Berlin")
    assert resolve(utc=None, local=local, zone="Europe/Berlin").instant == from_utc_text("2026-10-25T00:30:00Z")


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({}, "REQUIRED"),
        ({"local": "2026-06-01T10:00:00", "utc": "2026-06-01T10:00:00Z"}, "TIMES_DISAGREE local"),
        ({"local": "2026-06-01T10:00:00", "utc": "2026-06-01T08:00:01Z"}, "TIMES_DISAGREE local"),
        ({"local": "2026-06-01T10:00:00", "offset": 2}, "2026-06-01T08:00:00Z"),
        ({"local": "2026-06-01T10:00:00", "offset": 1}, "TIMES_DISAGREE local"),
        ({"local": "2026-06-01T10:00:00", "offset": 0}, "TIMES_DISAGREE local"),
        ({"local": "2026-10-25T02:30:00", "offset": 3}, "TIMES_DISAGREE local"),
        ({"local": "2026-10-25T02:30:00", "utc": "2026-10-25T02:30:00Z"}, "TIMES_DISAGREE local"),
        (
            {"local": "2026-10-25T02:30:00", "utc": "2026-10-25T00:30:00Z", "offset": 1},
            "TIMES_DISAGREE local",
        ),
        # No offset makes a missing time exist.
        ({"local": "2026-03-29T02:30:00", "offset": 1}, "NONEXISTENT_LOCAL_TIME local"),
        ({"local": "2026-03-29T02:30:00", "utc": "2026-03-29T01:30:00Z"}, "NONEXISTENT_LOCAL_TIME local"),
        ({"utc": "1899-12-31T23:59:59Z"}, "OUT_OF_RANGE utc"),
        ({"utc": "1900-01-01T00:00:00Z"}, "1900-01-01T00:00:00Z"),
        ({"utc": "9998-12-31T23:59:59Z"}, "9998-12-31T23:59:59Z"),
        ({"utc": "9999-01-01T00:00:00Z"}, "OUT_OF_RANGE utc"),
        ({"utc": "9999-12-31T23:59:59Z", "local": "9999-12-31T23:59:59"}, "OUT_OF_RANGE utc"),
        ({"local": "0001-01-01T00:00:00"}, "OUT_OF_RANGE local"),
        ({"local": "0001-01-01T00:00:00", "offset": 14}, "OUT_OF_RANGE local"),
        ({"local": "9999-12-31T23:59:59"}, "OUT_OF_RANGE local"),
        ({"local": "9999-12-31T23:59:59", "offset": -12}, "OUT_OF_RANGE local"),
    ],
)
def test_utc_and_local_in_berlin(given: dict[str, object], answer: str) -> None:
    assert resolved("Europe/Berlin", **given) == answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("utc", "offset", "message"),
    [
        (
            "2026-06-01T10:00:00Z",
            None,
            "2026-06-01T10:00:00 in Europe/Berlin is 2026-06-01T08:00:00Z, but utc disagrees.",
        ),
        (
            None,
            5.5,
            "2026-06-01T10:00:00 in Europe/Berlin is 2026-06-01T08:00:00Z, but its offset disagrees.",
        ),
    ],
)
def test_the_message_says_which_value_disagrees(utc: str | None, offset: float | None, message: str) -> None:
    zone = None if offset is None else timezone(timedelta(hours=offset))
    instant = None if utc is None else from_utc_text(utc)
    result = resolve(utc=instant, local=datetime(2026, 6, 1, 10, tzinfo=zone), zone="Europe/Berlin")
    assert [problem.message for problem in result.problems] == [message]


def test_utc_in_another_offset_is_the_same_instant_in_whole_seconds() -> None:
    utc = datetime(2035, 1, 24, 0, 0, 0, 999_999, timezone(timedelta(hours=11)))
    result = resolve(utc=utc, local=None, zone="UTC")
    assert result.instant == datetime(2035, 1, 23, 13, tzinfo=UTC)
    assert result.instant.tzinfo is UTC


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 2), ("2026-06-01", 3), ("2026-10-25", 4)])
def test_a_night_from_one_to_four_in_berlin_is_as_long_as_its_clocks_make_it(day: str, hours: int) -> None:
    start, end = (
        resolve(utc=None, local=from_local_text(f"{day}T0{hour}:00:00"), zone="Europe/Berlin").instant
        for hour in (1, 4)
    )
    assert start is not None
    assert end is not None
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("Europe/Berlin", date(2026, 6, 1), "2026-05-31T22:00:00Z", 24),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00Z", 23),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00:00Z", 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30:00Z", 23.5),
        # It begins at one o'clock.
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00Z", 23),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, day: date, begins: str, hours: float) -> None:
    first, end = day_bounds(day, zone)
    assert (to_utc_text(first), end - first) == (begins, timedelta(hours=hours))


def test_paths_of_problems_and_warnings_can_be_prefixed() -> None:
    missing = resolve(utc=None, local=datetime(2026, 3, 29, 2, 30), zone="Europe/Berlin").under(("startsOn",))
    assert [problem.path for problem in missing.problems] == [("startsOn", "local")]
    twice = resolve(utc=None, local=datetime(2026, 10, 25, 2, 30), zone="Europe/Berlin").under(("startsOn",))
    assert [warning.path for warning in twice.warnings] == [("startsOn", "local")]
    assert twice.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_neighbours_are_naive_local_times() -> None:
    neighbours = locate(datetime(2026, 3, 29, 2, 30), "Europe/Berlin").neighbours
    assert neighbours is not None
    assert [to_local_text(local) for local in neighbours] == ["2026-03-29T01:30:00", "2026-03-29T03:30:00"]
