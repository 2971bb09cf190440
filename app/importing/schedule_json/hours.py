"""The start and end of a programme's days; a night belongs to the day that it ends."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from app.core.datetimes import day_bounds
from app.importing.schedule_json.programme import PlannedSession
from app.importing.schedule_json.times import Day

MOMENT = timedelta(minutes=1)
# How far a day may reach to either side of its date, how far into the next one, and how long it may be.
NEAR = timedelta(hours=24)
MORNING = timedelta(hours=12)
LONGEST = timedelta(hours=48)


def hours_of(
    dates: Sequence[date], days: Iterable[Day], sessions: Iterable[PlannedSession], zone: str
) -> tuple[tuple[datetime, datetime], ...]:
    """Start and end of each of the dates, which are in order.

    A day lasts from midnight to midnight, and longer where the file says so or lists a start past midnight under it;
    then the next day begins where it ends, which is never behind the first session that is listed there.
    """
    written = {day.date: day.ends_at for day in days if day.ends_at is not None}
    starts: dict[date, list[datetime]] = {each: [] for each in dates}
    for session in sessions:
        starts[session.date].append(session.starts_at)
    found: list[tuple[datetime, datetime]] = []
    for index, each in enumerate(dates):
        midnight, next_midnight = day_bounds(each, zone)
        first = min([midnight, *(start for start in starts[each] if start >= midnight - NEAR)])
        if found and found[-1][1] > first:
            first = found[-1][1]
        latest = next_midnight + (MORNING if each + timedelta(days=1) in starts else NEAR)
        ends = [next_midnight, *(start + MOMENT for start in starts[each] if start < latest)]
        if each in written:
            ends.append(min(written[each], latest))
        last = max(ends)
        for later in dates[index + 1 :]:
            for start in starts[later]:
                if start >= next_midnight:
                    last = min(last, start)
        found.append((first, min(last, first + LONGEST)))
    return tuple(found)


def under_another_day(
    dates: Sequence[date], hours: Sequence[tuple[datetime, datetime]], sessions: Iterable[PlannedSession]
) -> int:
    """How many sessions start on another day than the one they are listed under."""
    several = list(zip(dates, hours, strict=True))
    return sum(
        next((day for day, (first, last) in several if first <= session.starts_at < last), None) != session.date
        for session in sessions
    )
