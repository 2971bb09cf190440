"""The offset of a session from the start of a date, in local time, which applies to every date. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.core.datetimes import locate, move_out_of_gap
from app.core.time import local_of


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date of the event."""

    uuid: UUID
    starts_at: datetime
    ends_at: datetime
    enabled: bool = True


def offset_in(starts_at: datetime, date_starts_at: datetime, zone: str) -> int:
    """Seconds from the start of a date to a start in it, in local time of the event's zone."""
    return int((local_of(starts_at, zone) - local_of(date_starts_at, zone)).total_seconds())


def start_in(date_starts_at: datetime, offset_seconds: int, zone: str) -> tuple[datetime, bool]:
    """The start at that offset in another date; True if the clocks skip that time, so that it moved forward.

    A local time that exists twice means the first that is not before the date.
    """
    wall = local_of(date_starts_at, zone) + timedelta(seconds=offset_seconds)
    first, was_missing = move_out_of_gap(wall, zone)
    if offset_seconds >= 0 and first < date_starts_at and not was_missing:
        return locate(wall, zone).instants[-1], False
    return first, was_missing


def holding(dates: Iterable[DateSpan], starts_at: datetime, ends_at: datetime) -> DateSpan | None:
    """The latest date that can hold start and end, or None."""
    able = [each for each in dates if each.starts_at <= starts_at and ends_at <= each.ends_at]
    return max(able, key=lambda each: (each.starts_at, str(each.uuid)), default=None)
