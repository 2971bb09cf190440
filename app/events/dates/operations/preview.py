"""previewOccurrences: the dates of a rule. Nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core import limits
from app.core.datetimes import move_out_of_gap
from app.core.fields import Number, Zone
from app.core.problems import Path, Problem, Warning, under
from app.core.time import find_zone, local_of
from app.events.dates.part.recurrence_rule import stored_rule
from app.events.dates.patches import PreviewOccurrencesPatch
from app.events.store import own_event
from app.occurrences.expansion import expand
from app.occurrences.rules import RecurrenceRule, ScheduledStart, Span
from app.occurrences.rules.changing import changed_rule
from app.occurrences.rules.rfc5545 import rrule_text
from app.occurrences.values import OccurrenceEndsType

INPUT: Path = ("input",)
OCCURRENCE: Path = ("input", "occurrence")


@dataclass(frozen=True, slots=True)
class Base:
    """What the changes of a rule are made to, and the zone of its wall clocks."""

    rule: RecurrenceRule | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Preview:
    """The dates of a rule, or with any problem none. `endless`: they go on behind those that would be stored."""

    zone: str
    problems: list[Problem]
    warnings: list[Warning]
    spans: tuple[Span, ...] = ()
    endless: bool = False
    rrule: str | None = None


def base_of(db: DbSession, caller: Caller, uuid: UUID) -> Base:
    """The stored rule of an event of the caller's own. NOT_FOUND for anyone else's."""
    event = own_event(db, caller, uuid, (*INPUT, "eventUuid"))
    return Base(stored_rule(db, event), event.timezone)


def preview(base: Base, patch: PreviewOccurrencesPatch, *, now: datetime) -> Preview:
    """Refused with the problems that `updateEvent`, or without an event `createEvent`, would have."""
    asked, first = patch.get("timezone"), patch.get("first")
    problems = [] if asked is None else Zone().problems(asked, (*INPUT, "timezone"))
    if first is not None:
        problems += Number(1, limits.OCCURRENCES).problems(first, (*INPUT, "first"))
    zone = base.zone if asked is None else find_zone(asked) or base.zone
    rule = changed_rule(_moved(base.rule, base.zone, zone), patch["occurrence"])
    expansion = expand(rule, zone=zone, now=now)
    problems += under(OCCURRENCE, expansion.problems)
    warnings = under(OCCURRENCE, expansion.warnings)
    if problems or expansion.starts is None:
        return Preview(zone, problems, warnings)
    return Preview(
        zone,
        problems,
        warnings,
        expansion.spans,
        rule.ends_type is OccurrenceEndsType.NEVER,
        rrule_text(rule, expansion.starts, zone),
    )


def _moved(rule: RecurrenceRule | None, old: str, new: str) -> RecurrenceRule | None:
    """The stored rule on the same wall clocks of another zone."""
    if rule is None or old == new:
        return rule

    def there(at: datetime) -> datetime:
        return move_out_of_gap(local_of(at, old), new)[0]

    return replace(
        rule,
        starts_utc=None if rule.starts_utc is None else there(rule.starts_utc),
        schedule=tuple(ScheduledStart(utc=there(start.utc)) for start in rule.schedule if start.utc is not None),
    )
