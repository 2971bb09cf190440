"""The patch of updateSessionOccurrence."""

from typing import TypedDict

from app.core.patches import ZonedDateTimePatch
from app.sessions.values import RsvpCapacity


class UpdateSessionOccurrencePatch(TypedDict, total=False):
    starts_on: ZonedDateTimePatch | None
    ends_on: ZonedDateTimePatch | None
    duration_minutes: int | None
    enabled: bool | None
    reason: str | None
    capacity: int | None
    rsvp_capacity: RsvpCapacity | None
