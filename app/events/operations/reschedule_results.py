"""What rescheduleEvent answers: the old and the new times of every date, and of every session in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.events.agenda.part.sessions import MovedSession
from app.events.common.part.reschedule import Moment, Reschedule, Times


@dataclass(frozen=True, slots=True)
class MovedDate:
    """`sessions` in the order of their start before."""

    occurrence_uuid: UUID
    old_starts_on: Moment
    old_ends_on: Moment
    new_starts_on: Moment
    new_ends_on: Moment
    booked_seats: int
    sessions: Sequence[MovedSession] = field(default_factory=list)


def moved_dates(reschedule: Reschedule, sessions: Mapping[UUID, Sequence[MovedSession]]) -> list[MovedDate]:
    """The dates in scope, which have moved. `sessions`: those of each date."""
    found = []
    for date in reschedule.in_scope:
        row, before, after = date.row, date.before, Times.of(date.row)
        times = (before.starts_on, before.ends_on, after.starts_on, after.ends_on)
        found.append(MovedDate(row.id, *times, row.booked_count, sessions.get(row.id, ())))
    return found
