"""The stored values of an event's money, by column."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from app.discounts.columns import EarlyBirdValues
from app.events.commerce.patches import LinePatch


class PricingValues(TypedDict, total=False):
    """What prices include."""

    price_is_fee_inclusive: bool
    price_is_tax_inclusive: bool


class FeesValues(TypedDict, total=False):
    """Who pays fees, and what they include."""

    fees_pass_on: bool
    fees_price_is_tax_inclusive: bool


class RefundValues(TypedDict, total=False):
    """Whether there are refunds."""

    refund_available: bool


class PolicyValues(TypedDict, total=False):
    """The terms of refunds."""

    refund_automatic: bool
    refund_cancel_before_hours: int


class KeptValues(TypedDict, total=False):
    """The part of a refund that is kept, stored like a discount."""

    refund_discount_type: str
    refund_discount_minor: int


class CommerceValues(PricingValues, FeesValues, RefundValues, PolicyValues, KeptValues, total=False):
    """All of these columns of the event's row."""


class MoneyValues(CommerceValues, EarlyBirdValues, total=False):
    """With the early bird discount."""


class LineValues(LinePatch, total=False):
    """A tax is stored as it is sent, and a rate of fees with its number as text."""


class DescribedCouponValues(TypedDict, total=False):
    """What a patch has of a coupon as it is stored."""

    name: str | None
    code: str
    quantity: int | None
    active: bool


class CouponWindowValues(TypedDict, total=False):
    """When a coupon can be used; each end may be open."""

    starts_at: datetime | None
    ends_at: datetime | None


class CouponValues(DescribedCouponValues, CouponWindowValues, total=False):
    """What rules read and change of a coupon."""

    id: UUID
    position: int
    code_key: str
    discount_type: str
    discount_minor: int
    used: int
    tickets_type: str
