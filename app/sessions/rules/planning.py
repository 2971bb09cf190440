"""A session as it will be: all rules asked at once, and what their answers come to. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.fields import Patch
from app.core.problems import Problem, Warning
from app.sessions.rules.details import Names, attachments, details, problems_with_details
from app.sessions.rules.links import Surroundings, links, problems_with_links, problems_with_place
from app.sessions.rules.times import PlannedTimes, Times, plan_times

TIMED_BY = frozenset({"starts_on", "ends_on", "duration_minutes", "use_event_timezone", "timezone"})


@dataclass(frozen=True, slots=True)
class Stored:
    """What a change has to know of the session as it is."""

    names: Names
    times: Times
    schedule_date: UUID | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. `times` and `day` are None where they stay; lists replace those of the same name.

    `day` is the day of the programme to file the session under.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    times: Times | None = None
    day: date | None = None
    lists: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    attachments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_session(patch: Patch, around: Surroundings, stored: Stored | None = None, *, after: datetime | None) -> Plan:
    """What was sent, over what is stored. A new start must lie behind `after`, unless that is None."""
    problems = problems_with_details(patch, around.capacity, new=stored is None)
    timed = _times(patch, around, stored, after)
    problems += timed.problems + problems_with_links(patch, around)
    moved = timed.times is not None and (stored is None or timed.times.span != stored.times.span)
    times = timed.times or (stored.times if stored and not timed.problems else None)
    if times is not None and (moved or "occurrences" in patch):
        problems += problems_with_place(patch, times.span, around)
    if problems or times is None:
        return Plan(problems=problems)
    columns, lists = links(patch)
    if patch.get("schedule_date_uuid") is not None:
        columns["schedule_date_id"] = patch["schedule_date_uuid"]
    return Plan(
        columns=details(patch, stored.names if stored else None) | columns,
        times=timed.times,
        day=_day(patch, times, around, stored),
        lists=lists,
        attachments=attachments(patch),
        warnings=timed.warnings,
    )


def _times(patch: Patch, around: Surroundings, stored: Stored | None, after: datetime | None) -> PlannedTimes:
    if stored is not None and TIMED_BY.isdisjoint(patch):
        return PlannedTimes(None)
    return plan_times(patch, around.timezone, stored.times if stored else None, after=after)


def _day(patch: Patch, times: Times, around: Surroundings, stored: Stored | None) -> date | None:
    """The day of the start, unless another one was chosen: then, or for a night's end, that one stays."""
    if patch.get("schedule_date_uuid") is not None:
        return None
    day = around.day_of(times.span.starts_at)
    if stored is None or "schedule_date_uuid" in patch:
        return day
    before = around.day_of(stored.times.span.starts_at)
    chosen = stored.schedule_date and around.schedule_dates.get(stored.schedule_date) != before
    return None if chosen or day == before else day
