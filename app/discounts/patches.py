"""Patches of an early bird discount."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from app.booking.values import OccurrenceRelation
from app.core.named_types import LocalDateTime
from app.discounts.values import DiscountType, DiscountWindowType


class DiscountMomentPatch(TypedDict, total=False):
    utc: datetime | None
    local: LocalDateTime | None
    relative_to: OccurrenceRelation | None
    offset_minutes: int | None


class EarlyBirdDiscountPatch(TypedDict, total=False):
    discount_type: DiscountType | None
    discount: Decimal | None
    type: DiscountWindowType | None
    is_enable_customise_discount_start: bool | None
    discount_starts_on: DiscountMomentPatch | None
    discount_ends_on: DiscountMomentPatch | None
