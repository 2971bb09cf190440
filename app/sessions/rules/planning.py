"""A session as it will be: all rules asked at once, and what their answers come to. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.fields import Patch, camel
from app.core.problems import Problem, ProblemCode, Warning
from app.sessions.rules.details import Names, attachments, details, problems_with_details
from app.sessions.rules.filing import FILED_BY, Filed, Filing, file
from app.sessions.rules.links import BY_START, Day, Surroundings, links, problems_with_links, problems_with_place
from app.sessions.rules.standing import Standing
from app.sessions.rules.times import PlannedTimes, Times, plan_times

TIMED_BY = frozenset({*BY_START, "use_event_timezone", "timezone"})


@dataclass(frozen=True, slots=True)
class Stored:
    """What a change has to know of the session as it is."""

    names: Names
    times: Times
    schedule_date: UUID | None
    track: UUID | None = None
    standing: Standing = field(default_factory=Standing)

    def filed(self) -> Filed:
        """What its place in the programme depends on."""
        return Filed(self.times.span.starts_at, self.schedule_date, self.track)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. `times` and `day` are None where they stay; lists replace those of the same name.

    `day` is the day of the programme to file the session under; `location` the name of where it is held.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    times: Times | None = None
    day: Day | None = None
    location: str | None = None
    lists: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    attachments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_session(patch: Patch, around: Surroundings, stored: Stored | None = None, *, after: datetime | None) -> Plan:
    """What was sent, over what is stored. A new start must lie behind `after`, unless that is None."""
    problems = problems_with_details(patch, around.capacity, stored.standing if stored else None)
    timed = _times(patch, around, stored, after)
    unlinked = problems_with_links(patch, around)
    problems += timed.problems + unlinked
    moved = timed.times is not None and (stored is None or timed.times.span != stored.times.span)
    times = timed.times or (stored.times if stored and not timed.problems else None)
    if times is not None and (moved or "occurrences" in patch):
        problems += problems_with_place(patch, times.span, around)
    filing = Filing() if times is None or unlinked else _filing(patch, times, around, stored)
    problems += filing.problems
    if problems or times is None:
        return Plan(problems=problems)
    columns, lists = links(patch)
    if filing.schedule_date is not None:
        columns["schedule_date_id"] = filing.schedule_date
    return Plan(
        columns=details(patch, stored.names if stored else None) | columns,
        times=timed.times,
        day=filing.day,
        location=patch.get("location"),
        lists=lists,
        attachments=attachments(patch),
        warnings=timed.warnings,
    )


def problems_with_ids(patch: Patch, **addressed: UUID) -> list[Problem]:
    """An id in the body that disagrees with the one addressed."""
    return [
        Problem(ProblemCode.INVALID, f"What is addressed is {uuid}.", (camel(name),))
        for name, uuid in addressed.items()
        if patch.get(name) not in (None, uuid)
    ]


def _times(patch: Patch, around: Surroundings, stored: Stored | None, after: datetime | None) -> PlannedTimes:
    if stored is not None and TIMED_BY.isdisjoint(patch):
        return PlannedTimes(None)
    return plan_times(patch, around.timezone, stored.times if stored else None, after=after)


def _filing(patch: Patch, times: Times, around: Surroundings, stored: Stored | None) -> Filing:
    if stored is not None and (TIMED_BY | FILED_BY).isdisjoint(patch):
        return Filing()
    return file(patch, times.span.starts_at, around, stored.filed() if stored else None)
