"""Days that the clock decides: today, tomorrow, this weekend."""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import strawberry

from app.core.datetimes import day_bounds
from app.core.named_types import TimeZone
from app.core.problems import BadInput
from app.core.time import find_zone, local_of, to_utc_text
from app.events.lists.conditions import long_before
from app.graph.reading.mapping import Bound
from app.graph.reading.parameters import plain

SATURDAY = 5


@strawberry.enum(description="Calendar days, counted from the current one.")
class Period(Enum):
    TODAY = strawberry.enum_value("TODAY", description="The current day.")
    TOMORROW = strawberry.enum_value("TOMORROW", description="The day after it.")
    WEEKEND = strawberry.enum_value(
        "WEEKEND", description="Saturday and Sunday of the current week, which ends with its Sunday."
    )


@strawberry.input(description="Calendar days in the viewer's time zone, by the clock of the server.")
class PeriodInput:
    period: Period = strawberry.field(description="Which days.")
    timezone: TimeZone = strawberry.field(description="The time zone in which days begin and end.")


def takes_place(occurrence: str, value: Bound) -> str:
    """The date takes place on these days, at least in part."""
    early, first, behind = (value.computed_now(bound, "text") for bound in (_early, _first, _behind))
    return f"{occurrence}.ends_at > {first} AND {occurrence}.starts_at > {early} AND {occurrence}.starts_at < {behind}"


def spans(event: str, value: Bound) -> str:
    """The event takes place on these days, or before and after them: what holds of a date holds of its event."""
    first, behind = (value.computed_now(bound, "text") for bound in (_first, _behind))
    return f"{event}.ends_at > {first} AND {event}.starts_at < {behind}"


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and the last day."""
    if period == "WEEKEND":
        saturday = today + timedelta(days=SATURDAY - today.weekday())
        return saturday, saturday + timedelta(days=1)
    day = today + timedelta(days=1) if period == "TOMORROW" else today
    return day, day


def _bounds(during: Any, now: datetime) -> tuple[datetime, datetime]:
    zone = find_zone(during["timezone"])
    if zone is None:
        raise BadInput("`during.timezone` is not the name of a zone of the IANA database.")
    first, last = days_of(plain(during["period"]), local_of(now, zone).date())
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def _first(during: Any, now: datetime) -> str:
    return to_utc_text(_bounds(during, now)[0])


def _behind(during: Any, now: datetime) -> str:
    return to_utc_text(_bounds(during, now)[1])


def _early(during: Any, now: datetime) -> str:
    return long_before(_bounds(during, now)[0])
