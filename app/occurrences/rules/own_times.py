"""One date's own times, which differ from its rule. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core.datetimes import Resolved, resolve
from app.core.fields import camel, value_of
from app.core.patches import ZonedDateTimePatch
from app.core.problems import Problem, ProblemCode, Warning, WarningCode
from app.core.time import LATEST, to_utc_text
from app.occurrences.patches import UpdateOccurrencePatch
from app.occurrences.rules.recurrence import MAX_DURATION

TIMES = ("starts_on", "ends_on", "duration_minutes")
END_IS_OFF = f"The end lies from 1 to {MAX_DURATION:,} whole minutes (366 days) behind the start."


@dataclass(frozen=True, slots=True)
class StoredTimes:
    """The times of a date; `rule_start` and `rule_minutes` are those of its rule, None without a rule."""

    starts_at: datetime
    ends_at: datetime
    own_times: bool
    rule_start: datetime | None
    rule_minutes: int | None


@dataclass(slots=True)
class ChosenTimes:
    """The new times of the date; the stored ones if there is a problem."""

    starts_at: datetime
    ends_at: datetime
    own_times: bool
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def choose_times(patch: UpdateOccurrencePatch, stored: StoredTimes, *, zone: str, now: datetime) -> ChosenTimes:
    """The times that `startsOn`, `endsOn` and `durationMinutes` set; null means those of the rule.

    A start without an end keeps the length; a null start without an end takes the rule's length too.
    """
    same = ChosenTimes(stored.starts_at, stored.ends_at, stored.own_times)
    if not any(name in patch for name in TIMES):
        return same
    problems = list(_without_rule(patch, stored))
    start = _start(patch, stored, zone)
    end = _resolved(patch.get("ends_on"), zone).under(("endsOn",))
    problems += [*start.problems, *end.problems]
    if problems or start.instant is None:
        return ChosenTimes(stored.starts_at, stored.ends_at, stored.own_times, problems)
    length, wrong = _length(patch, stored, start.instant, end.instant)
    if wrong:
        return ChosenTimes(stored.starts_at, stored.ends_at, stored.own_times, wrong)
    chosen = ChosenTimes(start.instant, start.instant + length, stored.own_times)
    chosen.warnings += [*start.warnings, *end.warnings]
    changed = (chosen.starts_at, chosen.ends_at) != (stored.starts_at, stored.ends_at)
    # A date of the rule has its own times only while they differ from the rule's.
    ruled = stored.rule_start is not None and stored.rule_minutes is not None
    as_ruled = ruled and (chosen.starts_at, length) == (stored.rule_start, timedelta(minutes=stored.rule_minutes or 0))
    chosen.own_times = (stored.own_times or changed) and not as_ruled
    if chosen.starts_at != stored.starts_at and chosen.starts_at < now:
        chosen.warnings.append(Warning(WarningCode.STARTS_IN_PAST, "The date starts in the past.", ("startsOn",)))
    return chosen


def problems_with_start_of_another(starts_at: datetime, others: set[datetime], shown: str) -> list[Problem]:
    """Two dates of one event cannot start at once."""
    if starts_at not in others:
        return []
    sentence = f"Another date of the event starts at {shown}."
    return [Problem(ProblemCode.NOT_UNIQUE, sentence, ("input", "startsOn"))]


def _without_rule(patch: UpdateOccurrencePatch, stored: StoredTimes) -> Iterator[Problem]:
    for name in TIMES:
        lacks = stored.rule_start is None if name == "starts_on" else stored.rule_minutes is None
        if lacks and name in patch and value_of(patch, name) is None:
            sentence = "The rule does not give this date, so that this cannot be empty."
            yield Problem(ProblemCode.REQUIRED, sentence, (camel(name),))


def _start(patch: UpdateOccurrencePatch, stored: StoredTimes, zone: str) -> Resolved:
    if "starts_on" not in patch:
        return Resolved(stored.starts_at)
    if patch["starts_on"] is None:
        return Resolved(stored.rule_start)
    return _resolved(patch["starts_on"], zone).under(("startsOn",))


def _resolved(given: ZonedDateTimePatch | None, zone: str) -> Resolved:
    if given is None:
        return Resolved(None)
    return resolve(utc=given.get("utc"), local=given.get("local"), zone=zone)


def _length(
    patch: UpdateOccurrencePatch, stored: StoredTimes, starts_at: datetime, ends_at: datetime | None
) -> tuple[timedelta, list[Problem]]:
    minutes = patch.get("duration_minutes")
    rule_length = timedelta(minutes=stored.rule_minutes or 0)
    if ends_at is not None:
        path, length = ("endsOn",), ends_at - starts_at
    elif minutes is not None:
        # Bounded, so that adding a huge number cannot overflow.
        path, length = ("durationMinutes",), timedelta(minutes=min(minutes, 2 * MAX_DURATION))
    elif any(name in patch and value_of(patch, name) is None for name in TIMES) and rule_length:
        path, length = ("startsOn",), rule_length
    else:
        path, length = ("startsOn",), stored.ends_at - stored.starts_at
    if path != ("startsOn",) and (
        not timedelta() < length <= timedelta(minutes=MAX_DURATION) or length.total_seconds() % 60
    ):
        return length, [Problem(ProblemCode.OUT_OF_RANGE, END_IS_OFF, path)]
    if starts_at > LATEST - length:
        sentence = f"The date would end past {to_utc_text(LATEST)}, the last possible time."
        return length, [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]
    if minutes is not None and length != timedelta(minutes=minutes):
        actual = int(length.total_seconds()) // 60
        sentence = f"From start to end there are {actual} minutes, but the duration is {minutes}."
        return length, [Problem(ProblemCode.TIMES_DISAGREE, sentence, path)]
    return length, []
