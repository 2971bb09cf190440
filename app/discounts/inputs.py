"""What is sent about an early bird discount."""

from datetime import datetime
from decimal import Decimal

import strawberry

from app.booking.values import OccurrenceRelation
from app.core import limits
from app.discounts.values import DiscountType, DiscountWindowType
from app.graph.scalars import LocalDateTime

AMOUNT = (
    "A percentage of 0 to 100 with at most 2 decimals, or an amount not below 0 with at most as many decimals as the"
    " event's currency has."
)
_SOURCE = "Source: EventBookings `early_bird_discount"
_RELATIVE = "Needed with RELATIVE_TO_OCCURRENCE, refused with SPECIFIC_TIME: "


@strawberry.input(description="A moment of a discount. What is left out stays; what is not of its type is refused.")
class DiscountMomentInput:
    utc: strawberry.Maybe[datetime | None] = strawberry.field(
        description="With SPECIFIC_TIME: the moment in UTC. This, `local`, or both, which must then agree."
    )
    local: strawberry.Maybe[LocalDateTime | None] = strawberry.field(
        description="With SPECIFIC_TIME: the moment as a wall clock in the event's time zone."
    )
    relative_to: strawberry.Maybe[OccurrenceRelation | None] = strawberry.field(
        description=f"{_RELATIVE}what the offset counts from, of the event's first occurrence."
    )
    offset_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES}."
    )


@strawberry.input(
    description=(
        "A discount for who books early, which ends no earlier than it starts. What is left out stays; a new one needs"
        f" `discountType` and `discount`. {_SOURCE}`."
    )
)
class EarlyBirdDiscountInput:
    discount_type: strawberry.Maybe[DiscountType | None] = strawberry.field(
        description=f"Whether it is a percentage or an amount; never null. {_SOURCE}.discount_type`."
    )
    discount: strawberry.Maybe[Decimal | None] = strawberry.field(
        description=f"How much it takes off; never null. {AMOUNT} {_SOURCE}.discount`."
    )
    type: strawberry.Maybe[DiscountWindowType | None] = strawberry.field(
        description=(
            "How its moments are given; null is SPECIFIC_TIME. Another one forgets the stored moments."
            f" {_SOURCE}.type`."
        )
    )
    is_enable_customise_discount_start: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether `discountStartsOn` holds, which is then needed; null is false: it starts now."
            f" {_SOURCE}.is_enable_customise_discount_start`."
        )
    )
    discount_starts_on: strawberry.Maybe[DiscountMomentInput | None] = strawberry.field(
        description=f"When it starts, where that is customised; refused else. {_SOURCE}.discount_starts_on`."
    )
    discount_ends_on: strawberry.Maybe[DiscountMomentInput | None] = strawberry.field(
        description=f"When it ends; null is with the booking itself. {_SOURCE}.discount_ends_on`."
    )
