"""Tickets and their prices in the schema."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.booking.store import HIDES, ON_SALE, TICKET_STATE
from app.booking.types import Bookability, BookingStart, BookingWindow, TicketBookingEnd, bookability
from app.core.named_types import URL, CurrencyCode
from app.discounts.types import EarlyBirdDiscount, early_bird
from app.graph.amounts import printed_amount
from app.graph.descriptions import NO_EFFECT
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import (
    Column,
    Embedded,
    Expression,
    FieldMap,
    Many,
    column,
    entity,
    global_id,
    many,
    one,
    part,
    read_without_resolver,
    reads,
    zoned,
)
from app.graph.times import ZonedDateTime
from app.tickets.values import TicketCategory, TicketDisplayOrder

if TYPE_CHECKING:
    from app.events.commerce.types import Coupon
    from app.events.types import Event
    from app.sessions.types import Session

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazyCoupon = Annotated["Coupon", strawberry.lazy("app.events.commerce.types")]
LazySession = Annotated["Session", strawberry.lazy("app.sessions.types")]
LazyTicket = Annotated["Ticket", strawberry.lazy("app.tickets.types")]

enum_type(
    TicketCategory,
    "How a ticket is paid for.",
    PAID="At its prices.",
    FREE="It costs nothing.",
    DONATION="The buyer chooses the amount, within the ticket's bounds.",
)
enum_type(
    TicketDisplayOrder,
    "How a ticket's prices are ordered.",
    NATURAL="In the organiser's order.",
    PRICE="The lowest first.",
    NAME="By name.",
)


@strawberry.type(description="An exact amount of money.")
class Money:
    amount: Decimal = strawberry.field(description="The amount, with all decimals of its currency.")
    currency: CurrencyCode = strawberry.field(description="The currency.")


def money(amount: str, description: str) -> Any:
    """A field with whole minor units of the row's `currency`, printed by integer arithmetic on both engines."""
    fields: dict[str, FieldMap] = {"amount": printed_amount(amount), "currency": Column("currency")}
    return reads(Embedded(f"{{t}}.{amount} IS NULL", fields), description)


@strawberry.type(description="The least quantity of one purchase.")
class MinimumQuantity:
    enable: bool = column("minimum_quantity_enabled", "Whether there is a minimum.")
    mandatory: bool = column(
        "minimum_quantity_mandatory", f"{NO_EFFECT} Whether the minimum also applies to every buyer."
    )
    quantity: int | None = column("minimum_quantity", "The minimum.")


@entity("price", parent=("Ticket", "ticket_id"))
@strawberry.type(description="One way to pay for a ticket.")
class Price:
    uuid: UUID = column("id", "Identifier of the price.")
    name: str | None = column("name", "Name that distinguishes it from the other prices, at most 255 characters.")
    price: Money = money("amount_minor", "What it costs.")
    quantity_included: int = column("quantity_included", "How many tickets one purchase contains.")
    minimum_quantity: MinimumQuantity = part("How many must be bought at once.")
    quantity_sold: int = column("quantity_sold", "How many were sold at this price.")


@entity("ticket_attribute", parent=("Ticket", "ticket_id"))
@strawberry.type(description="A named attribute of a ticket.")
class TicketAttribute:
    uuid: UUID = column("id", "Identifier of the attribute.")
    name: str = column("name", "Its name, at most 255 characters.")
    value: str | None = column("value", "Its value, at most 255 characters.")


@strawberry.type(description="A ticket's own booking window.")
class TicketSettings:
    booking_starts_on: BookingStart = part("When booking opens, if the event's level is TICKET.")
    booking_ends_on: TicketBookingEnd = part("When booking closes, if the event's level is TICKET.")


PRICES = Many(
    "{c}.ticket_id = {p}.id",
    "by_price, by_name, {c}.position, {c}.id",
    keys={
        "by_price": "CASE {p}.display_order WHEN 'PRICE' THEN {c}.amount_minor ELSE 0 END",
        "by_name": "CASE {p}.display_order WHEN 'NAME' THEN coalesce({c}.name, '') ELSE '' END",
    },
)
PURCHASED = (
    "(SELECT coalesce(sum(me.seats), 0) FROM attendee me WHERE me.ticket_id = {t}.id AND me.user_id = {userUuid})"
)


async def _purchased(
    root: Any, info: strawberry.Info, user_uuid: Annotated[UUID, strawberry.argument(description="The user.")]
) -> Any:
    read_without_resolver()


@entity(
    "ticket",
    visible=f"{ON_SALE} AND ({{t}}.opens_at <= {{now}} OR {{t}}.opens_at IS NULL OR NOT ({HIDES}))",
    parent=("Event", "event_id"),
)
@strawberry.type(description="A kind of ticket on sale.")
class Ticket(Node):
    id: strawberry.ID = global_id("Ticket")
    uuid: UUID = column("id", "Identifier of the ticket.")
    name: str = column("name", "Name of the ticket, at most 255 characters.")
    description: str | None = column("description", "What it admits to, at most 2,500 characters.")
    category: TicketCategory = column("category", "How it is paid for.")
    quantity: int | None = column("quantity", "How many there are for all dates together; null means no limit.")
    quantity_per_occurrence: int | None = column(
        "quantity_per_occurrence", "How many of them there are for each date; null means no limit."
    )
    quantity_sold: int = column("quantity_sold", "How many are sold.")
    max_quantity_per_customer: int | None = column(
        "max_quantity_per_customer", "How many one customer can buy; null means no limit."
    )
    display_order: TicketDisplayOrder = column("display_order", "How its prices are ordered.")
    position: int = column("position", "Its position among the event's tickets.")
    active: bool = column("active", "Whether it is on sale. Only its organisation sees tickets that are not.")
    archived_on: ZonedDateTime | None = zoned("archived", "When it was archived.")
    min_donation_amount: Money | None = money("donation_min_minor", "The least donation.")
    max_donation_amount: Money | None = money("donation_max_minor", "The greatest donation.")
    default_donation_amount: Money | None = money("donation_default_minor", "The suggested donation.")
    instruction: str | None = column(
        "instruction",
        "Instructions for its holders. Null for outsiders.",
        private=True,
    )
    url_digital_pass: URL | None = column("url_digital_pass", "Address or storage path of its pass for phones.")
    custom_attributes: list[TicketAttribute] = many(
        "{c}.ticket_id = {p}.id", "{c}.position, {c}.id", "Its named attributes, at most 50."
    )
    early_bird_discount: EarlyBirdDiscount | None = early_bird("Its early bird discount.")
    coupons: list[LazyCoupon] = many(
        "{c}.event_id = {p}.event_id AND ({c}.tickets_type = 'ALL' OR EXISTS (SELECT 1 FROM coupon_ticket ct"
        " WHERE ct.coupon_id = {c}.id AND ct.ticket_id = {p}.id))",
        "{c}.position, {c}.id",
        "The coupons that it can be bought with.",
    )
    prices: list[Price] = reads(PRICES, "The ways to pay for it, at most 50.")
    settings: TicketSettings = part("Its own booking window.")
    booking_window: BookingWindow = part("When it can be booked: the event's window or its own, resolved.")
    bookability: Bookability = bookability(TICKET_STATE, "Whether it can be booked now.")
    total_purchased_by_user: int | None = reads(
        Expression(PURCHASED, PURCHASED, private=True, arguments={"userUuid": "uuid"}),
        "How many of it a user has, at all occurrences. Null for outsiders.",
        resolver=_purchased,
    )
    session: LazySession | None = one("{c}.id = {p}.session_id", "The session it admits to.")
    parent: LazyTicket | None = one("{c}.id = {p}.parent_id", "The ticket this one is a variant of.")
    event: LazyEvent = one("{c}.id = {p}.event_id", "Its event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
