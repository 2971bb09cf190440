"""What the population's events and tickets say of money: discounts of every kind, fees, taxes and coupons."""

from datetime import timedelta
from typing import Any

from app.core.money import digits_of
from app.db.timestamps import relocalise
from app.events.tables import CouponRow, CouponTicketRow, EventRow, FeeRateRow, FeeTaxRow, TaxRow
from app.tickets.tables import TicketAttributeRow, TicketRow
from tests.gateway import START
from tests.reading.row_factory import Maker

EARLY_BIRDS: tuple[dict[str, Any], ...] = (
    {},
    {"type": "SPECIFIC_TIME", "starts_at": START - timedelta(days=2)},
    {"type": "SPECIFIC_TIME", "starts_at": START, "ends_at": START + timedelta(days=9), "customised_start": True},
    {
        "type": "RELATIVE_TO_OCCURRENCE",
        "customised_start": True,
        "starts_relation": "BEFORE_OCCURRENCE_START",
        "starts_offset_minutes": 90_000,
        "starts_at": START - timedelta(days=40),
        "ends_relation": "BEFORE_OCCURRENCE_END",
        "ends_offset_minutes": 90,
        "ends_at": START + timedelta(days=1),
    },
    # Without an occurrence nothing can be counted.
    {
        "type": "RELATIVE_TO_OCCURRENCE",
        "starts_at": START,
        "ends_relation": "AFTER_OCCURRENCE_START",
        "ends_offset_minutes": 5,
    },
)
PERCENTAGES = (0, 1, 50, 1250, 10_000)


def add_money(make: Maker, event: EventRow, tickets: list[TicketRow]) -> None:
    """Rows with the same place are ordered by their id."""
    rng = make.rng
    for name in ("price_is_fee_inclusive", "price_is_tax_inclusive", "refund_available", "refund_automatic"):
        setattr(event, name, rng.random() < 0.5)
    event.fees_pass_on, event.fees_price_is_tax_inclusive = rng.random() < 0.5, rng.random() < 0.5
    event.refund_cancel_before_hours = rng.choice((0, 48))
    event.refund_discount_type, event.refund_discount_minor = _discount(make, event.currency)
    rows: list[EventRow | TicketRow] = [event, *tickets]
    for row in rows:
        _early_bird(make, row)
    for number in range(rng.randrange(4)):
        answered: dict[str, Any] = {"position": number // 2, "name": make.text()}
        make.part(FeeRateRow, event, value=rng.choice(("10", "2.50", "0.000001")), **answered)
        make.part(FeeTaxRow, event, value=make.text(), **answered)
        make.part(TaxRow, event, value=make.text(), **answered)
        for ticket in tickets[:2]:
            make.part(TicketAttributeRow, event, ticket_id=ticket.id, value=make.maybe(make.text()), **answered)
    for number in range(rng.randrange(5)):
        _coupon(make, event, number, tickets)


def _discount(make: Maker, currency: str) -> tuple[str, int]:
    if make.rng.random() < 0.5:
        return "PERCENTAGE", make.rng.choice(PERCENTAGES)
    return "FIXED", make.rng.choice((0, 7, 5 * 10 ** digits_of(currency), 10**12 + 3))


def _early_bird(make: Maker, row: EventRow | TicketRow) -> None:
    chosen = make.rng.choice(EARLY_BIRDS)
    if chosen:
        row.early_bird_discount_type, row.early_bird_discount_minor = _discount(make, row.currency)
    for name, value in chosen.items():
        setattr(row, f"early_bird_{name}", value)
    relocalise(row)


def _coupon(make: Maker, event: EventRow, number: int, tickets: list[TicketRow]) -> None:
    kind, minor = _discount(make, event.currency)
    quantity = make.maybe(100)
    coupon = make.part(
        CouponRow,
        event,
        position=number // 2,
        name=make.maybe(make.text()),
        code=f"Code {number}",
        code_key=f"code {number}",
        discount_type=kind,
        discount_minor=minor,
        currency=event.currency,
        quantity=quantity,
        used=number,
        active=make.rng.random() < 0.7,
        starts_at=make.maybe(START),
        ends_at=make.maybe(START + timedelta(days=number + 1)),
        tickets_type=make.rng.choice(("ALL", "SPECIFIC")),
    )
    # Links that do not count with ALL.
    for ticket in make.rng.sample(tickets, min(2, len(tickets))):
        make.new(CouponTicketRow, coupon_id=coupon.id, ticket_id=ticket.id, event_id=event.id)
