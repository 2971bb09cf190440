"""The input of rescheduleEvent, and the dates and the shift that it means. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from app.core import limits
from app.core.datetimes import resolve
from app.core.fields import Rule, Text, check
from app.core.patches import ZonedDateTimePatch
from app.core.problems import Path, Problem, ProblemCode, Warning
from app.core.time import local_of
from app.events.common.part.protocol import INPUT
from app.events.common.part.reschedule import DateInScope, Reschedule, Times
from app.events.dates.reschedule.part.moved_rule import NOT_OF_RULE
from app.events.dates.reschedule.patches import RescheduleEventPatch
from app.events.dates.reschedule.values import MAX_DAYS, RescheduleScope
from app.occurrences.rules import RecurrenceRule
from app.occurrences.rules.shifting import Shift
from app.occurrences.tables import OccurrenceRow

OCCURRENCE: Path = (*INPUT, "occurrenceUuid")
REASON: dict[str, Rule] = {"reason": Text(limits.CANCELLATION_REASON)}


@dataclass(frozen=True, slots=True)
class Request:
    """The input, checked as far as it can be without the event.

    `path`: the one field that says how far. It is `to_start`, or `by` has its value.
    """

    path: Path
    by: timedelta
    to_start: ZonedDateTimePatch | None
    scope: RescheduleScope
    occurrence_uuid: UUID | None
    reason: str | None


def read_request(patch: RescheduleEventPatch) -> tuple[Request | None, list[Problem]]:
    """The request, or None without exactly one field that says how far; and what is wrong with the input."""
    to_start, minutes, days = patch.get("to_start"), patch.get("by_minutes"), patch.get("by_days")
    scope, uuid, reason = patch.get("scope") or RescheduleScope.ALL, patch.get("occurrence_uuid"), patch.get("reason")
    ways = {"toStart": to_start, "byMinutes": minutes, "byDays": days}
    sent = [name for name, value in ways.items() if value is not None]
    problems = check({"reason": reason} if reason is not None else {}, REASON, INPUT)
    if len(sent) != 1:
        code = ProblemCode.INVALID if sent else ProblemCode.REQUIRED
        problems.append(Problem(code, "Say exactly one of toStart, byMinutes and byDays.", INPUT))
    if scope is not RescheduleScope.ALL and uuid is None:
        sentence = f"The scope {scope.name} needs the date that it means."
        problems.append(Problem(ProblemCode.REQUIRED, sentence, OCCURRENCE))
    if len(sent) != 1:
        return None, problems
    by = _span(minutes, timedelta(minutes=1)) if days is None else _span(days, timedelta(days=1))
    return Request((*INPUT, sent[0]), by, to_start, scope, uuid, reason), problems


def choose(
    request: Request, dates: Sequence[OccurrenceRow], rule: RecurrenceRule | None, *, zone: str, now: datetime
) -> tuple[Reschedule | None, list[Problem], list[Warning]]:
    """Which dates move how far, with warnings; None exactly when there are problems. `dates`: all, by their start."""
    in_scope, anchor, problems = _scope(request, dates, rule, now)
    by, target, warnings = request.by, None, list[Warning]()
    if request.to_start is not None:
        utc, local = request.to_start.get("utc"), request.to_start.get("local")
        resolved = resolve(utc=utc, local=local, zone=zone).under(request.path)
        problems += resolved.problems
        warnings, target = resolved.warnings, resolved.instant
        if anchor is None and not problems:
            sentence = "The event has no date that could start then."
            problems.append(Problem(ProblemCode.INVALID, sentence, request.path))
        if target is not None and anchor is not None:
            by = local_of(target, zone) - local_of(anchor.starts_at, zone)
    if not problems:
        problems += _problems_with_length(by, request.path)
    if problems:
        return None, problems, []
    reschedule = Reschedule(
        scope=request.scope,
        path=request.path,
        shift=Shift(by, zone, exact=target),
        days=_days(anchor, by, zone),
        dates=dates,
        in_scope=[DateInScope(row, Times.of(row)) for row in in_scope],
        anchor=anchor,
        rule=rule,
        reason=request.reason,
        now=now,
    )
    return reschedule, [], warnings


def _span(number: int | None, unit: timedelta) -> timedelta:
    """So many units; one more than is allowed represents everything that is too far for a timedelta."""
    most = timedelta(days=MAX_DAYS) // unit + 1
    return unit * max(-most, min(most, number or 0))


def _days(anchor: OccurrenceRow | None, by: timedelta, zone: str) -> int:
    if anchor is None:
        return int(by / timedelta(days=1))
    local = local_of(anchor.starts_at, zone)
    # A date may overflow, which is a problem of the parts that move it.
    return (local - datetime.combine(local.date(), time()) + by) // timedelta(days=1)


def _problems_with_length(by: timedelta, path: Path) -> list[Problem]:
    if not by:
        return [Problem(ProblemCode.INVALID, "This moves nothing.", path)]
    if abs(by) > timedelta(days=MAX_DAYS):
        return [Problem(ProblemCode.OUT_OF_RANGE, f"Dates move by at most {MAX_DAYS:,} days.", path)]
    return []


def _scope(
    request: Request, dates: Sequence[OccurrenceRow], rule: RecurrenceRule | None, now: datetime
) -> tuple[list[OccurrenceRow], OccurrenceRow | None, list[Problem]]:
    """The dates that move, and the one that the others follow."""
    named = None
    if request.occurrence_uuid is not None:
        named = next((row for row in dates if row.id == request.occurrence_uuid), None)
        if named is None:
            sentence = "The event has no occurrence with this uuid."
            return [], None, [Problem(ProblemCode.NOT_FOUND, sentence, OCCURRENCE)]
    if request.scope is RescheduleScope.ALL:
        return _all(dates, named, now)
    assert named is not None
    if named.ends_at <= now:
        return [], named, [Problem(ProblemCode.ENDED, "This date has ended.", OCCURRENCE)]
    if request.scope is RescheduleScope.THIS:
        return [named], named, []
    if named.history or named.out_of_rule or rule is None:
        return [], named, [NOT_OF_RULE]
    # A later date of the rule may have been moved to before it by hand, and be over.
    following = [
        row
        for row in dates
        if not row.history and row.ends_at > now and row.original_starts_at >= named.original_starts_at
    ]
    return following, named, []


def _all(
    dates: Sequence[OccurrenceRow], named: OccurrenceRow | None, now: datetime
) -> tuple[list[OccurrenceRow], OccurrenceRow | None, list[Problem]]:
    moved = [row for row in dates if row.ends_at > now]
    if dates and not moved:
        sentence = "All dates of the event have ended."
        return [], None, [Problem(ProblemCode.INVALID, sentence, (*INPUT, "scope"))]
    if named is not None and named.ends_at <= now:
        sentence = "This date has ended, and the scope ALL leaves such dates alone."
        return moved, named, [Problem(ProblemCode.INVALID, sentence, OCCURRENCE)]
    return moved, named or (moved[0] if moved else None), []
