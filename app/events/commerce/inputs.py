"""Inputs of an event's prices, refunds, fees, taxes and coupons."""

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

_NAME = f"1 to {limits.DISPLAY_NAME:,} characters."


@described_input("What the prices of an event include.")
class EventPricingInput(Input[EventPricingPatch]):
    price_is_fee_inclusive = described("Whether they include the fees; null means false.")
    price_is_tax_inclusive = described("Whether they include the taxes; null means false.")


@described_input("The part of the price that is not refunded.")
class RefundAmountInput(Input[RefundAmountPatch]):
    discount_type = described("Whether it is a percentage or an amount; null means PERCENTAGE.")
    discount_unit = described(f"How much is not refunded; null means nothing. {AMOUNT}")


@described_input("How tickets are refunded.")
class RefundPolicyInput(Input[RefundPolicyPatch]):
    automatic = described("Whether refunds need no review; null means false.")
    cancel_before_event_starts_hours = described(
        "A cancellation is refunded if it comes at least this many hours before the first start,"
        f" 0 to {limits.REFUND_HOURS:,}; null means 0, which is until the start."
    )
    amount = described("The part that is not refunded; null means nothing.")


@described_input("Whether and how tickets are refunded.")
class RefundInput(Input[RefundPatch]):
    available = described("Whether tickets are refunded; null means false.")
    policy = described("How tickets are refunded; null resets it.")


@described_input("One fee of an event.")
class FeeRateInput(Input[FeeRatePatch]):
    name = described(f"Its name, {_NAME}")
    value = described("A number of at least 0; its name says whether it is an amount or a percentage.")


@described_input("One line about the tax on the fees.")
class FeeTaxInput(Input[FeeTaxPatch]):
    name = described(f"Its name, {_NAME}")
    value = described(f"Its value as text, at most {limits.DISPLAY_NAME:,} characters.")


@described_input("The fees of an event, in its currency.")
class FeesInput(Input[FeesPatch]):
    pass_on = described("Whether the buyer pays the fees; null means false.")
    price_is_tax_inclusive = described("Whether they include the taxes; null means false.")
    rates = described(f"All fees, at most {limits.FEES:,}; null means none.")
    taxes = described(f"All lines about the tax on them, at most {limits.FEES:,}; null means none.")


@described_input("One line about an event's tax.")
class TaxInput(Input[TaxPatch]):
    name = described(f"Its name, {_NAME}")
    value = described(f"Its value as text, at most {limits.DISPLAY_NAME:,} characters.")


@described_input("The tickets that a coupon is for.")
class CouponTicketsInput(Input[CouponTicketsPatch]):
    type = described("All tickets of the event, or those in `uuids`.")
    uuids = described(f"The tickets, 1 to {limits.LINKED:,}, with SPECIFIC; ignored with ALL.")


@described_input(
    "A discount code. A new coupon needs `code`, `discountType` and `discount`; in one that keeps"
    " its uuid, fields that are not sent keep their values."
)
class CouponInput(Input[CouponPatch]):
    uuid = described("The stored coupon to keep; absent for a new one.")
    name = described(f"Public name, {_NAME} Null removes it.")
    code = described(
        f"The code that a buyer enters, 1 to {limits.COUPON_CODE:,} characters, unique in the event:"
        " case and surrounding blanks do not count. Never null."
    )
    discount_type = described(
        "Whether it is a percentage or an amount; never null. Another one needs a new `discount`."
    )
    discount = described(f"How much it takes off; never null. {AMOUNT}")
    quantity = described(
        f"How often it can be used, 0 to {limits.COUNT:,}, and at least as often as it was; null means no limit."
    )
    active = described("Whether it is on; null means true.")
    starts_on = described("When it starts to be valid; null means at once.")
    ends_on = described("When it stops being valid, after its start; null means when ticket sales end.")
    tickets = described("The tickets it is valid for; null means all.")
