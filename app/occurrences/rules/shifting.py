"""Shift a recurrence rule by a span of local time. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from app.core.datetimes import move_out_of_gap
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import in_range, local_of
from app.occurrences.rules.recurrence import RecurrenceRule, ScheduledStart, frequency_of
from app.occurrences.values import OccurrenceType, Weekday

_WEEK = tuple(Weekday)

D = TypeVar("D", date, datetime)


@dataclass
class Shift:
    """A shift of local time in the event's zone, which collects skipped times and overflows.

    `exact`: the instant chosen for a local time that exists twice. `missing`: local times that the clocks skip, with
    the instants taken instead. `beyond` is set if a time would leave the calendar.
    """

    by: timedelta
    zone: str
    exact: datetime | None = None
    missing: dict[datetime, datetime] = field(default_factory=dict)
    beyond: bool = False

    def instant(self, at: datetime) -> datetime:
        """The shifted instant."""
        return self.at_wall(local_of(at, self.zone))

    def at_wall(self, local: datetime) -> datetime:
        """The shifted instant of a local time."""
        try:
            wall = local + self.by
            moved, was_missing = move_out_of_gap(wall, self.zone)
            if self.exact is not None and local_of(self.exact, self.zone) == wall:
                return self.exact
        except OverflowError:
            moved, was_missing, wall = datetime.max, False, local
        if moved.tzinfo is None or not in_range(moved):
            self.beyond = True
            return move_out_of_gap(local, self.zone)[0]
        if was_missing:
            self.missing[wall] = moved
        return moved


def days_of(rule: RecurrenceRule, shift: Shift) -> set[int]:
    """By how many days the dates of a rule move: several numbers if only some timeslots cross midnight."""
    if rule.type is OccurrenceType.TIMESLOTS:
        clocks = [slot.starts_at for slot in rule.timeslots]
    else:
        assert rule.starts_utc is not None
        clocks = [local_of(rule.starts_utc, shift.zone).time()]
    day = date(2000, 1, 1)
    return {((datetime.combine(day, clock) + shift.by).date() - day).days for clock in clocks}


def inexpressible(rule: RecurrenceRule, shift: Shift, path: Path) -> list[Problem]:
    """Why a rule cannot express the shift, without looking at its dates."""
    if frequency_of(rule) is None:
        return []
    days = days_of(rule, shift)
    if len(days) > 1:
        sentence = "Some of the timeslots would cross midnight and others not: the rule cannot express that."
        return [Problem(ProblemCode.INVALID, sentence, path)]
    if days != {0} and rule.month_ordinal is not None:
        sentence = "The rule names a position in the month, which a move to another day does not keep."
        return [Problem(ProblemCode.INVALID, sentence, path)]
    return []


def shifted_rule(
    rule: RecurrenceRule,
    shift: Shift,
    *,
    moves: Callable[[datetime], bool],
    onward: datetime | None = None,
    before: int = 0,
) -> RecurrenceRule:
    """The shifted rule, whose dates must then be compared (see `counterparts`).

    `moves`: whether the date of a listed start moves. With `onward`, the start of one of its dates, the rule begins
    there, without the `before` dates before it.
    """
    if frequency_of(rule) is None:
        return _shifted_list(rule, shift, moves, onward)
    (days,) = days_of(rule, shift)
    assert rule.starts_utc is not None
    first = local_of(rule.starts_utc, shift.zone)
    starts, since = rule.starts_utc, date.min
    if onward is not None and (since := local_of(onward, shift.zone).date()) != first.date():
        first = datetime.combine(since, first.time())
        starts = move_out_of_gap(first, shift.zone)[0]
    if rule.type is OccurrenceType.TIMESLOTS:
        # Only the date of its start is used.
        starts = move_out_of_gap(_later(first, days), shift.zone)[0]
    else:
        starts = shift.instant(starts)
    count = rule.ends_after
    return replace(
        rule,
        starts_utc=starts,
        ends_on=None if rule.ends_on is None else _later(rule.ends_on, days),
        ends_after=count - before if count is not None and onward is not None else count,
        weekdays=tuple(_WEEK[(_WEEK.index(day) + days) % len(_WEEK)] for day in rule.weekdays),
        exclusions=tuple(_later(day, days) for day in rule.exclusions if day >= since),
        timeslots=tuple(
            replace(slot, starts_at=(datetime.combine(date(2000, 1, 2), slot.starts_at) + shift.by).time())
            for slot in rule.timeslots
        ),
    )


def _shifted_list(
    rule: RecurrenceRule, shift: Shift, moves: Callable[[datetime], bool], onward: datetime | None
) -> RecurrenceRule:
    """Shift a rule with listed starts; an exclusion moves with the starts on its date."""
    listed = [item.utc for item in rule.schedule if item.utc is not None]
    if rule.starts_utc is not None and rule.type is OccurrenceType.DOES_NOT_REPEAT:
        listed = [rule.starts_utc]
    left = [at for at in listed if onward is None or at >= onward]
    gone = {at: shift.instant(at) if moves(at) else at for at in left}
    excluded = frozenset(rule.exclusions)
    met = {local_of(at, shift.zone).date() for at in listed} & excluded
    whole = shift.by // timedelta(days=1) if shift.by >= timedelta() else -(-shift.by // timedelta(days=1))
    exclusions = {local_of(new, shift.zone).date() for at, new in gone.items() if _day(at, shift) in excluded}
    if onward is None:
        exclusions |= {_later(day, whole) for day in excluded - met}
    if rule.type is OccurrenceType.DOES_NOT_REPEAT:
        return replace(rule, starts_utc=gone.get(listed[0], listed[0]), exclusions=tuple(sorted(exclusions)))
    schedule = tuple(ScheduledStart(utc=at) for at in gone.values())
    return replace(rule, schedule=schedule, exclusions=tuple(sorted(exclusions)))


def _day(at: datetime, shift: Shift) -> date:
    return local_of(at, shift.zone).date()


def _later(day: D, days: int) -> D:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
