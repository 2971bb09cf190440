"""What is sent about an event's money."""

from decimal import Decimal
from uuid import UUID

import strawberry

from app.core import limits
from app.discounts.inputs import AMOUNT
from app.discounts.values import DiscountType
from app.graph.times import ZonedDateTimeInput
from app.sessions.values import LinkType

_SOURCE = "Source: EventBookings `event"
_OURS = "Source: EventBookings `event.coupons[]`; no document gives its shape, so that is ours."
_NAME = f"1 to {limits.DISPLAY_NAME} characters."


@strawberry.input(description=f"What the prices of an event contain. {_SOURCE}.pricing`.")
class EventPricingInput:
    price_is_fee_inclusive: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether they contain the fees; null is false."
    )
    price_is_tax_inclusive: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether they contain the taxes; null is false."
    )


@strawberry.input(description=f"What is kept back of a refund. {_SOURCE}.refund.policy.amount`.")
class RefundAmountInput:
    discount_type: strawberry.Maybe[DiscountType | None] = strawberry.field(
        description="Whether it is a percentage or an amount; null is PERCENTAGE."
    )
    discount_unit: strawberry.Maybe[Decimal | None] = strawberry.field(
        description=f"How much is kept back; null is nothing. {AMOUNT}"
    )


@strawberry.input(description=f"How money is given back. {_SOURCE}.refund.policy`.")
class RefundPolicyInput:
    automatic: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether it is given back without a review; null is false."
    )
    cancel_before_event_starts_hours: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            "Until how many hours before the first start a cancellation is refunded,"
            f" 0 to {limits.REFUND_HOURS}; null is 0, which is until it starts."
        )
    )
    amount: strawberry.Maybe[RefundAmountInput | None] = strawberry.field(
        description="What is kept back; null is nothing."
    )


@strawberry.input(description=f"Whether and how money is given back. {_SOURCE}.refund`.")
class RefundInput:
    available: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether it is given back at all; null is false."
    )
    policy: strawberry.Maybe[RefundPolicyInput | None] = strawberry.field(
        description="How it is given back; null sets all of it back."
    )


@strawberry.input(description=f"One fee of an event. {_SOURCE}.fees.rate[]`.")
class FeeRateInput:
    name: str = strawberry.field(description=f"Its name, {_NAME}")
    value: Decimal = strawberry.field(
        description="Its number, not below 0; the name tells whether it is an amount or a percentage."
    )


@strawberry.input(description=f"One line about the tax on the fees. {_SOURCE}.fees.tax[]`.")
class FeeTaxInput:
    name: str = strawberry.field(description=f"Its name, {_NAME}")
    value: str = strawberry.field(description=f"Its value as text, at most {limits.DISPLAY_NAME} characters.")


@strawberry.input(description=f"The fees of an event, in its currency. {_SOURCE}.fees`.")
class FeesInput:
    pass_on: strawberry.Maybe[bool | None] = strawberry.field(description="Whether the buyer pays them; null is false.")
    price_is_tax_inclusive: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether they contain the taxes; null is false."
    )
    rates: strawberry.Maybe[list[FeeRateInput] | None] = strawberry.field(
        description=f"All fees, at most {limits.FEES}; null means none."
    )
    taxes: strawberry.Maybe[list[FeeTaxInput] | None] = strawberry.field(
        description=f"All lines about the tax on them, at most {limits.FEES}; null means none."
    )


@strawberry.input(description=f"One line about an event's tax. {_SOURCE}.taxes[]`; the shape is ours.")
class TaxInput:
    name: str = strawberry.field(description=f"Its name, {_NAME}")
    value: str = strawberry.field(description=f"Its value as text, at most {limits.DISPLAY_NAME} characters.")


@strawberry.input(description="The tickets that a coupon is for.")
class CouponTicketsInput:
    type: LinkType = strawberry.field(description="All tickets of the event, or those named.")
    uuids: strawberry.Maybe[list[UUID] | None] = strawberry.field(
        description=f"The tickets, 1 to {limits.LINKED:,}, with SPECIFIC; not looked at with ALL."
    )


@strawberry.input(
    description=(
        "A code that makes tickets cheaper. A new one needs `code`, `discountType` and `discount`; in one that keeps"
        f" its uuid, what is left out stays as it is. {_OURS}"
    )
)
class CouponInput:
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="The stored coupon that this item keeps. Without it, a new coupon."
    )
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What it is called in public, {_NAME} Null clears it."
    )
    code: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"What a buyer types in, 1 to {limits.COUPON_CODE} characters, of which the event has no other coupon:"
            " upper and lower case and blanks around do not count. Never null."
        )
    )
    discount_type: strawberry.Maybe[DiscountType | None] = strawberry.field(
        description="Whether it is a percentage or an amount; never null. Another one needs a new `discount`."
    )
    discount: strawberry.Maybe[Decimal | None] = strawberry.field(
        description=f"How much it takes off; never null. {AMOUNT}"
    )
    quantity: strawberry.Maybe[int | None] = strawberry.field(
        description=(
            f"How often it can be used, 0 to {limits.COUNT} and not below how often it was; null means no limit."
        )
    )
    active: strawberry.Maybe[bool | None] = strawberry.field(description="Whether it is on; null is true.")
    starts_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description="From when it can be used; null is from now on."
    )
    ends_on: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description="Until when it can be used, after its start; null is while tickets are sold."
    )
    tickets: strawberry.Maybe[CouponTicketsInput | None] = strawberry.field(
        description="The tickets it is for; null is all."
    )
