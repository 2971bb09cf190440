"""The dates of a rule, from the first to the end of the calendar. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import dropwhile
from typing import Literal

from dateutil import rrule

from app.occurrences.rules.recurrence import RecurrenceRule, frequency_of
from app.occurrences.values import MonthOrdinal, RecurrenceFrequency, Weekday

_STEPS: dict[RecurrenceFrequency, Literal[1, 2, 3]] = {
    RecurrenceFrequency.DAILY: rrule.DAILY,
    RecurrenceFrequency.WEEKLY: rrule.WEEKLY,
    RecurrenceFrequency.MONTHLY: rrule.MONTHLY,
}
_DAYS_OF_STEP = {RecurrenceFrequency.DAILY: 1, RecurrenceFrequency.WEEKLY: 7}
_WEEKDAYS = tuple(Weekday)
_OF_RRULE = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
# RFC 5545: counted from the first of the month, or with a minus from its last.
NUMBERS: dict[MonthOrdinal, int] = {
    **{ordinal: number for number, ordinal in enumerate(MonthOrdinal, 1)},
    MonthOrdinal.LAST: -1,
}


def rule_dates(rule: RecurrenceRule, first: date, onward: date) -> Iterator[date]:
    """The rule's dates from `onward`, if it starts on `first`; a month that lacks the day is skipped.

    Intervals are counted from the rule's first date, even if its start is not on one of its days. A rule without a
    frequency has none. The first dates of an old rule are skipped by arithmetic rather than one by one.
    """
    frequency = frequency_of(rule)
    if frequency is None:
        return
    if frequency is RecurrenceFrequency.MONTHLY:
        moments = _monthly(rule, first, onward)
    else:
        moments = _by_days(rule, frequency, first, onward)
    yield from dropwhile(lambda day: day < onward, (moment.date() for moment in moments))


def _by_days(rule: RecurrenceRule, frequency: RecurrenceFrequency, first: date, onward: date) -> rrule.rrule:
    listed = None
    if frequency is RecurrenceFrequency.WEEKLY:
        listed = [_WEEKDAYS.index(weekday) for weekday in rule.weekdays] or [first.weekday()]
        first += timedelta(days=min((weekday - first.weekday()) % 7 for weekday in listed))
    if onward > first:
        stride = _DAYS_OF_STEP[frequency] * rule.interval
        first += timedelta(days=(onward - first).days // stride * stride)
    start = datetime.combine(first, time())
    return rrule.rrule(_STEPS[frequency], start, interval=rule.interval, byweekday=listed, wkst=rrule.MO)


def _monthly(rule: RecurrenceRule, first: date, onward: date) -> rrule.rrule:
    if rule.month_ordinal is None:
        return _months(rule, first, onward, day=first.day)
    number = NUMBERS[rule.month_ordinal]
    place = None if rule.month_weekday is None else _OF_RRULE[_WEEKDAYS.index(rule.month_weekday)](number)
    day = number if place is None else None
    [met] = rrule.rrule(rrule.MONTHLY, datetime.combine(first, time()), count=1, bymonthday=day, byweekday=place)
    return _months(rule, met.date(), onward, day=day, place=place)


def _months(
    rule: RecurrenceRule, first: date, onward: date, *, day: int | None, place: rrule.weekday | None = None
) -> rrule.rrule:
    """The same day or position of every month at whole intervals after that of `first`."""
    months = (onward.year - first.year) * 12 + onward.month - first.month
    if months >= rule.interval:
        years, month = divmod(first.month - 1 + months // rule.interval * rule.interval, 12)
        first = date(first.year + years, month + 1, 1)
    start = datetime.combine(first, time())
    return rrule.rrule(rrule.MONTHLY, start, interval=rule.interval, bymonthday=day, byweekday=place)
