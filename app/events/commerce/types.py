"""The money of an event in the schema."""

from decimal import Decimal
from uuid import UUID

import strawberry

from app.core.named_types import CurrencyCode
from app.discounts.types import discount
from app.discounts.values import DiscountType
from app.graph.reading.mapping import column, entity, many, part, zoned
from app.graph.times import ZonedDateTime
from app.sessions.values import LinkType
from app.tickets.lists import TICKET_ORDER
from app.tickets.types import Ticket

LISTED = ("{c}.event_id = {p}.id", "{c}.position, {c}.id")


@strawberry.type(description="What the prices of an event include.")
class EventPricing:
    price_is_fee_inclusive: bool = column("price_is_fee_inclusive", "Whether they include the fees.")
    price_is_tax_inclusive: bool = column("price_is_tax_inclusive", "Whether they include the taxes.")


@strawberry.type(description="The part of the price that is not refunded.")
class RefundAmount:
    discount_type: DiscountType = column("refund_discount_type", "Whether it is a percentage or an amount.")
    discount_unit: Decimal = discount("refund_discount_type", "refund_discount_minor", "How much is not refunded.")


@strawberry.type(description="How tickets are refunded.")
class RefundPolicy:
    automatic: bool = column("refund_automatic", "Whether refunds need no review.")
    cancel_before_event_starts_hours: int = column(
        "refund_cancel_before_hours",
        "A cancellation is refunded if it comes at least this many hours before the first start; 0 means until"
        " the start.",
    )
    amount: RefundAmount = part("The part that is not refunded.")


@strawberry.type(description="Whether and how tickets are refunded.")
class Refund:
    available: bool = column("refund_available", "Whether tickets are refunded.")
    policy: RefundPolicy = part("How tickets are refunded.")


@entity("fee_rate")
@strawberry.type(description="One fee of an event.")
class FeeRate:
    uuid: UUID = column("id", "Identifier of the fee.")
    name: str = column("name", "Its name, such as `EVENTBOOKINGS_SERVICE_FEE_FIXED`, at most 255 characters.")
    value: Decimal = column("value", "Its number as given; its name says whether it is an amount or a percentage.")


@entity("fee_tax")
@strawberry.type(description="One line about the tax on the fees.")
class FeeTax:
    uuid: UUID = column("id", "Identifier of the line.")
    name: str = column("name", "Its name, such as `TAX_RATE`, at most 255 characters.")
    value: str = column("value", "Its value as text, at most 255 characters.")


@strawberry.type(description="The fees of an event.")
class Fees:
    currency: CurrencyCode = column("currency", "The currency they are in: the event's.")
    pass_on: bool = column("fees_pass_on", "Whether the buyer pays the fees.")
    price_is_tax_inclusive: bool = column("fees_price_is_tax_inclusive", "Whether they include the taxes.")
    rates: list[FeeRate] = many(*LISTED, "The fees, at most 20.")
    taxes: list[FeeTax] = many(*LISTED, "The tax on them, at most 20 lines.")


@entity("tax")
@strawberry.type(description="One line about an event's tax.")
class Tax:
    uuid: UUID = column("id", "Identifier of the line.")
    name: str = column("name", "Its name, such as `TAX_CODE`, at most 255 characters.")
    value: str = column("value", "Its value as text, at most 255 characters.")


@entity("coupon", visible="{t}.active", parent=("Event", "event_id"))
@strawberry.type(description=("A discount code."))
class Coupon:
    uuid: UUID = column("id", "Identifier of the coupon.")
    name: str | None = column("name", "Public name, at most 255 characters.")
    code: str | None = column("code", "The code that a buyer enters. Only the organisation sees it.", private=True)
    discount_type: DiscountType = column("discount_type", "Whether it is a percentage or an amount.")
    discount: Decimal = discount("discount_type", "discount_minor", "How much it takes off.")
    quantity: int | None = column("quantity", "How often it can be used; null means no limit.")
    used: int = column("used", "How often it was used.")
    active: bool = column("active", "Whether it is on.")
    starts_on: ZonedDateTime | None = zoned("starts", "When it starts to be valid; null means at once.")
    ends_on: ZonedDateTime | None = zoned("ends", "When it stops being valid; null means when ticket sales end.")
    tickets_type: LinkType = column("tickets_type", "Whether it is valid for all tickets or for those listed.")
    tickets: list[Ticket] = many(
        "{c}.event_id = {p}.event_id AND ({p}.tickets_type = 'ALL' OR EXISTS (SELECT 1 FROM coupon_ticket ct"
        " WHERE ct.coupon_id = {p}.id AND ct.ticket_id = {c}.id))",
        TICKET_ORDER,
        "The tickets it is valid for.",
    )
