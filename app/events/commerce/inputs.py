"""What is sent about an event's money."""

from app.core import limits
from app.discounts.inputs import AMOUNT
from app.events.commerce.patches import (
    CouponPatch,
    CouponTicketsPatch,
    EventPricingPatch,
    FeeRatePatch,
    FeesPatch,
    FeeTaxPatch,
    RefundAmountPatch,
    RefundPatch,
    RefundPolicyPatch,
    TaxPatch,
)
from app.graph.inputs import Input, described, described_input

_SOURCE = "Source: EventBookings `event"
_OURS = "Source: EventBookings `event.coupons[]`; no document gives its shape, so that is ours."
_NAME = f"1 to {limits.DISPLAY_NAME} characters."


@described_input(f"What the prices of an event contain. {_SOURCE}.pricing`.")
class EventPricingInput(Input[EventPricingPatch]):
    price_is_fee_inclusive = described("Whether they contain the fees; null is false.")
    price_is_tax_inclusive = described("Whether they contain the taxes; null is false.")


@described_input(f"What is kept back of a refund. {_SOURCE}.refund.policy.amount`.")
class RefundAmountInput(Input[RefundAmountPatch]):
    discount_type = described("Whether it is a percentage or an amount; null is PERCENTAGE.")
    discount_unit = described(f"How much is kept back; null is nothing. {AMOUNT}")


@described_input(f"How money is given back. {_SOURCE}.refund.policy`.")
class RefundPolicyInput(Input[RefundPolicyPatch]):
    automatic = described("Whether it is given back without a review; null is false.")
    cancel_before_event_starts_hours = described(
        "Until how many hours before the first start a cancellation is refunded,"
        f" 0 to {limits.REFUND_HOURS}; null is 0, which is until it starts."
    )
    amount = described("What is kept back; null is nothing.")


@described_input(f"Whether and how money is given back. {_SOURCE}.refund`.")
class RefundInput(Input[RefundPatch]):
    available = described("Whether it is given back at all; null is false.")
    policy = described("How it is given back; null sets all of it back.")


@described_input(f"One fee of an event. {_SOURCE}.fees.rate[]`.")
class FeeRateInput(Input[FeeRatePatch]):
    name = described(f"Its name, {_NAME}")
    value = described("Its number, not below 0; the name tells whether it is an amount or a percentage.")


@described_input(f"One line about the tax on the fees. {_SOURCE}.fees.tax[]`.")
class FeeTaxInput(Input[FeeTaxPatch]):
    name = described(f"Its name, {_NAME}")
    value = described(f"Its value as text, at most {limits.DISPLAY_NAME} characters.")


@described_input(f"The fees of an event, in its currency. {_SOURCE}.fees`.")
class FeesInput(Input[FeesPatch]):
    pass_on = described("Whether the buyer pays them; null is false.")
    price_is_tax_inclusive = described("Whether they contain the taxes; null is false.")
    rates = described(f"All fees, at most {limits.FEES}; null means none.")
    taxes = described(f"All lines about the tax on them, at most {limits.FEES}; null means none.")


@described_input(f"One line about an event's tax. {_SOURCE}.taxes[]`; the shape is ours.")
class TaxInput(Input[TaxPatch]):
    name = described(f"Its name, {_NAME}")
    value = described(f"Its value as text, at most {limits.DISPLAY_NAME} characters.")


@described_input("The tickets that a coupon is for.")
class CouponTicketsInput(Input[CouponTicketsPatch]):
    type = described("All tickets of the event, or those named.")
    uuids = described(f"The tickets, 1 to {limits.LINKED:,}, with SPECIFIC; not looked at with ALL.")


@described_input(
    "A code that makes tickets cheaper. A new one needs `code`, `discountType` and `discount`; in one that keeps"
    f" its uuid, what is left out stays as it is. {_OURS}"
)
class CouponInput(Input[CouponPatch]):
    uuid = described("The stored coupon that this item keeps. Without it, a new coupon.")
    name = described(f"What it is called in public, {_NAME} Null clears it.")
    code = described(
        f"What a buyer types in, 1 to {limits.COUPON_CODE} characters, of which the event has no other coupon:"
        " upper and lower case and blanks around do not count. Never null."
    )
    discount_type = described(
        "Whether it is a percentage or an amount; never null. Another one needs a new `discount`."
    )
    discount = described(f"How much it takes off; never null. {AMOUNT}")
    quantity = described(
        f"How often it can be used, 0 to {limits.COUNT} and not below how often it was; null means no limit."
    )
    active = described("Whether it is on; null is true.")
    starts_on = described("From when it can be used; null is from now on.")
    ends_on = described("Until when it can be used, after its start; null is while tickets are sold.")
    tickets = described("The tickets it is for; null is all.")
