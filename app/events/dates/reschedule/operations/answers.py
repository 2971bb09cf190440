"""What rescheduling answers: where every date and every session in it was, and where it is."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as the schema answers it."""

    utc: datetime
    local: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class Times:
    """The start and the end of something while it moves; `held` is a row that has both, with their wall clocks."""

    starts_on: Moment
    ends_on: Moment

    @classmethod
    def of(cls, held: Any) -> "Times":
        zone = held.timezone
        return cls(Moment(held.starts_at, held.starts_local, zone), Moment(held.ends_at, held.ends_local, zone))


@dataclass(frozen=True, slots=True)
class MovedSession:
    """`session_occurrence_uuid` is None for a session that has no date."""

    session_occurrence_uuid: UUID | None
    session_uuid: UUID
    name: str
    old_starts_on: Moment
    old_ends_on: Moment
    new_starts_on: Moment
    new_ends_on: Moment


@dataclass(frozen=True, slots=True)
class MovedDate:
    """`sessions` in the order of their start before."""

    occurrence_uuid: UUID
    old_starts_on: Moment
    old_ends_on: Moment
    new_starts_on: Moment
    new_ends_on: Moment
    booked_seats: int
    sessions: list[MovedSession] = field(default_factory=list)
