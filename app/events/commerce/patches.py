"""Patches of an event's prices, refunds, fees, taxes and coupons."""

from decimal import Decimal
from typing import Required, TypedDict
from uuid import UUID

from app.core.patches import ZonedDateTimePatch
from app.discounts.values import DiscountType
from app.sessions.values import LinkType


class EventPricingPatch(TypedDict, total=False):
    price_is_fee_inclusive: bool | None
    price_is_tax_inclusive: bool | None


class RefundAmountPatch(TypedDict, total=False):
    discount_type: DiscountType | None
    discount_unit: Decimal | None


class RefundPolicyPatch(TypedDict, total=False):
    automatic: bool | None
    cancel_before_event_starts_hours: int | None
    amount: RefundAmountPatch | None


class RefundPatch(TypedDict, total=False):
    available: bool | None
    policy: RefundPolicyPatch | None


class FeeRatePatch(TypedDict, total=False):
    name: Required[str]
    value: Required[Decimal]


class LinePatch(TypedDict, total=False):
    """Of the lists of taxes."""

    name: Required[str]
    value: Required[str]


class FeeTaxPatch(LinePatch, total=False):
    """A tax on fees."""


class FeesPatch(TypedDict, total=False):
    pass_on: bool | None
    price_is_tax_inclusive: bool | None
    rates: list[FeeRatePatch] | None
    taxes: list[FeeTaxPatch] | None


class TaxPatch(LinePatch, total=False):
    """A tax on what the event sells."""


class CouponTicketsPatch(TypedDict, total=False):
    type: Required[LinkType]
    uuids: list[UUID] | None


class CouponPatch(TypedDict, total=False):
    uuid: UUID | None
    name: str | None
    code: str | None
    discount_type: DiscountType | None
    discount: Decimal | None
    quantity: int | None
    active: bool | None
    starts_on: ZonedDateTimePatch | None
    ends_on: ZonedDateTimePatch | None
    tickets: CouponTicketsPatch | None
