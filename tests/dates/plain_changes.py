"""The plain model of other changes: of one date, of the time zone, and a reschedule."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.dates.plain_rule import DAY, EXPLICIT, Rule, SlotRule, instant, skipped, wall, walls
from tests.dates.plain_series import Date, HttpError, Place, Series


def move_by_hand(series: Series, day: Date, local: datetime, choice: str | None) -> HttpError | None:
    """Set the time of one date; its rows move along, its length stays."""
    another = local.date() != wall(day.starts, series.zone).date()
    if skipped(local, series.zone):
        return HttpError("input.startsOn.local", "NONEXISTENT_LOCAL_TIME")
    if any(each.starts == instant(local, series.zone) for each in series.dates if each is not day):
        return HttpError("input.startsOn", "NOT_UNIQUE")
    if day.seats and another and choice is None:
        return HttpError("input.bookings")
    if day.seats and another and choice == "KEEP":
        own = not _as_ruled(series, day, local)
        fresh = Date(day.original, instant(local, series.zone), day.minutes, own=own)
        # In the place of a date outside the rule comes another one outside it.
        fresh.out_of_rule, day.out_of_rule = day.out_of_rule, True
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
    """Call the date off."""
    day.enabled, day.reason = False, "CALLED_OFF"


def switch_on(day: Date) -> None:
    """Restore the date."""
    day.enabled, day.reason = True, None


def change_zone(series: Series, zone: str) -> None:
    """Every wall clock stays, and so does every length."""
    old, series.zone = series.zone, zone
    for day in series.dates:
        day.starts = instant(wall(day.starts, old), zone)
        for place in (*day.rows.values(), *day.slots):
            place.starts = instant(wall(place.starts, old), zone)


def keep_instants(series: Series, zone: str) -> HttpError | None:
    """Every instant stays; the rule says what the clocks of the new zone show at its own start."""
    old, rule = series.zone, series.rule
    start = wall(instant(rule.start, old), zone)
    days = (start.date() - rule.start.date()).days
    if not _on_other_days(rule, days):
        return HttpError("input.keepInstants", "INVALID")
    series.zone = zone
    for day in series.dates:
        day.original = wall(instant(day.original, old), zone)
    series.rule = replace(
        rule,
        start=start,
        last=rule.last and rule.last + days * DAY,
        weekdays=tuple((weekday + days) % 7 for weekday in rule.weekdays),
        excluded=frozenset(day + days * DAY for day in rule.excluded),
        listed=tuple(wall(instant(local, old), zone) for local in rule.listed),
    )
    return None


def _on_other_days(rule: Rule, days: int) -> bool:
    """Whether a rule of this form gives all dates so many days later, however many there are.

    Every month has the same days up to the 28th; the days of one week are still in one week unless some of them, and
    not all, have passed its Sunday, which is no matter to a rule that leaves no week out.
    """
    if rule.frequency == "MONTHLY" and days:
        return max(rule.start.day, rule.start.day + days) <= 28 and rule.start.day + days >= 1
    if rule.frequency == "WEEKLY" and rule.interval > 1:
        return len({0 <= weekday + days < 7 for weekday in rule.weekdays}) < 2
    return True


def put_off(series: Series, shift: timedelta, now: datetime) -> HttpError | None:
    """All dates that have not ended, with the rule, unless it would not give them any more."""
    later = _later(series.rule, shift, series.zone, now)
    if later is None:
        return HttpError("input.byDays", "INVALID")
    for day in series.dates:
        if day.ends > now and not day.history:
            _move_original(series, day, shift)
            _shift(series, day, shift)
    series.rule = later
    return None


def put_off_one(series: Series, day: Date, shift: timedelta) -> None:
    """One date, whose place in the rule stays."""
    day.own = True
    _shift(series, day, shift)


def put_off_from(series: Series, first: Date, shift: timedelta, now: datetime) -> HttpError | None:
    """A date and those behind it; the rule begins there, and what is before it is history."""
    rule, begin = series.rule, first.original
    if begin.date() not in {local.date() for local in walls(rule, series.zone, now)}:
        # An instant that was kept may be on another day than the rule gives since.
        return HttpError("input.occurrenceUuid", "INVALID")
    left = sum(local.date() < begin.date() for local in walls(rule, series.zone, now))
    again = replace(
        rule,
        start=datetime.combine(begin.date(), rule.start.time()),
        count=None if rule.count is None else rule.count - left,
        excluded=frozenset(day for day in rule.excluded if day >= begin.date()),
        listed=tuple(local for local in rule.listed if local >= begin),
    )
    later = _later(again, shift, series.zone, now)
    if later is None:
        return HttpError("input.byDays", "INVALID")
    for day in series.dates:
        if day.original < begin:
            day.history = True
        else:
            _move_original(series, day, shift)
            _shift(series, day, shift)
    series.rule = later
    return None


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


def _later(rule: Rule, shift: timedelta, zone: str, now: datetime) -> Rule | None:
    """The rule that begins so much later, if it gives each of its dates so much later, and no other.

    Days of the week that come to lie in another week are lost where the rule leaves weeks out, a position in the month
    stays where it is, and a clock that is skipped where the rule begins is lost: its dates have the clock of its start.
    """
    later = shifted(rule, shift)
    if rule.kind not in (*EXPLICIT, "TIMESLOTS"):
        later = replace(later, start=wall(instant(later.start, zone), zone))
    wanted, given = (
        [instant(local + by, zone) for local in walls(each, zone, now) if local.date() not in each.excluded]
        for each, by in ((rule, shift), (later, timedelta()))
    )
    if rule.endless and wanted and given:
        # How far ahead dates are made depends on the start, which moves.
        both = min(wanted[-1], given[-1])
        wanted, given = ([at for at in each if at <= both] for each in (wanted, given))
    return later if wanted == given else None


def _move_original(series: Series, day: Date, shift: timedelta) -> None:
    # A clock that was skipped has moved forward, and stays where it is shown.
    day.original = wall(instant(day.original + shift, series.zone), series.zone)


def _shift(series: Series, day: Date, shift: timedelta) -> None:
    """The date and everything in it, on the wall clock; lengths stay."""
    before = wall(day.starts, series.zone)
    day.starts = instant(before + shift, series.zone)
    for place in (*day.rows.values(), *day.slots):
        place.starts = instant(wall(place.starts, series.zone) + shift, series.zone)
