"""Which dates a reschedule moves, and how far. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Rule, Text, check, value_of
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import local_of
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.patches import RescheduleEventPatch
from app.events.dates.reschedule.values import MAX_DAYS, RescheduleScope
from app.occurrences.rules.shifting import Shift
from app.occurrences.tables import OccurrenceRow

INPUT: Path = ("input",)
OCCURRENCE: Path = (*INPUT, "occurrenceUuid")
WAYS = {"to_start": "toStart", "by_minutes": "byMinutes", "by_days": "byDays"}
NOT_OF_RULE = Problem(
    ProblemCode.INVALID, "The rule does not give this date, so it cannot begin again there.", OCCURRENCE
)
REASON: dict[str, Rule] = {"reason": Text(limits.CANCELLATION_REASON)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was sent. `way` is the key of the one spelling of the shift that was used, with its value."""

    way: str
    value: Any
    scope: RescheduleScope
    occurrence_uuid: UUID | None
    reason: str | None

    @property
    def path(self) -> Path:
        return (*INPUT, WAYS[self.way])


@dataclass(frozen=True, slots=True)
class Aim:
    """The dates that move, by their start, and the one of them that the others follow."""

    wanted: Wanted
    shift: Shift
    anchor: OccurrenceRow | None
    moved: list[OccurrenceRow]
    warnings: list[Warning]

    @property
    def days(self) -> int:
        """By how many days of the calendar the day of the anchor changes."""
        if self.anchor is None:
            return int(self.shift.by / timedelta(days=1))
        wall = local_of(self.anchor.starts_at, self.shift.zone)
        return ((wall + self.shift.by).date() - wall.date()).days


def read(patch: RescheduleEventPatch) -> tuple[Wanted | None, list[Problem]]:
    """The parsed patch, and its problems without a look at the event."""
    given = {name: value for name in WAYS if (value := value_of(patch, name)) is not None}
    scope = patch.get("scope") or RescheduleScope.ALL
    uuid = patch.get("occurrence_uuid")
    problems = check({"reason": patch["reason"]} if patch.get("reason") is not None else {}, REASON, INPUT)
    if len(given) != 1:
        code = ProblemCode.INVALID if given else ProblemCode.REQUIRED
        sentence = "Say exactly one of toStart, byMinutes and byDays."
        problems.append(Problem(code, sentence, INPUT))
    if scope is not RescheduleScope.ALL and uuid is None:
        sentence = f"The scope {scope.name} needs the date that it means."
        problems.append(Problem(ProblemCode.REQUIRED, sentence, OCCURRENCE))
    if len(given) != 1:
        return None, problems
    ((way, value),) = given.items()
    return Wanted(way, value, scope, uuid, patch.get("reason")), problems


def aim(facts: Facts, wanted: Wanted, now: datetime) -> tuple[Aim | None, list[Problem]]:
    """Which dates move how far; the aim is None exactly when there are problems."""
    moved, anchor, problems = _scope(facts, wanted, now)
    zone = facts.event.timezone
    target: datetime | None = None
    warnings: list[Warning] = []
    by = timedelta()
    if wanted.way == "to_start":
        resolved = resolve(utc=wanted.value.get("utc"), local=wanted.value.get("local"), zone=zone).under(wanted.path)
        problems += resolved.problems
        warnings, target = resolved.warnings, resolved.instant
        if anchor is None and not problems:
            sentence = "The event has no date that could start then."
            problems.append(Problem(ProblemCode.INVALID, sentence, wanted.path))
        if target is not None and anchor is not None:
            by = local_of(target, zone) - local_of(anchor.starts_at, zone)
    else:
        unit = timedelta(minutes=1) if wanted.way == "by_minutes" else timedelta(days=1)
        # One more than is allowed represents everything that is too far for a timedelta.
        most = timedelta(days=MAX_DAYS) // unit + 1
        by = unit * max(-most, min(most, wanted.value))
    if not problems:
        problems += _problems_with_length(by, wanted.path)
    if problems:
        return None, problems
    return Aim(wanted, Shift(by, zone, exact=target), anchor, moved, warnings), []


def _problems_with_length(by: timedelta, path: Path) -> list[Problem]:
    if not by:
        return [Problem(ProblemCode.INVALID, "This moves nothing.", path)]
    if abs(by) > timedelta(days=MAX_DAYS):
        return [Problem(ProblemCode.OUT_OF_RANGE, f"Dates move by at most {MAX_DAYS:,} days.", path)]
    return []


def _scope(
    facts: Facts, wanted: Wanted, now: datetime
) -> tuple[list[OccurrenceRow], OccurrenceRow | None, list[Problem]]:
    named = None
    if wanted.occurrence_uuid is not None:
        named = next((row for row in facts.dates if row.id == wanted.occurrence_uuid), None)
        if named is None:
            sentence = "The event has no occurrence with this uuid."
            return [], None, [Problem(ProblemCode.NOT_FOUND, sentence, OCCURRENCE)]
    if wanted.scope is RescheduleScope.ALL:
        return _all(facts, named, now)
    assert named is not None
    if named.ends_at <= now:
        return [], named, [Problem(ProblemCode.ENDED, "This date has ended.", OCCURRENCE)]
    if wanted.scope is RescheduleScope.THIS:
        return [named], named, []
    if named.history or named.out_of_rule or facts.rule is None:
        return [], named, [NOT_OF_RULE]
    # A later date of the rule may have been moved to before it by hand, and be over.
    following = [
        row
        for row in facts.dates
        if not row.history and row.ends_at > now and row.original_starts_at >= named.original_starts_at
    ]
    return following, named, []


def _all(
    facts: Facts, named: OccurrenceRow | None, now: datetime
) -> tuple[list[OccurrenceRow], OccurrenceRow | None, list[Problem]]:
    moved = [row for row in facts.dates if row.ends_at > now]
    if facts.dates and not moved:
        sentence = "All dates of the event have ended."
        return [], None, [Problem(ProblemCode.INVALID, sentence, (*INPUT, "scope"))]
    if named is not None and named.ends_at <= now:
        sentence = "This date has ended, and the scope ALL leaves such dates alone."
        return moved, named, [Problem(ProblemCode.INVALID, sentence, OCCURRENCE)]
    return moved, named or (moved[0] if moved else None), []
