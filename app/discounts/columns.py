"""The stored values of an early bird discount, by column."""

from datetime import datetime
from typing import TypedDict


class EarlyBirdMoments(TypedDict, total=False):
    """When the discount starts and ends."""

    early_bird_starts_at: datetime | None
    early_bird_starts_local: datetime | None
    early_bird_ends_at: datetime | None
    early_bird_ends_local: datetime | None


class EarlyBirdValues(EarlyBirdMoments, total=False):
    """All columns of a discount."""

    early_bird_discount_type: str | None
    early_bird_discount_minor: int | None
    early_bird_type: str | None
    early_bird_customised_start: bool
    early_bird_starts_relation: str | None
    early_bird_starts_offset_minutes: int
    early_bird_ends_relation: str | None
    early_bird_ends_offset_minutes: int
