"""A reschedule as all parts of an event are given it: which dates move, and how far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.datetimes import move_out_of_gap
from app.core.problems import Path, Problem, ProblemCode
from app.core.time import in_range, local_of
from app.events.common.part.movement import ShiftAhead
from app.events.dates.reschedule.values import RescheduleScope
from app.occurrences.rules import RecurrenceRule
from app.occurrences.rules.shifting import Shift
from app.occurrences.tables import OccurrenceRow


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with its local time, with the names of `ZonedDateTime`."""

    utc: datetime
    local: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class Times:
    """The start and the end of a row, which keep their values when the row moves."""

    starts_on: Moment
    ends_on: Moment

    @classmethod
    def of(cls, row: Any) -> "Times":
        """Of any row that has both, with their local times."""
        zone = row.timezone
        return cls(Moment(row.starts_at, row.starts_local, zone), Moment(row.ends_at, row.ends_local, zone))


@dataclass(frozen=True, slots=True)
class DateInScope:
    """A date that moves: its row, and its times before."""

    row: OccurrenceRow
    before: Times


@dataclass(frozen=True, slots=True)
class Reschedule:
    """The change that rescheduleEvent makes. The dates and the shift are chosen first.

    path        the input that says how far
    days        by how many days of the calendar the day of the first date in scope changes
    dates       all dates of the event, by their start before. Their part moves them, and parts behind it read the new
                starts there. Out of the session
    in_scope    those that move
    anchor      the one that the others follow; None for an event without dates
    rule        the recurrence rule before
    """

    scope: RescheduleScope
    path: Path
    shift: Shift
    days: int
    dates: Sequence[OccurrenceRow]
    in_scope: Sequence[DateInScope]
    anchor: OccurrenceRow | None
    rule: RecurrenceRule | None
    reason: str | None
    now: datetime

    @property
    def moves_all(self) -> bool:
        """Whether everything that is still to come moves, not only dates and what takes place on them."""
        return self.scope is RescheduleScope.ALL

    def ahead(self) -> ShiftAhead:
        """The movement of single moments, which collects nothing for the warnings."""
        return ShiftAhead(replace(self.shift, missing={}), self.now)

    def along(self, at: datetime, old: datetime, new: datetime) -> datetime:
        """Move `at` as far in local time as its date moves from `old` to `new`."""
        zone = self.shift.zone
        local = local_of(at, zone) + (local_of(new, zone) - local_of(old, zone))
        moved, was_missing = move_out_of_gap(local, zone)
        if was_missing:
            self.shift.missing[local] = moved
        return moved

    def problems_with_range(self, moved: Iterable[Any]) -> list[Problem]:
        """One, if the rows that have moved, or anything else that the shift was applied to, cannot be stored."""
        if self.shift.beyond or not all(in_range(row.ends_at) for row in moved):
            return [beyond_the_calendar(self.path)]
        return []


def beyond_the_calendar(path: Path) -> Problem:
    return Problem(ProblemCode.OUT_OF_RANGE, "Dates would come to lie outside the years 1900 to 9998.", path)
