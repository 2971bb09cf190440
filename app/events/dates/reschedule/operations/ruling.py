"""What a reschedule makes of the recurrence rule, and whether the rule can express it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.core.problems import Path, Problem, ProblemCode
from app.core.time import local_of, to_local_text
from app.events.dates.reschedule.operations.aiming import NOT_OF_RULE, Aim
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.values import RescheduleScope
from app.occurrences.expansion import Expansion, expand
from app.occurrences.rules import RecurrenceRule, Span, frequency_of
from app.occurrences.rules.counterparts import Counterparts, counterparts
from app.occurrences.rules.shifting import Shift, inexpressible, shifted_rule
from app.occurrences.values import OccurrenceEndsType, OccurrenceType, RecurrenceFrequency

WHY: dict[RecurrenceFrequency | None, str] = {
    RecurrenceFrequency.MONTHLY: (
        "not every month has the day that it would name, or the dates would pass the end of one"
    ),
    RecurrenceFrequency.WEEKLY: "its days of the week would fall into weeks that it leaves out",
}


@dataclass
class Ruling:
    """The rule before and after. `spans`: the new span by the start that the rule gave before, `before` the old one.

    Without a rule, and for the scope THIS, `rule` is None and nothing about it changes.
    """

    stored: RecurrenceRule | None = None
    rule: RecurrenceRule | None = None
    expansion: Expansion | None = None
    spans: Counterparts = field(default_factory=dict)
    before: dict[datetime, Span] = field(default_factory=dict)
    until: datetime | None = None
    problems: list[Problem] = field(default_factory=list)


def rule_on(facts: Facts, aim: Aim, now: datetime) -> Ruling:
    """The shifted rule, with problems where none gives exactly the shifted dates."""
    stored = facts.rule
    if stored is None or aim.wanted.scope is RescheduleScope.THIS:
        return Ruling()
    stored = replace(stored, exact=True)
    path, zone, until = aim.wanted.path, aim.shift.zone, facts.event.materialised_until
    if problems := inexpressible(stored, aim.shift, path):
        return Ruling(problems=problems)
    old = expand(stored, zone=zone, now=now, bounded=False)
    onward = None
    if aim.wanted.scope is RescheduleScope.THIS_AND_FOLLOWING and aim.anchor is not None:
        onward = _given_on(stored, old.spans, aim.anchor.original_starts_at, zone)
        if onward is None:
            return Ruling(problems=[NOT_OF_RULE])
    # What is met on the way is for the dates that move to say.
    trial = replace(aim.shift, missing={})
    moves = _moves(facts, aim, onward, now)
    before = _left_behind(stored, onward, zone, now)
    rule = shifted_rule(stored, trial, moves=moves, onward=onward, before=before)
    skipped = sorted(trial.missing)
    new = expand(rule, zone=zone, now=now, bounded=False)
    if trial.beyond or new.problems:
        return Ruling(problems=_out_of_bounds(trial, new, path))
    spans = counterparts(stored, trial, old.spans, new.spans, moves=moves, onward=onward)
    if spans is None or (onward is not None and onward not in spans):
        sentence = f"The rule cannot express this shift: {_why(stored, skipped, zone)}."
        return Ruling(problems=[Problem(ProblemCode.INVALID, sentence, path)])
    ruled = {span.starts_at: span for span in old.spans}
    if extra := _nobodys(facts, aim, stored, spans, ruled, now):
        rule = replace(rule, exclusions=(*rule.exclusions, *extra))
        new = expand(rule, zone=zone, now=now, bounded=False)
        if new.problems:
            return Ruling(problems=_out_of_bounds(trial, new, path))
    if until is not None:
        until = spans[until].starts_at if until in spans else trial.instant(until)
    return Ruling(stored, rule, new, spans, ruled, until)


def _given_on(rule: RecurrenceRule, spans: Sequence[Span], original: datetime, zone: str) -> datetime | None:
    """When the rule starts now on the day of a date that it gave: kept instants may have left another clock there."""
    if frequency_of(rule) is None:
        return original
    day = local_of(original, zone).date()
    return next((span.starts_at for span in spans if span.starts_local.date() == day), None)


def _moves(facts: Facts, aim: Aim, onward: datetime | None, now: datetime) -> Callable[[datetime], bool]:
    """Whether a start that the rule gives belongs to a date that moves; an excluded one has no row."""
    if onward is not None:
        first = onward
        return lambda at: at >= first
    moved = {row.original_starts_at for row in aim.moved}
    known = {row.original_starts_at for row in facts.dates}
    length = timedelta(minutes=facts.event.duration_minutes or 0)
    return lambda at: at in moved or (at not in known and at + length > now)


def _left_behind(rule: RecurrenceRule, onward: datetime | None, zone: str, now: datetime) -> int:
    """How many dates of a counted rule come before the one where it begins again, those it excludes too."""
    if onward is None or rule.ends_type is not OccurrenceEndsType.AFTER_COUNT:
        return 0
    whole = expand(replace(rule, exclusions=()), zone=zone, now=now, bounded=False)
    return sum(span.starts_at < onward for span in whole.spans)


def _nobodys(
    facts: Facts,
    aim: Aim,
    rule: RecurrenceRule,
    spans: Counterparts,
    ruled: Mapping[datetime, Span],
    now: datetime,
) -> list[date]:
    """Dates still to come that the shifted rule gives in place of dates that stay: they are to be excluded.

    They are compared by day: where instants were kept in another zone, stored dates have other clocks than the rule.
    """
    if frequency_of(rule) is None:
        return []
    zone, ids = aim.shift.zone, {row.id for row in aim.moved}
    moved, taken = (
        {local_of(row.original_starts_at, zone).date() for row in facts.dates if (row.id in ids) is moves}
        for moves in (True, False)
    )
    until = facts.event.materialised_until
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
    """In words. `skipped`: the start that the rule would have, if the clocks skip it: all its dates have its clock."""
    frequency = frequency_of(rule)
    if skipped and frequency is not None and rule.type is not OccurrenceType.TIMESLOTS:
        return f"it would begin at {to_local_text(skipped[0])}, which does not exist in {zone}"
    return WHY.get(frequency, "the dates would not be those that it makes")


def _out_of_bounds(shift: Shift, new: Expansion, path: Path) -> list[Problem]:
    if shift.beyond:
        return [beyond_the_calendar(path)]
    return [Problem(problem.code, problem.message, path) for problem in new.problems]


def beyond_the_calendar(path: Path) -> Problem:
    return Problem(ProblemCode.OUT_OF_RANGE, "Dates would come to lie outside the years 1900 to 9998.", path)
