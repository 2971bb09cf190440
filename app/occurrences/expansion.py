"""Expand a recurrence rule to dated occurrences: dates, instants of local times, clock changes, limits.

Pure. Nothing here iterates further than the limits of a rule allow.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import islice, takewhile

from app.core.datetimes import Resolved, move_out_of_gap, resolve
from app.core.problems import Problem, ProblemCode, Warning, WarningCode
from app.core.time import LATEST, local_of, to_local_text, to_utc_text
from app.occurrences.rules import (
    MAX_OCCURRENCES,
    RecurrenceRule,
    Slot,
    Span,
    TimeslotTemplate,
    check,
    frequency_of,
    problems_with_timeslots,
    timeslots_ahead,
)
from app.occurrences.rules.changing import measured
from app.occurrences.rules.dates import rule_dates
from app.occurrences.rules.remarks import idle_exclusions, skipped_months
from app.occurrences.values import OccurrenceEndsType, OccurrenceType

ROLLING_MONTHS = 24
MAX_MOVED_WARNINGS = 20

# A local time that the clocks skip, and the instant taken instead.
Moved = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The occurrences of a rule; none if there is a problem.

    `starts` is the instant of the rule's own start. `since` is set if a NEVER rule has more past dates than fit: the
    spans begin there, and earlier stored occurrences do not change (see `pairing`). `minutes` is the rule's duration,
    sent or computed from its end.
    """

    starts: datetime | None
    spans: tuple[Span, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    since: datetime | None = None
    minutes: int | None = None


class _Unfit(Exception):
    """The rule is valid, but its occurrences are not. Carries the problem to `expand`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def expand(rule: RecurrenceRule, *, zone: str, now: datetime, bounded: bool = True) -> Expansion:
    """Expand a rule in the zone of its event; paths start at the input `occurrence`.

    Dates and times of day are local, so that an event at 10:00 stays at 10:00 when the clocks change; a duration is
    elapsed time. Only the date of a TIMESLOTS start is used. `zone` is a name that `find_zone` knows.
    `bounded`: limit the timeslots; False for stored rules.
    """
    own, scheduled = _own_start(rule, zone), _scheduled_starts(rule, zone)
    end = _own_end(rule, zone)
    rule, disagreeing = measured(rule, own.instant, end.instant)
    problems = [*disagreeing, *check(rule), *(problem for each in (own, end, *scheduled) for problem in each.problems)]
    warnings = [warning for each in (own, end, *scheduled) for warning in each.warnings]
    if problems:
        return Expansion(own.instant, (), problems, warnings)
    listed = sorted(start.instant for start in scheduled or [own] if start.instant is not None)
    starts = own.instant or listed[0]
    first = local_of(starts, zone).date()
    moved: list[Moved] = []
    dates = _Dates([])
    try:
        if frequency_of(rule) is None:
            left = [at for at in listed if local_of(at, zone).date() not in rule.exclusions]
            dates = _Dates([], known=[local_of(at, zone).date() for at in listed])
            spans = [_span(rule, at, rule.duration_minutes or 0, zone) for at in left]
        else:
            dates = _dates_left(rule, first, zone, now)
            made = _spans_on(rule, dates.left, starts, zone, moved)
            spans = [span for span in made if dates.since is None or span.starts_at >= dates.since]
    except _Unfit as unfit:
        return Expansion(starts, (), [unfit.problem], warnings)
    if not spans:
        none_left = Problem(ProblemCode.INVALID, "The exclusions leave no occurrence.", ("exclusions",))
        return Expansion(starts, (), [none_left], warnings)
    if bounded and (too_many := problems_with_timeslots(timeslots_ahead(spans, now))):
        return Expansion(starts, (), too_many, warnings)
    warnings += [*_past_warnings(rule, spans, now), *_moved_warnings(rule, moved, zone)]
    warnings += skipped_months(rule, first, local_of(dates.since, zone).date() if dates.since else first, dates.last)
    warnings += idle_exclusions(rule, first, dates.known)
    return Expansion(starts, tuple(spans), [], warnings, dates.since, rule.duration_minutes)


def _own_start(rule: RecurrenceRule, zone: str) -> Resolved:
    if rule.type is OccurrenceType.SCHEDULE and (rule.starts_utc, rule.starts_local) == (None, None):
        return Resolved(None)
    return resolve(utc=rule.starts_utc, local=rule.starts_local, zone=zone).under(("startsOn",))


def _own_end(rule: RecurrenceRule, zone: str) -> Resolved:
    if (rule.until_utc, rule.until_local) == (None, None):
        return Resolved(None)
    return resolve(utc=rule.until_utc, local=rule.until_local, zone=zone).under(("endsOn",))


def _scheduled_starts(rule: RecurrenceRule, zone: str) -> list[Resolved]:
    """The resolved starts of a schedule; a repeated start is a problem of the later one."""
    found: list[Resolved] = []
    seen: set[datetime] = set()
    listed = rule.schedule[:MAX_OCCURRENCES] if rule.type is OccurrenceType.SCHEDULE else ()
    for index, start in enumerate(listed):
        path = ("schedule", str(index))
        resolved = resolve(utc=start.utc, local=start.local, zone=zone).under(path)
        if resolved.instant in seen:
            message = "The schedule has the same start already."
            resolved.problems.append(Problem(ProblemCode.NOT_UNIQUE, message, path))
        elif resolved.instant is not None:
            seen.add(resolved.instant)
        found.append(resolved)
    return found


# --- dates


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates of a rule without its exclusions.

    `since` is where they begin if history was left out, `last` the day behind which none was looked for, `known` all
    before exclusions, where these are counted or listed.
    """

    left: list[date]
    last: date = date.min
    since: datetime | None = None
    known: list[date] | None = None


def _dates_left(rule: RecurrenceRule, first: date, zone: str, now: datetime) -> _Dates:
    excluded = frozenset(rule.exclusions)
    if rule.ends_type is OccurrenceEndsType.AFTER_COUNT:
        # Excluded dates count: an exclusion does not add a date at the end (RFC 5545).
        dates = list(islice(rule_dates(rule, first, first), rule.ends_after))
        if len(dates) < (rule.ends_after or 0) or dates[-1] > LATEST.date():
            raise _past_the_calendar(rule)
        return _Dates([day for day in dates if day not in excluded], dates[-1], None, dates)

    today = local_of(now, zone).date()
    last = rule.ends_on or _months_after(max(first, today), ROLLING_MONTHS)
    if next(rule_dates(rule, first, first)) > last:
        message = f"The rule ends on {last}, before its first occurrence."
        raise _Unfit(Problem(ProblemCode.OUT_OF_RANGE, message, ("ends", "on")))

    def until_last(onward: date) -> Iterator[date]:
        upcoming = takewhile(lambda day: day <= last, rule_dates(rule, first, onward))
        return (day for day in upcoming if day not in excluded)

    since: datetime | None = None
    # One more than allowed, to detect too many.
    dates = list(islice(until_last(first), MAX_OCCURRENCES + 1))
    if len(dates) > MAX_OCCURRENCES:
        if rule.ends_on is not None:
            message = f"An event has at most {MAX_OCCURRENCES:,} occurrences."
            raise _Unfit(Problem(ProblemCode.TOO_MANY, message, ("ends", "on")))
        # Includes the day before: a clock change can move its last hours into today.
        dates = list(until_last(today - timedelta(days=1)))
        since, _ = move_out_of_gap(datetime.combine(today, time()), zone)
    if dates and dates[-1] > LATEST.date():
        raise _past_the_calendar(rule)
    return _Dates(dates, last, since)


def _months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month, or of the calendar."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- occurrences


def _span(rule: RecurrenceRule, starts: datetime, minutes: int, zone: str) -> Span:
    length = timedelta(minutes=minutes)
    if starts > LATEST - length:
        raise _past_the_calendar(rule)
    ends = starts + length
    return Span(starts, ends, local_of(starts, zone), local_of(ends, zone))


def _slot(rule: RecurrenceRule, starts: datetime, template: TimeslotTemplate, zone: str) -> Slot:
    span = _span(rule, starts, template.duration_minutes, zone)
    return Slot(span.starts_at, span.ends_at, span.starts_local, span.ends_local, template.capacity)


def _slotted_span(rule: RecurrenceRule, day: date, zone: str, moved: list[Moved]) -> Span:
    """The occurrence of a date with timeslots, from the first start to the last end."""
    slots = []
    moves = []
    for template in rule.timeslots:
        local = datetime.combine(day, template.starts_at)
        starts, was_missing = move_out_of_gap(local, zone)
        slots.append(_slot(rule, starts, template, zone))
        if was_missing:
            moves.append((local, starts))
    # One warning for the occurrence, whatever number of its slots moved.
    moved += sorted(moves)[:1]
    slots.sort(key=lambda slot: slot.starts_at)
    last = max(slots, key=lambda slot: slot.ends_at)
    return Span(slots[0].starts_at, last.ends_at, slots[0].starts_local, last.ends_local, tuple(slots))


def _spans_on(
    rule: RecurrenceRule, dates: list[date], starts: datetime, zone: str, moved: list[Moved]
) -> Iterator[Span]:
    """One occurrence for each date; adds local times that the clocks skip to `moved`."""
    first = local_of(starts, zone)
    before: datetime | None = None
    for day in dates:
        local = datetime.combine(day, first.time())
        if rule.type is OccurrenceType.TIMESLOTS:
            span = _slotted_span(rule, day, zone, moved)
        elif local == first:
            # The resolved start: UTC or an offset may have chosen the second of two instants.
            span = _span(rule, starts, rule.duration_minutes or 0, zone)
        else:
            at, was_missing = move_out_of_gap(local, zone)
            span = _span(rule, at, rule.duration_minutes or 0, zone)
            if was_missing:
                moved.append((local, at))
        # If the clocks skip a whole day, its occurrence would fall on that of the next day.
        if span.starts_at != before:
            yield span
        before = span.starts_at


# --- warnings


def _past_the_calendar(rule: RecurrenceRule) -> _Unfit:
    path = {
        OccurrenceEndsType.NEVER: ("ends", "type"),
        OccurrenceEndsType.ON_DATE: ("ends", "on"),
        OccurrenceEndsType.AFTER_COUNT: ("ends", "count"),
        None: ("durationMinutes",),
    }[rule.ends_type]
    message = f"The occurrences go on past {to_utc_text(LATEST)}, the last possible time."
    return _Unfit(Problem(ProblemCode.OUT_OF_RANGE, message, path))


def _past_warnings(rule: RecurrenceRule, spans: list[Span], now: datetime) -> Iterator[Warning]:
    past = sum(span.starts_at < now for span in spans)
    if past:
        message = f"{past:,} of {len(spans):,} occurrences start in the past."
        path = ("schedule",) if rule.type is OccurrenceType.SCHEDULE else ("startsOn",)
        yield Warning(WarningCode.STARTS_IN_PAST, message, path)


def _moved_warnings(rule: RecurrenceRule, moved: list[Moved], zone: str) -> Iterator[Warning]:
    path = ("timeslots",) if rule.type is OccurrenceType.TIMESLOTS else ("startsOn",)
    messages = [
        f"{to_local_text(local)} does not exist in {zone}, because clocks go forward there; "
        f"what was due then starts at {to_local_text(local_of(at, zone))}."
        for local, at in moved[:MAX_MOVED_WARNINGS]
    ]
    if len(moved) > MAX_MOVED_WARNINGS:
        messages.append(f"So do {len(moved) - MAX_MOVED_WARNINGS:,} more occurrences on later dates.")
    for message in messages:
        yield Warning(WarningCode.MOVED_BY_CLOCK_CHANGE, message, path)
