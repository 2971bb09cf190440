"""Changes of plan beside a changed rule, by hand: one date, another time zone, and an event that is put off."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.dates.plain_rule import DAY, Rule, SlotRule, instant, wall
from tests.dates.plain_series import Date, Place, Refusal, Series


def move_by_hand(series: Series, day: Date, local: datetime, choice: str | None) -> Refusal | None:
    """One date gets a time of its own; its rows go along, its length stays."""
    another = local.date() != wall(day.starts, series.zone).date()
    if day.seats and another and choice is None:
        return Refusal("input.bookings")
    if day.seats and another and choice == "KEEP":
        own = not _as_ruled(series, day, local)
        day.out_of_rule = True
        fresh = Date(day.original, instant(local, series.zone), day.minutes, own=own)
        for session in series.sessions:
            if session.dates is None:
                fresh.rows[session.name] = Place(series.lead(fresh, session), session.minutes)
        series.dates.append(fresh)
        return None
    _shift(series, day, local - wall(day.starts, series.zone))
    day.own = not _as_ruled(series, day, local)
    return None


def _as_ruled(series: Series, day: Date, local: datetime) -> bool:
    """Whether the rule gives the date, and gives it this start and its length."""
    ruled = not day.out_of_rule and not day.history
    return ruled and day.original == local and day.minutes == series.rule.minutes


def call_off(day: Date) -> None:
    """A person says that the date does not take place."""
    day.enabled, day.reason = False, "CALLED_OFF"


def switch_on(day: Date) -> None:
    """A person says that it does."""
    day.enabled, day.reason = True, None


def change_zone(series: Series, zone: str) -> None:
    """Every wall clock stays, and so does every length."""
    old, series.zone = series.zone, zone
    for day in series.dates:
        day.starts = instant(wall(day.starts, old), zone)
        for place in (*day.rows.values(), *day.slots):
            place.starts = instant(wall(place.starts, old), zone)


def keep_instants(series: Series, zone: str) -> None:
    """Every instant stays; the rule says what the clocks of the new zone show at its own start."""
    old, series.zone = series.zone, zone
    for day in series.dates:
        day.original = wall(instant(day.original, old), zone)
    rule = series.rule
    start = wall(instant(rule.start, old), zone)
    days = (start.date() - rule.start.date()).days
    series.rule = replace(
        rule,
        start=start,
        weekdays=tuple((weekday + days) % 7 for weekday in rule.weekdays),
        excluded=frozenset(day + days * DAY for day in rule.excluded),
        listed=tuple(wall(instant(local, old), zone) for local in rule.listed),
    )


def put_off(series: Series, shift: timedelta, now: datetime) -> None:
    """All dates that have not ended, with the rule."""
    for day in series.dates:
        if day.ends > now and not day.history:
            _move_original(series, day, shift)
            _shift(series, day, shift)
    series.rule = shifted(series.rule, shift)


def put_off_one(series: Series, day: Date, shift: timedelta) -> None:
    """One date, whose place in the rule stays."""
    day.own = True
    _shift(series, day, shift)


def put_off_from(series: Series, first: Date, shift: timedelta) -> None:
    """A date and those behind it; the rule begins there, and what is before it is history."""
    rule = series.rule
    behind = [day for day in series.dates if day.original >= first.original]
    before = [day for day in series.dates if day.original < first.original]
    for day in before:
        day.history = True
    begin = first.original
    skipped = len({day.original.date() for day in before if not day.out_of_rule} | _excluded_before(rule, begin))
    for day in behind:
        _move_original(series, day, shift)
        _shift(series, day, shift)
    series.rule = shifted(
        replace(
            rule,
            start=datetime.combine(begin.date(), rule.start.time()),
            count=None if rule.count is None else rule.count - skipped,
            excluded=frozenset(day for day in rule.excluded if day >= begin.date()),
            listed=tuple(local for local in rule.listed if local >= begin),
        ),
        shift,
    )


def shifted(rule: Rule, shift: timedelta) -> Rule:
    """The rule so much later on the wall clock."""
    start = rule.start + shift
    days = (start.date() - rule.start.date()).days
    return replace(
        rule,
        start=start,
        last=rule.last and rule.last + days * DAY,
        weekdays=tuple((weekday + days) % 7 for weekday in rule.weekdays),
        excluded=frozenset(day + days * DAY for day in rule.excluded),
        listed=tuple(local + shift for local in rule.listed),
        slots=tuple(
            SlotRule((datetime.combine(rule.start, slot.starts) + shift).time(), slot.minutes, slot.capacity)
            for slot in rule.slots
        ),
    )


def _excluded_before(rule: Rule, begin: datetime) -> set[object]:
    return {day for day in rule.excluded if rule.start.date() <= day < begin.date()}


def _move_original(series: Series, day: Date, shift: timedelta) -> None:
    # A clock that was skipped has moved forward, and stays where it is shown.
    day.original = wall(instant(day.original + shift, series.zone), series.zone)


def _shift(series: Series, day: Date, shift: timedelta) -> None:
    """The date and everything in it, on the wall clock; lengths stay."""
    before = wall(day.starts, series.zone)
    day.starts = instant(before + shift, series.zone)
    for place in (*day.rows.values(), *day.slots):
        place.starts = instant(wall(place.starts, series.zone) + shift, series.zone)
