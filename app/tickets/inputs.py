"""What is sent about tickets and their prices."""

from decimal import Decimal
from uuid import UUID

import strawberry

from app.booking.inputs import BookingEndInput, TicketBookingStartInput
from app.core import limits
from app.discounts.inputs import EarlyBirdDiscountInput
from app.graph.scalars import URL
from app.tickets.values import TicketCategory, TicketDisplayOrder

_AMOUNT = "At most as many decimals as the event's currency has, and never below 0."
_DONATION = f"DONATION tickets only; null clears it. {_AMOUNT} Source: EventBookings `levels[]."


@strawberry.input(description="From which quantity a price can be bought. Source: EventBookings `minimum_quantity`.")
class MinimumQuantityInput:
    enable: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether there is one; then it needs `quantity`. Null is false."
    )
    mandatory: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether the minimum also holds for every buyer; null is false."
    )
    quantity: strawberry.Maybe[int | None] = strawberry.field(
        description=f"The least quantity, 1 to {limits.COUNT}; null clears it."
    )


@strawberry.input(description="One way to pay for a ticket. Source: EventBookings `levels[].pricing_details[]`.")
class PriceInput:
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The stored price that this item keeps; what the item leaves out then stays as it is. Without it,"
            " a new price."
        )
    )
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What tells it from the ticket's other prices, 1 to {limits.DISPLAY_NAME} characters;"
            " null clears it. Source: EventBookings `variation`."
        )
    )
    amount: Decimal = strawberry.field(
        description=f"The price, in the event's currency. {_AMOUNT} Source: EventBookings `price`."
    )
    quantity_included: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"How many admissions it buys, 1 to {limits.COUNT}; null is 1. Source: EventBookings `quantity_included`."
        )
    )
    minimum_quantity: strawberry.Maybe[MinimumQuantityInput | None] = strawberry.field(
        description="From which quantity it can be bought; null switches that off and clears it."
    )


@strawberry.input(description="When a ticket can be booked. Source: EventBookings `levels[].settings`.")
class TicketSettingsInput:
    booking_starts_on: strawberry.Maybe[TicketBookingStartInput | None] = strawberry.field(
        description="When booking opens, where the event leaves that to its tickets; null is IMMEDIATE."
    )
    booking_ends_on: strawberry.Maybe[BookingEndInput | None] = strawberry.field(
        description=(
            "When booking closes, where the event leaves that to its tickets; null is CONTINUE_UNTIL_EVENT_ENDS."
        )
    )


@strawberry.input(
    description=(
        "Something noted of a ticket by name. Source: EventBookings `levels[].custom_attributes[]`; the shape is ours."
    )
)
class TicketAttributeInput:
    name: str = strawberry.field(description=f"Its name, 1 to {limits.DISPLAY_NAME} characters.")
    value: strawberry.Maybe[str | None] = strawberry.field(
        description=f"Its value, at most {limits.DISPLAY_NAME} characters; null is none."
    )


@strawberry.input
class _TicketInput:
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What the ticket is for, at most {limits.DESCRIPTION} characters; null clears it."
            " Source: EventBookings `levels[].description`."
        )
    )
    category: strawberry.Maybe[TicketCategory | None] = strawberry.field(
        description=(
            "How it is paid for; null is PAID. FREE and DONATION tickets have no price above 0."
            " Source: EventBookings `levels[].category`."
        )
    )
    quantity: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"How many there are, 0 to {limits.COUNT} and not below what is sold; null means no limit."
            " Source: EventBookings `levels[].quantity`."
        )
    )
    quantity_per_occurrence: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"How many there are for each date, 0 to {limits.COUNT} and not below what is sold on any one date; null"
            " means no limit. `quantity` stays that of all dates together."
        )
    )
    max_quantity_per_customer: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"How many one customer may have, 1 to {limits.COUNT}; null means no limit."
            " Source: EventBookings `levels[].max_quantity_per_customer`."
        )
    )
    display_order: strawberry.Maybe[TicketDisplayOrder | None] = strawberry.field(
        description=("How its prices are arranged; null is NATURAL. Source: EventBookings `levels[].display_order`.")
    )
    active: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether it is on sale; null is true. Source: EventBookings `levels[].status`."
    )
    session_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The session of the same event that it is for; null means none."
            " Source: EventBookings `levels[].session_id`."
        )
    )
    parent_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The ticket of the same event that it is a variant of, not archived and not one of its own"
            " variants; null means none. Source: EventBookings `levels[].parent_id`."
        )
    )
    min_donation_amount: strawberry.Maybe[Decimal | None] = strawberry.field(
        description=f"The least donation. {_DONATION}min_donation_amount`."
    )
    max_donation_amount: strawberry.Maybe[Decimal | None] = strawberry.field(
        description=f"The greatest donation, not below the least. {_DONATION}max_donation_amount`."
    )
    default_donation_amount: strawberry.Maybe[Decimal | None] = strawberry.field(
        description=f"The suggested donation, between the two. {_DONATION}default_donation_amount`."
    )
    prices: strawberry.Maybe[list[PriceInput] | None] = strawberry.field(
        description=(
            f"The ways to pay for it in their order, at most {limits.PRICES}; null is none. The list"
            " replaces the stored one; a price that was sold cannot be left out."
            " Source: EventBookings `levels[].pricing_details[]`."
        )
    )
    instruction: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What its holders are told, at most {limits.INSTRUCTION} characters; null clears it."
            " Source: EventBookings `levels[].ticket_instruction`."
        )
    )
    url_digital_pass: strawberry.Maybe[URL | None] = strawberry.field(
        description=(
            "Where its pass for phones is: an http(s) address or a storage path; null clears it."
            " Source: EventBookings `levels[].url_digital_pass`."
        )
    )
    custom_attributes: strawberry.Maybe[list[TicketAttributeInput] | None] = strawberry.field(
        description=(
            f"All that is noted of it by name, at most {limits.TICKET_ATTRIBUTES}; null is none."
            " Source: EventBookings `levels[].custom_attributes[]`."
        )
    )
    early_bird_discount: strawberry.Maybe[EarlyBirdDiscountInput | None] = strawberry.field(
        description="What who books it early saves; null is none. Source: EventBookings `levels[].early_bird_discount`."
    )
    settings: strawberry.Maybe[TicketSettingsInput | None] = strawberry.field(
        description="When it can be booked; null sets both ends back to their defaults."
    )


@strawberry.input(description="A new kind of ticket.")
class CreateTicketInput(_TicketInput):
    name: str = strawberry.field(
        description=f"Its name, 1 to {limits.DISPLAY_NAME} characters. Source: EventBookings `levels[].name`."
    )


@strawberry.input(description="What to change of a ticket; what is left out stays as it is.")
class UpdateTicketInput(_TicketInput):
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Its name, 1 to {limits.DISPLAY_NAME} characters; never null. Source: EventBookings `levels[].name`."
        )
    )
