"""Discounts in the schema, and the early bird discount of an event or a ticket."""

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
    "The type of a discount or a deduction.",
    PERCENTAGE="A percentage, 0 to 100.",
    FIXED="An amount of the event's currency.",
)
enum_type(
    DiscountWindowType,
    "How the start and the end of a discount are defined.",
    SPECIFIC_TIME="At the given times.",
    RELATIVE_TO_OCCURRENCE="Relative to the event's first occurrence.",
)


def discount(kind: str, minor: str, description: str) -> Any:
    """A field with the exact decimal of these two columns; the row has a `currency`."""
    with_decimals = " A percentage with 2 decimals, or an amount with all decimals of the event's currency."
    return reads(printed_discount(kind, minor), description + with_decimals)


@strawberry.type(description="The start or end of a discount.")
class DiscountMoment:
    utc: datetime | None = strawberry.field(
        description=(
            "The moment in UTC, resolved for every type by the event's first enabled occurrence and again when that"
            " moves; null if it is relative to an occurrence and none is enabled."
        )
    )
    local: LocalDateTime | None = strawberry.field(description="The moment in the event's time zone.")
    relative_to: OccurrenceRelation | None = strawberry.field(
        description="Only with RELATIVE_TO_OCCURRENCE: what the offset counts from."
    )
    offset_minutes: int = strawberry.field(description="Only with RELATIVE_TO_OCCURRENCE: minutes.")


def _moment(side: str, description: str, *, absent: str | None = None) -> Any:
    of = f"early_bird_{side}_"
    fields = {"utc": "at", "local": "local", "relativeTo": "relation", "offsetMinutes": "offset_minutes"}
    return reads(Embedded(absent, {name: Column(f"{of}{rest}") for name, rest in fields.items()}), description)


@strawberry.type(description="An early bird discount.")
class EarlyBirdDiscount:
    discount_type: DiscountType = column("early_bird_discount_type", "Whether it is a percentage or an amount.")
    discount: Decimal = discount("early_bird_discount_type", "early_bird_discount_minor", "How much it takes off.")
    type: DiscountWindowType = column("early_bird_type", "How its start and end are defined.")
    is_enable_customise_discount_start: bool = column(
        "early_bird_customised_start", "Whether its start is customised; else it started when it was set."
    )
    discount_starts_on: DiscountMoment = _moment("starts", "When it starts.")
    discount_ends_on: DiscountMoment | None = _moment(
        "ends",
        "When it ends; null means when booking closes.",
        absent="{t}.early_bird_ends_local IS NULL AND {t}.early_bird_ends_relation IS NULL",
    )


def early_bird(description: str) -> Any:
    """The field of a row that has the columns."""
    return part(f"{description} Null without one.", absent="{t}.early_bird_discount_type IS NULL")
