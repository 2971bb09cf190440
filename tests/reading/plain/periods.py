"""Days by the clock, by hand."""

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def zone_named(name: str) -> ZoneInfo:
    return ZoneInfo(_zones()[name.lower()])


def bounds(now: datetime, period: dict[str, str]) -> tuple[str, str]:
    """From midnight to midnight, by walking from the current day to those that are asked for."""
    zone = zone_named(period["timezone"])
    day, days = now.astimezone(zone).date(), 1
    if period["period"] == "TOMORROW":
        day += timedelta(days=1)
    elif period["period"] == "WEEKEND":
        days = 2
        while day.weekday() < 5:
            day += timedelta(days=1)
        if day.weekday() == 6:
            day -= timedelta(days=1)
    first, behind = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=days)))
    return first.isoformat(), behind.isoformat()
