"""The money of the whole event: something in every column and every table of it."""

from datetime import timedelta
from typing import Any

from app.events.tables import CouponRow, CouponTicketRow, EventRow, FeeRateRow, FeeTaxRow, TaxRow
from app.tickets.tables import TicketAttributeRow, TicketRow
from tests.builders import SHOW, make_link, make_row
from tests.gateway import Gateway

EARLY_BIRD: dict[str, Any] = {
    "early_bird_discount_type": "FIXED",
    "early_bird_discount_minor": 550,
    "early_bird_type": "SPECIFIC_TIME",
    "early_bird_customised_start": True,
    "early_bird_starts_at": SHOW - timedelta(days=20),
    "early_bird_ends_at": SHOW - timedelta(days=2),
}
EVENT_MONEY: dict[str, Any] = EARLY_BIRD | {
    "price_is_fee_inclusive": True,
    "price_is_tax_inclusive": True,
    "refund_available": True,
    "refund_automatic": True,
    "refund_cancel_before_hours": 24,
    "refund_discount_type": "FIXED",
    "refund_discount_minor": 250,
    "fees_pass_on": True,
    "fees_price_is_tax_inclusive": True,
}


def add_money(gateway: Gateway, event: EventRow, tickets: list[TicketRow]) -> None:
    """Fees, taxes, attributes of the tickets, and a used coupon for each of them."""
    for position, ticket in enumerate(tickets):
        line = {"position": position, "name": f"LINE_{position}", "value": str(position)}
        for table in (FeeRateRow, FeeTaxRow, TaxRow):
            make_row(gateway, table, event, **line)
        make_row(gateway, TicketAttributeRow, event, ticket_id=ticket.id, **line)
        coupon = make_row(
            gateway,
            CouponRow,
            event,
            position=position,
            name=f"Coupon {position}",
            code=f"CODE{position}",
            code_key=f"code{position}",
            discount_type="PERCENTAGE",
            discount_minor=1000,
            currency=event.currency,
            quantity=10,
            used=position + 1,
            starts_at=SHOW - timedelta(days=9),
            ends_at=SHOW - timedelta(days=1),
            tickets_type="SPECIFIC",
        )
        make_link(gateway, CouponTicketRow, coupon_id=coupon.id, ticket_id=ticket.id, event_id=event.id)
