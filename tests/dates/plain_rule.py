"""Rules by hand: every day of the calendar is looked at, and a wall clock becomes an instant by the zone's own rules.

Written from the domain's page and RFC 5545, not from the code that it judges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EXPLICIT = ("DOES_NOT_REPEAT", "SCHEDULE")
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def instant(wall: datetime, zone: str) -> datetime:
    """The first reading of a wall clock; a time that the clocks skip moves forward by the gap."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(at: datetime, zone: str) -> datetime:
    """What the clocks of a zone show."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def skipped(local: datetime, zone: str) -> bool:
    """Whether the clocks of the zone never show it, because they go forward there."""
    return wall(instant(local, zone), zone) != local


@dataclass(frozen=True)
class SlotRule:
    """A slot that every date of a TIMESLOTS rule has."""

    starts: time
    minutes: int
    capacity: int | None = None


@dataclass(frozen=True)
class Rule:
    """A rule. `start` is a wall clock; `count` and `last` are how it ends, neither: never."""

    kind: str
    start: datetime
    minutes: int
    count: int | None = None
    last: date | None = None
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    position: tuple[int, int | None] | None = None
    excluded: frozenset[date] = frozenset()
    listed: tuple[datetime, ...] = ()
    slots: tuple[SlotRule, ...] = ()
    step: str = ""

    @property
    def frequency(self) -> str:
        return self.step if self.kind == "TIMESLOTS" else self.kind

    @property
    def endless(self) -> bool:
        return self.kind not in EXPLICIT and self.count is None and self.last is None


@dataclass(frozen=True)
class Span:
    """A date that a rule gives, with the slots in it."""

    starts: datetime
    ends: datetime
    slots: tuple[tuple[datetime, int, int | None], ...] = ()


def spans(rule: Rule, zone: str, now: datetime) -> list[Span]:
    """What the rule gives, in order; an endless one for the coming 24 months."""
    return [_span(rule, local, zone) for local in walls(rule, zone, now) if local.date() not in rule.excluded]


def walls(rule: Rule, zone: str, now: datetime) -> list[datetime]:
    """The wall clocks that the rule names, also those that it excludes and those that the clocks skip."""
    if rule.kind == "DOES_NOT_REPEAT":
        return [rule.start]
    if rule.kind == "SCHEDULE":
        return sorted(rule.listed)
    last = rule.last or _in_24_months(max(rule.start.date(), wall(now, zone).date()))
    found: list[datetime] = []
    for day in _days(rule):
        if (rule.count is not None and len(found) == rule.count) or (rule.count is None and day > last):
            break
        found.append(datetime.combine(day, rule.start.time()))
    return found


def _days(rule: Rule) -> Iterator[date]:
    day = first = rule.start.date()
    weekdays = rule.weekdays or (first.weekday(),)
    while rule.frequency == "WEEKLY" and first.weekday() not in weekdays:
        first += DAY
    while True:
        weeks = (day - timedelta(days=day.weekday()) - (first - timedelta(days=first.weekday()))).days // 7
        months = (day.year - first.year) * 12 + day.month - first.month
        fits = {
            "DAILY": (day - first).days % rule.interval == 0,
            "WEEKLY": day >= first and day.weekday() in weekdays and weeks % rule.interval == 0,
            "MONTHLY": months % rule.interval == 0 and _in_month(rule, day, first),
        }
        if fits[rule.frequency]:
            yield day
        day += DAY


def _in_month(rule: Rule, day: date, first: date) -> bool:
    if rule.position is None:
        return day.day == first.day
    ordinal, weekday = rule.position
    if ordinal == -1:
        within = 7 if weekday is not None else 1
        return weekday in (None, day.weekday()) and (day + within * DAY).month != day.month
    return day.weekday() == weekday and (day.day - 1) // 7 + 1 == ordinal


def _span(rule: Rule, local: datetime, zone: str) -> Span:
    if rule.kind != "TIMESLOTS":
        starts = instant(local, zone)
        return Span(starts, starts + rule.minutes * MINUTE)
    slots = tuple(
        sorted(
            (instant(datetime.combine(local, slot.starts), zone), slot.minutes, slot.capacity) for slot in rule.slots
        )
    )
    return Span(slots[0][0], max(starts + minutes * MINUTE for starts, minutes, _ in slots), slots)


def _in_24_months(day: date) -> date:
    while True:
        try:
            return day.replace(year=day.year + 2)
        except ValueError:
            day -= DAY
