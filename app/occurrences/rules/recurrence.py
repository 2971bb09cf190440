"""A recurrence rule and its limits. `expansion.py` computes its dates."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.core.problems import Path, Problem, ProblemCode
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday

MAX_OCCURRENCES = 1_000
MAX_EXCLUSIONS = 1_000
MAX_TIMESLOTS = 100
# On all dates of an event that have not ended.
MAX_TIMESLOTS_AHEAD = 20_000
MAX_INTERVAL = 366
DURATION_STEP = 15
MAX_DURATION = 366 * 24 * 60


@dataclass(frozen=True, slots=True)
class TimeslotTemplate:
    """A slot of every date of a TIMESLOTS rule; None as `capacity` means no limit."""

    starts_at: time
    duration_minutes: int
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduledStart:
    """One start of a SCHEDULE, as sent."""

    utc: datetime | None = None
    local: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """A rule as sent, unchecked: None and the empty tuple mean absent."""

    type: OccurrenceType
    starts_utc: datetime | None = None
    starts_local: datetime | None = None
    duration_minutes: int | None = None
    # The end of the first occurrence, which implies the duration.
    until_utc: datetime | None = None
    until_local: datetime | None = None
    # Whether the duration is stored or implied by an end: it need not be in steps.
    exact: bool = field(default=False, compare=False)
    ends_type: OccurrenceEndsType | None = None
    ends_on: date | None = None
    ends_after: int | None = None
    frequency: RecurrenceFrequency | None = None
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    # The position in the month; without a weekday it counts days, and only LAST is allowed.
    month_ordinal: MonthOrdinal | None = None
    month_weekday: Weekday | None = None
    exclusions: tuple[date, ...] = ()
    schedule: tuple[ScheduledStart, ...] = ()
    timeslots: tuple[TimeslotTemplate, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A timeslot of one occurrence."""

    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    ends_local: datetime
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """One occurrence of a rule: instants in UTC, local times naive."""

    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    ends_local: datetime
    timeslots: tuple[Slot, ...] = ()


# The fields of each type, beside start, duration and exclusions, which all have.
FIELDS: dict[OccurrenceType, frozenset[str]] = {
    OccurrenceType.DOES_NOT_REPEAT: frozenset(),
    OccurrenceType.DAILY: frozenset({"ends", "interval"}),
    OccurrenceType.WEEKLY: frozenset({"ends", "interval", "weekdays"}),
    OccurrenceType.MONTHLY: frozenset({"ends", "interval", "monthlyPosition"}),
    OccurrenceType.SCHEDULE: frozenset({"schedule"}),
    OccurrenceType.TIMESLOTS: frozenset({"ends", "interval", "weekdays", "monthlyPosition", "frequency", "timeslots"}),
}

_IMPLIED = {
    OccurrenceType.DAILY: RecurrenceFrequency.DAILY,
    OccurrenceType.WEEKLY: RecurrenceFrequency.WEEKLY,
    OccurrenceType.MONTHLY: RecurrenceFrequency.MONTHLY,
}


def frequency_of(rule: RecurrenceRule) -> RecurrenceFrequency | None:
    """The step of the rule's dates; None for types that do not repeat or list their starts."""
    if rule.type is OccurrenceType.TIMESLOTS:
        return rule.frequency or RecurrenceFrequency.DAILY
    return _IMPLIED.get(rule.type)


def timeslots_duration(timeslots: Sequence[TimeslotTemplate]) -> int:
    """Minutes from the first slot's start to the last slot's end, on a day without a clock change."""
    starts = [slot.starts_at.hour * 60 + slot.starts_at.minute for slot in timeslots]
    ends = [start + slot.duration_minutes for start, slot in zip(starts, timeslots, strict=True)]
    return max(ends) - min(starts)


def timeslots_ahead(spans: Iterable[Span], now: datetime) -> int:
    """How many timeslots the dates that have not ended have."""
    return sum(len(span.timeslots) for span in spans if span.ends_at > now)


def problems_with_timeslots(number: int) -> list[Problem]:
    """Limit the timeslots of all dates that have not ended."""
    if number <= MAX_TIMESLOTS_AHEAD:
        return []
    message = (
        f"The dates of an event that have not ended have at most {MAX_TIMESLOTS_AHEAD:,} timeslots;"
        f" these would have {number:,}."
    )
    return [Problem(ProblemCode.TOO_MANY, message, ("timeslots",))]


def check(rule: RecurrenceRule) -> list[Problem]:
    """All problems of a rule that do not depend on a time zone; paths start at the input `occurrence`."""
    return [
        *_check_fields(rule),
        *_check_duration(rule),
        *_check_ends(rule),
        *_check_repetition(rule),
        *_check_schedule(rule),
        *_check_timeslots(rule),
    ]


def _check_fields(rule: RecurrenceRule) -> Iterator[Problem]:
    given = {
        "ends": (rule.ends_type, rule.ends_on, rule.ends_after) != (None, None, None),
        "interval": rule.interval != 1,
        "frequency": rule.frequency is not None,
        "weekdays": bool(rule.weekdays),
        "monthlyPosition": rule.month_ordinal is not None,
        "schedule": bool(rule.schedule),
        "timeslots": bool(rule.timeslots),
    }
    for name, is_given in given.items():
        if is_given and name not in FIELDS[rule.type]:
            yield Problem(ProblemCode.INVALID, f"An occurrence of type {rule.type} has no {name}.", (name,))


def _check_minutes(minutes: int, path: Path, *, exact: bool = False) -> Iterator[Problem]:
    if not 0 < minutes <= MAX_DURATION:
        message = f"A duration must be from {DURATION_STEP} to {MAX_DURATION} minutes (366 days)."
        yield Problem(ProblemCode.OUT_OF_RANGE, message, path)
    elif minutes % DURATION_STEP and not exact:
        yield Problem(ProblemCode.INVALID, f"A duration is a multiple of {DURATION_STEP} minutes.", path)


def _check_duration(rule: RecurrenceRule) -> Iterator[Problem]:
    path = ("durationMinutes",)
    if rule.type is not OccurrenceType.TIMESLOTS:
        if rule.duration_minutes is None and (rule.until_utc, rule.until_local) != (None, None):
            # The end has a problem of its own.
            return
        if rule.duration_minutes is None:
            yield Problem(ProblemCode.REQUIRED, "An occurrence needs a duration.", path)
        else:
            yield from _check_minutes(rule.duration_minutes, path, exact=rule.exact)
    elif rule.duration_minutes is not None and rule.timeslots:
        derived = timeslots_duration(rule.timeslots)
        if rule.duration_minutes != derived:
            message = f"The duration follows from the timeslots, {derived} minutes; leave it out."
            yield Problem(ProblemCode.INVALID, message, path)


def _check_ends(rule: RecurrenceRule) -> Iterator[Problem]:
    if "ends" not in FIELDS[rule.type]:
        return
    on_date = rule.ends_type is OccurrenceEndsType.ON_DATE
    after_count = rule.ends_type is OccurrenceEndsType.AFTER_COUNT
    type_path, on_path, count_path = ("ends", "type"), ("ends", "on"), ("ends", "count")
    if rule.ends_type is None:
        yield Problem(ProblemCode.REQUIRED, "A repeating occurrence needs to say how it ends.", type_path)
        return
    if on_date and rule.ends_on is None:
        yield Problem(ProblemCode.REQUIRED, "A rule that ends ON_DATE needs the date.", on_path)
    if rule.ends_on is not None and not on_date:
        yield Problem(ProblemCode.INVALID, f"A rule that ends {rule.ends_type} has no date.", on_path)
    if after_count and rule.ends_after is None:
        yield Problem(ProblemCode.REQUIRED, "A rule that ends AFTER_COUNT needs the count.", count_path)
    if rule.ends_after is not None and not after_count:
        yield Problem(ProblemCode.INVALID, f"A rule that ends {rule.ends_type} has no count.", count_path)
    elif rule.ends_after is not None and not 1 <= rule.ends_after <= MAX_OCCURRENCES:
        yield Problem(ProblemCode.OUT_OF_RANGE, f"A count is from 1 to {MAX_OCCURRENCES:,}.", count_path)


def _check_repetition(rule: RecurrenceRule) -> Iterator[Problem]:
    if "interval" in FIELDS[rule.type] and not 1 <= rule.interval <= MAX_INTERVAL:
        message = f"The interval must be from 1 to {MAX_INTERVAL}."
        yield Problem(ProblemCode.OUT_OF_RANGE, message, ("interval",))
    slotted = rule.type is OccurrenceType.TIMESLOTS
    if slotted and rule.weekdays and rule.frequency is not RecurrenceFrequency.WEEKLY:
        yield Problem(ProblemCode.INVALID, "Only the frequency WEEKLY has weekdays.", ("weekdays",))
    if slotted and rule.month_ordinal is not None and rule.frequency is not RecurrenceFrequency.MONTHLY:
        message = "Only the frequency MONTHLY has a position in the month."
        yield Problem(ProblemCode.INVALID, message, ("monthlyPosition",))
    if rule.month_ordinal not in (None, MonthOrdinal.LAST) and rule.month_weekday is None:
        message = f"{rule.month_ordinal} needs a weekday: without one, only LAST has a meaning, the month's last day."
        yield Problem(ProblemCode.REQUIRED, message, ("monthlyPosition", "weekday"))
    if len(rule.exclusions) > MAX_EXCLUSIONS:
        message = f"At most {MAX_EXCLUSIONS:,} dates can be excluded."
        yield Problem(ProblemCode.TOO_MANY, message, ("exclusions",))


def _check_schedule(rule: RecurrenceRule) -> Iterator[Problem]:
    if rule.type is OccurrenceType.SCHEDULE and not rule.schedule:
        yield Problem(ProblemCode.REQUIRED, "A schedule needs at least one start.", ("schedule",))
    if len(rule.schedule) > MAX_OCCURRENCES:
        message = f"An event has at most {MAX_OCCURRENCES:,} occurrences."
        yield Problem(ProblemCode.TOO_MANY, message, ("schedule",))


def _check_timeslots(rule: RecurrenceRule) -> Iterator[Problem]:
    if rule.type is not OccurrenceType.TIMESLOTS:
        return
    if not rule.timeslots:
        yield Problem(ProblemCode.REQUIRED, "TIMESLOTS need at least one timeslot.", ("timeslots",))
    if len(rule.timeslots) > MAX_TIMESLOTS:
        message = f"An occurrence has at most {MAX_TIMESLOTS} timeslots."
        yield Problem(ProblemCode.TOO_MANY, message, ("timeslots",))
        return
    seen: set[time] = set()
    for index, slot in enumerate(rule.timeslots):
        path = ("timeslots", str(index))
        if slot.starts_at in seen:
            message = f"Another timeslot starts at {slot.starts_at} too."
            yield Problem(ProblemCode.NOT_UNIQUE, message, (*path, "startsAt"))
        seen.add(slot.starts_at)
        yield from _check_minutes(slot.duration_minutes, (*path, "durationMinutes"))
        if slot.capacity is not None and slot.capacity < 1:
            message = "A capacity is at least 1, or null for no limit."
            yield Problem(ProblemCode.OUT_OF_RANGE, message, (*path, "capacity"))
