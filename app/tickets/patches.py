"""Patches of tickets and their prices."""

from decimal import Decimal
from typing import Required, TypedDict
from uuid import UUID

from app.booking.patches import BookingEndPatch, TicketBookingStartPatch
from app.core.named_types import URL
from app.discounts.patches import EarlyBirdDiscountPatch
from app.tickets.values import TicketCategory, TicketDisplayOrder


class MinimumQuantityPatch(TypedDict, total=False):
    enable: bool | None
    mandatory: bool | None
    quantity: int | None


class PricePatch(TypedDict, total=False):
    uuid: UUID | None
    name: str | None
    amount: Required[Decimal]
    quantity_included: int | None
    minimum_quantity: MinimumQuantityPatch | None


class TicketSettingsPatch(TypedDict, total=False):
    booking_starts_on: TicketBookingStartPatch | None
    booking_ends_on: BookingEndPatch | None


class TicketAttributePatch(TypedDict, total=False):
    name: Required[str]
    value: str | None


class TicketPatch(TypedDict, total=False):
    description: str | None
    category: TicketCategory | None
    quantity: int | None
    quantity_per_occurrence: int | None
    max_quantity_per_customer: int | None
    display_order: TicketDisplayOrder | None
    active: bool | None
    session_uuid: UUID | None
    parent_uuid: UUID | None
    min_donation_amount: Decimal | None
    max_donation_amount: Decimal | None
    default_donation_amount: Decimal | None
    prices: list[PricePatch] | None
    instruction: str | None
    url_digital_pass: URL | None
    custom_attributes: list[TicketAttributePatch] | None
    early_bird_discount: EarlyBirdDiscountPatch | None
    settings: TicketSettingsPatch | None


class CreateTicketPatch(TicketPatch, total=False):
    name: Required[str]


class UpdateTicketPatch(TicketPatch, total=False):
    name: str | None
