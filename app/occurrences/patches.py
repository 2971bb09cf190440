"""The patch of one occurrence."""

from typing import TypedDict
from uuid import UUID

from app.core.patches import ZonedDateTimePatch
from app.occurrences.values import BookingsChoice


class UpdateOccurrencePatch(TypedDict, total=False):
    enabled: bool | None
    reason: str | None
    starts_on: ZonedDateTimePatch | None
    ends_on: ZonedDateTimePatch | None
    duration_minutes: int | None
    bookings: BookingsChoice | None
    move_to: UUID | None
    capacity: int | None
