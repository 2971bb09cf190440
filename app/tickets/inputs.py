"""What is sent about tickets and their prices."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.tickets.patches import (
    CreateTicketPatch,
    MinimumQuantityPatch,
    PricePatch,
    TicketAttributePatch,
    TicketSettingsPatch,
    UpdateTicketPatch,
)

_AMOUNT = "At most as many decimals as the event's currency has, and never below 0."
_DONATION = f"DONATION tickets only; null clears it. {_AMOUNT} Source: EventBookings `levels[]."


@described_input("From which quantity a price can be bought. Source: EventBookings `minimum_quantity`.")
class MinimumQuantityInput(Input[MinimumQuantityPatch]):
    enable = described("Whether there is one; then it needs `quantity`. Null is false.")
    mandatory = described("Whether the minimum also holds for every buyer; null is false.")
    quantity = described(f"The least quantity, 1 to {limits.COUNT}; null clears it.")


@described_input("One way to pay for a ticket. Source: EventBookings `levels[].pricing_details[]`.")
class PriceInput(Input[PricePatch]):
    uuid = described(
        "The stored price that this item keeps; what the item leaves out then stays as it is. Without it, a new price."
    )
    name = described(
        f"What tells it from the ticket's other prices, 1 to {limits.DISPLAY_NAME} characters;"
        " null clears it. Source: EventBookings `variation`."
    )
    amount = described(f"The price, in the event's currency. {_AMOUNT} Source: EventBookings `price`.")
    quantity_included = described(
        f"How many admissions it buys, 1 to {limits.COUNT}; null is 1. Source: EventBookings `quantity_included`."
    )
    minimum_quantity = described("From which quantity it can be bought; null switches that off and clears it.")


@described_input("When a ticket can be booked. Source: EventBookings `levels[].settings`.")
class TicketSettingsInput(Input[TicketSettingsPatch]):
    booking_starts_on = described("When booking opens, where the event leaves that to its tickets; null is IMMEDIATE.")
    booking_ends_on = described(
        "When booking closes, where the event leaves that to its tickets; null is CONTINUE_UNTIL_EVENT_ENDS."
    )


@described_input(
    "Something noted of a ticket by name. Source: EventBookings `levels[].custom_attributes[]`; the shape is ours."
)
class TicketAttributeInput(Input[TicketAttributePatch]):
    name = described(f"Its name, 1 to {limits.DISPLAY_NAME} characters.")
    value = described(f"Its value, at most {limits.DISPLAY_NAME} characters; null is none.")


class _TicketInput:
    description = described(
        f"What the ticket is for, at most {limits.DESCRIPTION} characters; null clears it."
        " Source: EventBookings `levels[].description`."
    )
    category = described(
        "How it is paid for; null is PAID. FREE and DONATION tickets have no price above 0."
        " Source: EventBookings `levels[].category`."
    )
    quantity = described(
        f"How many there are, 0 to {limits.COUNT} and not below what is sold; null means no limit."
        " Source: EventBookings `levels[].quantity`."
    )
    quantity_per_occurrence = described(
        f"How many there are for each date, 0 to {limits.COUNT} and not below what is sold on any one date; null"
        " means no limit. `quantity` stays that of all dates together."
    )
    max_quantity_per_customer = described(
        f"How many one customer may have, 1 to {limits.COUNT}; null means no limit."
        " Source: EventBookings `levels[].max_quantity_per_customer`."
    )
    display_order = described(
        "How its prices are arranged; null is NATURAL. Source: EventBookings `levels[].display_order`."
    )
    active = described("Whether it is on sale; null is true. Source: EventBookings `levels[].status`.")
    session_uuid = described(
        "The session of the same event that it is for; null means none. Source: EventBookings `levels[].session_id`."
    )
    parent_uuid = described(
        "The ticket of the same event that it is a variant of, not archived and not one of its own"
        " variants; null means none. Source: EventBookings `levels[].parent_id`."
    )
    min_donation_amount = described(f"The least donation. {_DONATION}min_donation_amount`.")
    max_donation_amount = described(f"The greatest donation, not below the least. {_DONATION}max_donation_amount`.")
    default_donation_amount = described(
        f"The suggested donation, between the two. {_DONATION}default_donation_amount`."
    )
    prices = described(
        f"The ways to pay for it in their order, at most {limits.PRICES}; null is none. The list"
        " replaces the stored one; a price that was sold cannot be left out."
        " Source: EventBookings `levels[].pricing_details[]`."
    )
    instruction = described(
        f"What its holders are told, at most {limits.INSTRUCTION} characters; null clears it."
        " Source: EventBookings `levels[].ticket_instruction`."
    )
    url_digital_pass = described(
        "Where its pass for phones is: an http(s) address or a storage path; null clears it."
        " Source: EventBookings `levels[].url_digital_pass`."
    )
    custom_attributes = described(
        f"All that is noted of it by name, at most {limits.TICKET_ATTRIBUTES}; null is none."
        " Source: EventBookings `levels[].custom_attributes[]`."
    )
    early_bird_discount = described(
        "What who books it early saves; null is none. Source: EventBookings `levels[].early_bird_discount`."
    )
    settings = described("When it can be booked; null sets both ends back to their defaults.")


@described_input("A new kind of ticket.")
class CreateTicketInput(_TicketInput, Input[CreateTicketPatch]):
    name = described(f"Its name, 1 to {limits.DISPLAY_NAME} characters. Source: EventBookings `levels[].name`.")


@described_input("What to change of a ticket; what is left out stays as it is.")
class UpdateTicketInput(_TicketInput, Input[UpdateTicketPatch]):
    name = described(
        f"Its name, 1 to {limits.DISPLAY_NAME} characters; never null. Source: EventBookings `levels[].name`."
    )
