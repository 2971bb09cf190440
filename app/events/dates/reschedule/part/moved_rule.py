"""The recurrence rule after a reschedule, and whether a rule can express the shift. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.core.problems import Path, Problem, ProblemCode
from app.core.time import local_of, to_local_text
from app.events.columns import EventValues
from app.events.common.part.protocol import INPUT
from app.events.common.part.reschedule import Reschedule, beyond_the_calendar
from app.events.dates.reschedule.values import RescheduleScope
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import RecurrenceRule, Span, frequency_of
from app.occurrences.rules.counterparts import Counterparts, counterparts
from app.occurrences.rules.shifting import Shift, inexpressible, shifted_rule
from app.occurrences.values import OccurrenceEndsType, OccurrenceType, RecurrenceFrequency

NOT_OF_RULE = Problem(
    ProblemCode.INVALID,
    "The rule does not give this date, so it cannot begin again there.",
    (*INPUT, "occurrenceUuid"),
)
WHY: dict[RecurrenceFrequency | None, str] = {
    RecurrenceFrequency.MONTHLY: (
        "not every month has the day that it would name, or the dates would pass the end of one"
    ),
    RecurrenceFrequency.WEEKLY: "its days of the week would fall into weeks that it leaves out",
}


@dataclass
class MovedRule:
    """The rule before and after. `spans`: the new span by the start that the rule gave before, `before` the old one.

    Without a rule, and for the scope THIS, `rule` is None and nothing about it changes. `until`: the last stored date
    of a rule without an end.
    """

    stored: RecurrenceRule | None = None
    rule: RecurrenceRule | None = None
    expansion: Expansion | None = None
    spans: Counterparts = field(default_factory=dict)
    before: dict[datetime, Span] = field(default_factory=dict)
    until: datetime | None = None
    problems: list[Problem] = field(default_factory=list)


def move_rule(reschedule: Reschedule, event: EventValues) -> MovedRule:
    """The shifted rule, with problems where none gives exactly the shifted dates."""
    stored, anchor = reschedule.rule, reschedule.anchor
    if stored is None or reschedule.scope is RescheduleScope.THIS:
        return MovedRule()
    stored = replace(stored, exact=True)
    path, now, shift = reschedule.path, reschedule.now, reschedule.shift
    zone, until = shift.zone, event["materialised_until"]
    if problems := inexpressible(stored, shift, path):
        return MovedRule(problems=problems)
    old = expand(stored, zone=zone, now=now, bounded=False)
    onward = None
    if reschedule.scope is RescheduleScope.THIS_AND_FOLLOWING and anchor is not None:
        onward = _given_on(stored, old.spans, anchor.original_starts_at, zone)
        if onward is None:
            return MovedRule(problems=[NOT_OF_RULE])
    # Skipped local times are reported for the dates that move, not for the rule.
    trial = replace(shift, missing={})
    moves = _moves(reschedule, event, onward)
    before = _left_behind(stored, onward, zone, now)
    rule = shifted_rule(stored, trial, moves=moves, onward=onward, before=before)
    skipped = sorted(trial.missing)
    new = expand(rule, zone=zone, now=now, bounded=False)
    if trial.beyond or new.problems:
        return MovedRule(problems=_out_of_bounds(trial, new, path))
    spans = counterparts(stored, trial, old.spans, new.spans, moves=moves, onward=onward)
    if spans is None or (onward is not None and onward not in spans):
        sentence = f"The rule cannot express this shift: {_why(stored, skipped, zone)}."
        return MovedRule(problems=[Problem(ProblemCode.INVALID, sentence, path)])
    ruled = {span.starts_at: span for span in old.spans}
    if extra := _surplus_days(reschedule, stored, spans, ruled, until):
        rule = replace(rule, exclusions=(*rule.exclusions, *extra))
        new = expand(rule, zone=zone, now=now, bounded=False)
        if new.problems:
            return MovedRule(problems=_out_of_bounds(trial, new, path))
    if until is not None:
        until = spans[until].starts_at if until in spans else trial.instant(until)
    return MovedRule(stored, rule, new, spans, ruled, until)


def _given_on(rule: RecurrenceRule, spans: Sequence[Span], original: datetime, zone: str) -> datetime | None:
    """When the rule starts now on the day of a date that it gave: kept instants may have another local time there."""
    if frequency_of(rule) is None:
        return original
    day = local_of(original, zone).date()
    return next((span.starts_at for span in spans if span.starts_local.date() == day), None)


def _moves(reschedule: Reschedule, event: EventValues, onward: datetime | None) -> Callable[[datetime], bool]:
    """Whether a start that the rule gives belongs to a date that moves; an excluded one has no row."""
    if onward is not None:
        first = onward
        return lambda at: at >= first
    moved = {date.row.original_starts_at for date in reschedule.in_scope}
    known = {row.original_starts_at for row in reschedule.dates}
    length = timedelta(minutes=event["duration_minutes"] or 0)
    return lambda at: at in moved or (at not in known and at + length > reschedule.now)


def _left_behind(rule: RecurrenceRule, onward: datetime | None, zone: str, now: datetime) -> int:
    """How many dates of a counted rule come before the one where it begins again, with those that it excludes."""
    if onward is None or rule.ends_type is not OccurrenceEndsType.AFTER_COUNT:
        return 0
    whole = expand(replace(rule, exclusions=()), zone=zone, now=now, bounded=False)
    return sum(span.starts_at < onward for span in whole.spans)


def _surplus_days(
    reschedule: Reschedule,
    rule: RecurrenceRule,
    spans: Counterparts,
    ruled: Mapping[datetime, Span],
    until: datetime | None,
) -> list[date]:
    """Days to be excluded, on which the shifted rule gives dates still to come in place of dates that stay.

    They are compared by day: where instants were kept in another zone, stored dates have other local times than the
    rule.
    """
    if frequency_of(rule) is None:
        return []
    zone, ids, now = reschedule.shift.zone, {date.row.id for date in reschedule.in_scope}, reschedule.now
    moved, taken = (
        {local_of(row.original_starts_at, zone).date() for row in reschedule.dates if (row.id in ids) is moves}
        for moves in (True, False)
    )
    return [
        span.starts_local.date()
        for at, span in spans.items()
        if (was := ruled[at].starts_local.date()) not in moved
        # A span in the future without a date belongs to a date whose kept instant is on another day.
        and (was in taken or ruled[at].ends_at <= now)
        and span.ends_at > now
        and span.starts_local.date() not in taken
        and (until is None or at <= until)
    ]


def _why(rule: RecurrenceRule, skipped: list[datetime], zone: str) -> str:
    """In words. `skipped`: the start that the rule would have, if the clocks skip it: all its dates have that time."""
    frequency = frequency_of(rule)
    if skipped and frequency is not None and rule.type is not OccurrenceType.TIMESLOTS:
        return f"it would begin at {to_local_text(skipped[0])}, which does not exist in {zone}"
    return WHY.get(frequency, "the dates would not be those that it makes")


def _out_of_bounds(shift: Shift, new: Expansion, path: Path) -> list[Problem]:
    if shift.beyond:
        return [beyond_the_calendar(path)]
    return [Problem(problem.code, problem.message, path) for problem in new.problems]
