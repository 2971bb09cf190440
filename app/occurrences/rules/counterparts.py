"""Match the dates of a shifted rule with those before, to prove that the rule can express the shift. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.core.datetimes import move_out_of_gap
from app.core.time import local_of
from app.occurrences.rules.recurrence import RecurrenceRule, Span, frequency_of
from app.occurrences.rules.shifting import Shift, days_of
from app.occurrences.values import OccurrenceEndsType, OccurrenceType

# By the start of the date before.
Counterparts = dict[datetime, Span]


def counterparts(
    rule: RecurrenceRule,
    shift: Shift,
    old: Sequence[Span],
    new: Sequence[Span],
    *,
    moves: Callable[[datetime], bool],
    onward: datetime | None = None,
) -> Counterparts | None:
    """The new span of each date that moves; None if the shifted rule does not produce exactly the shifted dates.

    `rule` is the one before. If it has no end, only the dates in both ranges are compared.
    """
    left = [span for span in old if onward is None or span.starts_at >= onward]
    if frequency_of(rule) is None:
        return _listed(shift, left, new, moves)
    (days,) = days_of(rule, shift)
    by_old = {span.starts_local.date(): span for span in left}
    by_new = {_earlier(span.starts_local.date(), days): span for span in new}
    if not by_old or not by_new:
        return {} if not by_old and not by_new else None
    if rule.ends_type is OccurrenceEndsType.NEVER:
        # Both ranges depend on now, which is not shifted.
        last, first = min(max(by_old), max(by_new)), max(min(by_old), min(by_new))
        if onward is not None:
            first = min(by_old)
        by_old, by_new = _between(by_old, first, last), _between(by_new, first, last)
    if by_old.keys() != by_new.keys():
        return None
    if rule.type is not OccurrenceType.TIMESLOTS and not _same_clock(rule, shift, by_new):
        return None
    return {by_old[day].starts_at: span for day, span in by_new.items()}


def slots_on(rule: RecurrenceRule, day: date, zone: str) -> list[tuple[datetime, int]]:
    """Start and minutes of each timeslot of the rule on a date, in the order of the rule."""
    return [
        (move_out_of_gap(datetime.combine(day, slot.starts_at), zone)[0], slot.duration_minutes)
        for slot in rule.timeslots
    ]


def _listed(
    shift: Shift, old: Sequence[Span], new: Sequence[Span], moves: Callable[[datetime], bool]
) -> Counterparts | None:
    gone = {span.starts_at: shift.instant(span.starts_at) if moves(span.starts_at) else span.starts_at for span in old}
    by_start = {span.starts_at: span for span in new}
    if sorted(gone.values()) != sorted(by_start):
        return None
    return {at: by_start[to] for at, to in gone.items() if moves(at)}


def _between(spans: Mapping[date, Span], first: date, last: date) -> dict[date, Span]:
    return {day: span for day, span in spans.items() if first <= day <= last}


def _same_clock(rule: RecurrenceRule, shift: Shift, new: Mapping[date, Span]) -> bool:
    """Whether every date starts at the shifted local time of the rule, or just after a gap that skips it."""
    assert rule.starts_utc is not None
    clock = local_of(rule.starts_utc, shift.zone).time()
    return all(
        local_of(shift.at_wall(datetime.combine(day, clock)), shift.zone) == span.starts_local
        for day, span in new.items()
    )


def _earlier(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return day
