"""The stored values of a booking window, by column."""

from datetime import datetime
from typing import TypedDict

from app.discounts.columns import EarlyBirdValues


class WindowEndsValues(TypedDict, total=False):
    """How a window opens and closes, and the moments at which it does."""

    booking_starts_type: str
    booking_starts_at: datetime | None
    booking_starts_local: datetime | None
    booking_starts_relation: str | None
    booking_starts_offset_minutes: int
    booking_ends_type: str
    booking_ends_at: datetime | None
    booking_ends_local: datetime | None
    booking_ends_relation: str | None
    booking_ends_offset_minutes: int


class BookingWindowValues(WindowEndsValues, total=False):
    """All columns of a window."""

    hide_ticket_until_booking_start: bool


class LevelValues(TypedDict, total=False):
    """Whether the event's window applies or each ticket's own, by end; only an event has these columns."""

    booking_starts_level: str
    booking_ends_level: str


# The columns of an event that its windows and those of its tickets and dates follow from, with those dates.
RESOLVED_FROM = frozenset(
    {
        *WindowEndsValues.__annotations__,
        *LevelValues.__annotations__,
        *EarlyBirdValues.__annotations__,
        "blockout_period_minutes",
    }
)


class ResolvedValues(TypedDict, total=False):
    """From when until when a ticket or an occurrence can be booked."""

    opens_at: datetime | None
    opens_local: datetime | None
    closes_at: datetime | None
    closes_local: datetime | None
