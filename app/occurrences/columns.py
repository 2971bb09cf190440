"""The stored values of occurrences and their timeslots, by column."""

from typing import TypedDict


class OccurrenceValues(TypedDict, total=False):
    """What a patch has of an occurrence."""

    enabled: bool
    capacity: int | None
    cancellation_reason: str | None
