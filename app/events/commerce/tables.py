"""Tables of an event's money: columns of its row, lists, and coupons."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import SQLModel

from app.core import limits
from app.db.columns import at_least, counter, instant, link, one_of, reference, text, wall_clock
from app.discounts.tables import discount_constraints, discounted
from app.events.common.tables import EventPart
from app.sessions.values import LinkType


class CommerceColumns(SQLModel):
    """The part of a refund that is kept is stored like a discount."""

    price_is_fee_inclusive: bool = False
    price_is_tax_inclusive: bool = False
    refund_available: bool = False
    refund_automatic: bool = False
    refund_cancel_before_hours: int = counter()
    refund_discount_type: str = text(20, default="PERCENTAGE")
    refund_discount_minor: int = discounted(default=0)
    fees_pass_on: bool = False
    fees_price_is_tax_inclusive: bool = False


class FeeRateRow(EventPart, table=True):
    """`value` is an exact decimal number as text; the name says whether it is an amount or a percentage."""

    __tablename__ = "fee_rate"

    name: str = text(limits.DISPLAY_NAME)
    value: str = text(limits.DISPLAY_NAME)


class FeeTaxRow(EventPart, table=True):
    __tablename__ = "fee_tax"

    name: str = text(limits.DISPLAY_NAME)
    value: str = text(limits.DISPLAY_NAME)


class TaxRow(EventPart, table=True):
    __tablename__ = "tax"

    name: str = text(limits.DISPLAY_NAME)
    value: str = text(limits.DISPLAY_NAME)


class CouponRow(EventPart, table=True):
    """`code_key` is the code without case; `used` counts what people did."""

    __tablename__ = "coupon"
    __table_args__ = (
        UniqueConstraint("event_id", "code_key"),
        *discount_constraints(),
        one_of("tickets_type", LinkType),
        at_least("quantity", 0),
        at_least("used", 0),
        CheckConstraint("used <= quantity", name="not_overused"),
    )

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    code: str = text(limits.COUPON_CODE)
    code_key: str = text(4 * limits.COUPON_CODE)
    discount_type: str = text(20)
    discount_minor: int = discounted()
    currency: str = text(3)
    timezone: str = text(64)
    quantity: int | None = None
    used: int = counter()
    active: bool = True
    starts_at: datetime | None = instant(nullable=True)
    starts_local: datetime | None = wall_clock(nullable=True)
    ends_at: datetime | None = instant(nullable=True)
    ends_local: datetime | None = wall_clock(nullable=True)
    tickets_type: str = text(10, default="ALL")


class CouponTicketRow(SQLModel, table=True):
    """Which tickets a coupon is for, where it is not for all."""

    __tablename__ = "coupon_ticket"

    coupon_id: UUID = link("coupon.id")
    ticket_id: UUID = link("ticket.id", index=True)
    event_id: UUID = reference("event.id", index=True)
