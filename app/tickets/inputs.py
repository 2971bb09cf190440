"""Inputs of tickets and their prices."""

from app.core import limits
from app.graph.descriptions import NO_EFFECT
from app.graph.inputs import Input, described, described_input
from app.tickets.patches import (
    CreateTicketPatch,
    MinimumQuantityPatch,
    PricePatch,
    TicketAttributePatch,
    TicketSettingsPatch,
    UpdateTicketPatch,
)

_AMOUNT = "At least 0, with at most as many decimals as the event's currency has."
_DONATION = f"DONATION tickets only; null removes it. {_AMOUNT}"


@described_input("From which quantity a price can be bought.")
class MinimumQuantityInput(Input[MinimumQuantityPatch]):
    enable = described("Whether there is a minimum, which then needs `quantity`; null means false.")
    mandatory = described(f"{NO_EFFECT} Whether the minimum also applies to every buyer; null means false.")
    quantity = described(f"The least quantity, 1 to {limits.COUNT:,}; null removes it.")


@described_input("One way to pay for a ticket.")
class PriceInput(Input[PricePatch]):
    uuid = described(
        "The stored price to keep; fields that are not sent then keep their values. Null or absent means a new price."
    )
    name = described(
        f"Name that distinguishes it from the ticket's other prices, 1 to {limits.DISPLAY_NAME:,} characters; null"
        " removes it."
    )
    amount = described(f"The price, in the event's currency. {_AMOUNT}")
    quantity_included = described(f"How many admissions it buys, 1 to {limits.COUNT:,}; null means 1.")
    minimum_quantity = described("From which quantity it can be bought; null removes the minimum.")


@described_input("When a ticket can be booked.")
class TicketSettingsInput(Input[TicketSettingsPatch]):
    booking_starts_on = described("When booking opens, if the event's level is TICKET; null means IMMEDIATE.")
    booking_ends_on = described(
        "When booking closes, if the event's level is TICKET; null means CONTINUE_UNTIL_EVENT_ENDS."
    )


@described_input("A named attribute of a ticket.")
class TicketAttributeInput(Input[TicketAttributePatch]):
    name = described(f"Its name, 1 to {limits.DISPLAY_NAME:,} characters.")
    value = described(f"Its value, at most {limits.DISPLAY_NAME:,} characters; null removes it.")


class _TicketInput:
    description = described(f"What the ticket is for, at most {limits.DESCRIPTION:,} characters; null removes it.")
    category = described("How it is paid for; null means PAID. FREE and DONATION tickets have no price above 0.")
    quantity = described(f"How many there are, 0 to {limits.COUNT:,} and not below what is sold; null means no limit.")
    quantity_per_occurrence = described(
        f"How many there are for each date, 0 to {limits.COUNT:,} and not below what is sold on any one date; null"
        " means no limit. `quantity` applies to all dates together."
    )
    max_quantity_per_customer = described(
        f"How many one customer may have, 1 to {limits.COUNT:,}; null means no limit."
    )
    display_order = described("How its prices are ordered; null means NATURAL.")
    active = described("Whether it is on sale; null means true.")
    session_uuid = described("The session of the same event that it is for; null means none.")
    parent_uuid = described(
        "The ticket of the same event that it is a variant of, not archived and not one of its own variants; null means"
        " none."
    )
    min_donation_amount = described(f"The least donation. {_DONATION}")
    max_donation_amount = described(f"The greatest donation, not below the least. {_DONATION}")
    default_donation_amount = described(f"The suggested donation, between the two. {_DONATION}")
    prices = described(
        f"The ways to pay for it in their order, at most {limits.PRICES:,}; null means none. The list"
        " replaces the stored"
        " one; prices that were sold must stay in it."
    )
    instruction = described(
        f"Instructions for its holders, at most {limits.INSTRUCTION:,} characters; null removes them."
    )
    url_digital_pass = described("Its pass for phones: an http(s) address or a storage path; null removes it.")
    custom_attributes = described(
        f"Its named attributes, at most {limits.TICKET_ATTRIBUTES:,}, replacing the stored ones; null removes all."
    )
    early_bird_discount = described("Its early bird discount; null removes it.")
    settings = described("When it can be booked; null restores both defaults.")


@described_input("A new kind of ticket.")
class CreateTicketInput(_TicketInput, Input[CreateTicketPatch]):
    name = described(f"Its name, 1 to {limits.DISPLAY_NAME:,} characters.")


@described_input("What to change of a ticket; fields that are not sent keep their values.")
class UpdateTicketInput(_TicketInput, Input[UpdateTicketPatch]):
    name = described(f"Its name, 1 to {limits.DISPLAY_NAME:,} characters; never null.")
