"""What a calendar shows: events, and the dates on which they take place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class JoinAddress:
    """Where an online event is joined."""

    name: str | None
    url: str


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What all dates of one event show alike. `place` and `position` are None where the caller may not see them.

    `position`: degrees north and east. `all_day`: its dates are shown as taking whole days. `url`: its page.
    """

    id: UUID
    version: int
    updated_at: datetime
    timezone: str
    url: str
    title: str
    description: str | None
    cancelled: bool
    cancellation_reason: str | None
    all_day: bool
    place: str | None
    position: tuple[float, float] | None
    categories: tuple[str, ...]
    joined_at: tuple[JoinAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class DateFacts:
    """One entry of a calendar. `id` identifies it as long as it exists, also when it moves.

    `takes_place`: it is enabled; whether its event is cancelled is a fact of the event. `is_slot`: it is one timeslot
    of a date.
    """

    id: UUID
    event_id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    starts_at: datetime
    ends_at: datetime
    takes_place: bool
    cancellation_reason: str | None
    is_slot: bool = False


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """A calendar with its name. `dates` are in order of their start, and `events` holds the event of each."""

    name: str
    events: tuple[EventFacts, ...]
    dates: tuple[DateFacts, ...]
