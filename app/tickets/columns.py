"""The stored values of tickets, their prices and attributes, by column."""

from typing import TypedDict
from uuid import UUID

from app.booking.columns import BookingWindowValues
from app.discounts.columns import EarlyBirdValues
from app.tickets.patches import TicketAttributePatch


class DonationValues(TypedDict, total=False):
    """The amounts that a DONATION ticket may have, in minor units."""

    donation_min_minor: int | None
    donation_max_minor: int | None
    donation_default_minor: int | None


class TicketValues(BookingWindowValues, EarlyBirdValues, DonationValues, total=False):
    """What rules read and change of a ticket."""

    name: str
    description: str | None
    category: str
    currency: str
    quantity: int | None
    quantity_sold: int
    quantity_per_occurrence: int | None
    max_quantity_per_customer: int | None
    display_order: str
    active: bool
    session_id: UUID | None
    parent_id: UUID | None
    instruction: str | None
    url_digital_pass: str | None


class MinimumValues(TypedDict, total=False):
    """How many have to be bought at this price."""

    minimum_quantity_enabled: bool
    minimum_quantity_mandatory: bool
    minimum_quantity: int | None


class PriceValues(MinimumValues, total=False):
    """What a patch changes of a price."""

    position: int
    name: str | None
    amount_minor: int
    currency: str
    quantity_included: int


class TicketAttributeValues(TicketAttributePatch, total=False):
    """An attribute is stored as it is sent, in its place of the list."""

    position: int
