"""Discounts in the schema: their words, and the early bird of an event or a ticket."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from app.booking.values import OccurrenceRelation
from app.core.named_types import LocalDateTime
from app.discounts.values import DiscountType, DiscountWindowType
from app.graph.amounts import printed_discount
from app.graph.enums import enum_type
from app.graph.reading.mapping import Column, Embedded, column, part, reads

enum_type(
    DiscountType,
    "What a discount or a deduction is. Source: EventBookings `discount_type`.",
    PERCENTAGE="So many per cent, 0 to 100.",
    FIXED="So much of the event's currency.",
)
enum_type(
    DiscountWindowType,
    "How the moments of a discount are given. Source: EventBookings `early_bird_discount.type`.",
    SPECIFIC_TIME="At the given times.",
    RELATIVE_TO_OCCURRENCE="Counted from the event's first occurrence.",
)


def discount(kind: str, minor: str, description: str) -> Any:
    """A field of the exact decimal that two columns of the row come to; the row has a `currency`."""
    with_decimals = " A percentage with 2 decimals, or an amount with all decimals of the event's currency."
    return reads(printed_discount(kind, minor), description + with_decimals)


@strawberry.type(description="A moment of a discount. Source: EventBookings `discount_starts_on`, `discount_ends_on`.")
class DiscountMoment:
    utc: datetime | None = strawberry.field(
        description=(
            "The moment in UTC, resolved for every type on the event's first enabled occurrence, and kept so when"
            " that moves; null without one."
        )
    )
    local: LocalDateTime | None = strawberry.field(description="The moment in the event's time zone.")
    relative_to: OccurrenceRelation | None = strawberry.field(
        description=(
            "Only with RELATIVE_TO_OCCURRENCE: what the offset counts from (`occurrence_discount_start_type`,"
            " `occurrence_discount_end_type`)."
        )
    )
    offset_minutes: int = strawberry.field(
        description=(
            "Only with RELATIVE_TO_OCCURRENCE: minutes (`occurrence_discount_start_offset`,"
            " `occurrence_discount_end_offset`)."
        )
    )


def _moment(side: str, description: str, *, absent: str | None = None) -> Any:
    of = f"early_bird_{side}_"
    fields = {"utc": "at", "local": "local", "relativeTo": "relation", "offsetMinutes": "offset_minutes"}
    return reads(Embedded(absent, {name: Column(f"{of}{rest}") for name, rest in fields.items()}), description)


@strawberry.type(description="A discount for who books early. Source: EventBookings `early_bird_discount`.")
class EarlyBirdDiscount:
    discount_type: DiscountType = column("early_bird_discount_type", "Whether it is a percentage or an amount.")
    discount: Decimal = discount("early_bird_discount_type", "early_bird_discount_minor", "How much it takes off.")
    type: DiscountWindowType = column("early_bird_type", "How its moments are given.")
    is_enable_customise_discount_start: bool = column(
        "early_bird_customised_start", "Whether its start is given; else it began when this was said."
    )
    discount_starts_on: DiscountMoment = _moment("starts", "When it starts.")
    discount_ends_on: DiscountMoment | None = _moment(
        "ends",
        "When it ends; null is with the booking itself.",
        absent="{t}.early_bird_ends_local IS NULL AND {t}.early_bird_ends_relation IS NULL",
    )


def early_bird(description: str) -> Any:
    """The field of a row that has the columns."""
    return part(f"{description} Null is none.", absent="{t}.early_bird_discount_type IS NULL")
