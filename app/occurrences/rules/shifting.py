"""A recurrence rule while the dates that it makes move by a span of the wall clock. Pure."""

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
    """How far the wall clock moves in the zone of the event, and what was met on the way.

    `exact` is an instant that was chosen where the clocks show a time twice. `missing` holds the wall clocks that the
    clocks skip with the instants taken instead; `beyond` is set where a time would leave the calendar.
    """

    by: timedelta
    zone: str
    exact: datetime | None = None
    missing: dict[datetime, datetime] = field(default_factory=dict)
    beyond: bool = False

    def instant(self, at: datetime) -> datetime:
        """Where an instant goes."""
        return self.at_wall(local_of(at, self.zone))

    def at_wall(self, local: datetime) -> datetime:
        """Where what is due at a wall clock goes."""
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
    """By how many days the dates of a rule move: several numbers where some of its timeslots cross midnight."""
    if rule.type is OccurrenceType.TIMESLOTS:
        clocks = [slot.starts_at for slot in rule.timeslots]
    else:
        assert rule.starts_utc is not None
        clocks = [local_of(rule.starts_utc, shift.zone).time()]
    day = date(2000, 1, 1)
    return {((datetime.combine(day, clock) + shift.by).date() - day).days for clock in clocks}


def inexpressible(rule: RecurrenceRule, shift: Shift, path: Path) -> list[Problem]:
    """Why a rule cannot express such a shift, as far as that shows without its dates."""
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
    """The rule that makes the shifted dates, if any rule does: its dates have to be compared.

    `moves` says of a listed start whether it is one of the dates that move. With `onward`, the start of one of its
    dates, the rule begins there, and `before` of its dates are left behind.
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
        # Of its start only the date counts.
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
    """A rule whose starts are said one by one; an exclusion goes where the starts go that it meets."""
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
