"""The rules of a time zone as VTIMEZONE (RFC 5545, section 3.6.5), for the years in which a calendar has dates.

The library can make these, too, but gives the onset of summer time by the clock after the change; the standard wants
the clock before it. Readers would be wrong by an hour for dates within an hour of the change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from app.core.time import zone_named

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# Shown with `Z` instead of a zone.
UTC_NAMES = frozenset({"Etc/UCT", "Etc/UTC", "Etc/Universal", "Etc/Zulu", "UCT", "UTC", "Universal", "Zulu"})


@dataclass(frozen=True, slots=True)
class Offset:
    """What the clocks of a zone show at some time: their offset from UTC, the name of it, and whether it is summer."""

    offset: timedelta
    name: str
    summer: bool


@dataclass(frozen=True, slots=True)
class Change:
    """The clocks change at an instant."""

    at: datetime
    before: Offset
    after: Offset


def timezone_of(zone: str, years: Iterable[int]) -> Timezone:
    """The VTIMEZONE of a zone that holds in all of these years of UTC and in the day around each."""
    component = Timezone()
    component.add("tzid", zone)
    onsets: dict[tuple[timedelta, Offset], list[datetime]] = {}
    for change in _changes_in(zone, sorted(set(years))):
        onset = (change.at + change.before.offset).replace(tzinfo=None)
        onsets.setdefault((change.before.offset, change.after), []).append(onset)
    for (before, after), [first, *more] in onsets.items():
        observance = TimezoneDaylight() if after.summer else TimezoneStandard()
        observance.add("dtstart", first)
        observance.add("tzoffsetfrom", before)
        observance.add("tzoffsetto", after.offset)
        observance.add("tzname", after.name)
        if more:
            observance.add("rdate", more)
        component.add_component(observance)
    return component


def _changes_in(zone: str, years: list[int]) -> Iterator[Change]:
    """The changes of these years. Where years before are left out, the offset at the beginning counts as one."""
    for index, year in enumerate(years):
        if index == 0 or years[index - 1] != year - 1:
            at = _beginning(year) - DAY
            start = offset_at(zone, at)
            yield Change(at, start, start)
            yield from _changes_between(zone, at, _beginning(year))
        yield from changes_of_year(zone, year)
        if index + 1 == len(years) or years[index + 1] != year + 1:
            end = _beginning(year + 1)
            yield from _changes_between(zone, end, end + DAY)


@lru_cache(maxsize=4096)
def changes_of_year(zone: str, year: int) -> tuple[Change, ...]:
    """The changes of the clocks in a year of UTC."""
    return tuple(_changes_between(zone, _beginning(year), _beginning(year + 1)))


def _changes_between(zone: str, first: datetime, end: datetime) -> Iterator[Change]:
    """The changes after `first`, up to `end`. No zone has changed its clocks twice within a day."""
    before = offset_at(zone, first)
    while first < end:
        following = first + DAY
        after = offset_at(zone, following)
        if after != before:
            yield Change(_first_with(zone, after, first, following), before, after)
        first, before = following, after


def _first_with(zone: str, wanted: Offset, early: datetime, late: datetime) -> datetime:
    """The first second at which the clocks show `wanted`: not yet at `early`, and at `late`."""
    while late - early > SECOND:
        middle = early + (late - early) // SECOND // 2 * SECOND
        early, late = (early, middle) if offset_at(zone, middle) == wanted else (middle, late)
    return late


def offset_at(zone: str, at: datetime) -> Offset:
    """What the clocks show at an instant."""
    there = at.astimezone(zone_named(zone))
    return Offset(there.utcoffset() or timedelta(), there.tzname() or zone, bool(there.dst()))


def _beginning(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)
