"""From when to when the days of a programme last: tables of cases."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.core.datetimes import move_out_of_gap
from app.core.time import local_of
from app.importing.schedule_json.hours import hours_of, under_another_day
from app.importing.schedule_json.programme import PlannedSession
from app.importing.schedule_json.times import Day

ZONE = "Europe/Berlin"
DATES = (date(2026, 9, 4), date(2026, 9, 5))


def instant(text: str) -> datetime:
    return move_out_of_gap(datetime.fromisoformat(f"2026-09-{text}"), ZONE)[0]


def day(number: int, starts_at: str | None = None, ends_at: str | None = None) -> Day:
    return Day(date(2026, 9, number), starts_at and instant(starts_at), ends_at and instant(ends_at))  # type: ignore[arg-type]


def session(number: int, starts_at: str) -> PlannedSession:
    """Listed under a day."""
    empty: dict[str, Any] = dict.fromkeys(("description", "details", "language", "image", "track", "room"))
    return PlannedSession(
        path=(),
        name="A",
        display_name="A",
        starts_at=instant(starts_at),
        minutes=30,
        date=date(2026, 9, number),
        speakers=(),
        links=(),
        files=(),
        **empty,
    )


PLAIN = [day(4), day(5)]
UNTIL_FOUR = [day(4, "04 09:00", "05 04:00"), day(5, "05 09:00", "06 04:00")]


@pytest.mark.parametrize(
    ("days", "sessions", "expected", "elsewhere"),
    [
        (PLAIN, [], [("04 00:00", "05 00:00"), ("05 00:00", "06 00:00")], 0),
        (PLAIN, [session(4, "04 10:00"), session(5, "05 10:00")],
         [("04 00:00", "05 00:00"), ("05 00:00", "06 00:00")], 0),
        # the file says when a day is over
        (UNTIL_FOUR, [], [("04 00:00", "05 04:00"), ("05 04:00", "06 04:00")], 0),
        # a start past midnight is listed under the day before
        (PLAIN, [session(4, "05 01:30"), session(5, "05 10:00")],
         [("04 00:00", "05 01:31"), ("05 01:31", "06 00:00")], 0),
        # a day is never longer than until the first session of the next
        (UNTIL_FOUR, [session(5, "05 02:00")], [("04 00:00", "05 02:00"), ("05 02:00", "06 04:00")], 0),
        (PLAIN, [session(4, "05 11:00"), session(5, "05 10:00")],
         [("04 00:00", "05 10:00"), ("05 10:00", "06 00:00")], 1),
        # nor past the noon of the next, or far from its date
        (PLAIN, [session(4, "09 12:00")], [("04 00:00", "05 00:00"), ("05 00:00", "06 00:00")], 1),
        ([day(4, None, "09 04:00"), day(5)], [], [("04 00:00", "05 12:00"), ("05 12:00", "06 00:00")], 0),
        ([day(4), day(5, None, "09 04:00")], [], [("04 00:00", "05 00:00"), ("05 00:00", "07 00:00")], 0),
        # nor longer than 48 hours
        (PLAIN, [session(4, "03 00:00"), session(4, "05 03:00")],
         [("03 00:00", "05 00:00"), ("05 00:00", "06 00:00")], 1),
    ],
)  # fmt: skip
def test_hours(
    days: list[Day], sessions: list[PlannedSession], expected: list[tuple[str, str]], elsewhere: int
) -> None:
    found = hours_of(DATES, days, sessions, ZONE)
    assert [tuple(f"{local_of(each, ZONE):%d %H:%M}" for each in pair) for pair in found] == expected
    assert under_another_day(DATES, found, sessions) == elsewhere
    assert all(timedelta(0) < last - first <= timedelta(hours=48) for first, last in found)
