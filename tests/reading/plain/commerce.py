"""What an event and its tickets say of money, in Python over the rows."""

from app.core.money import from_minor
from tests.reading.plain.facts import local_text, utc_text
from tests.reading.plain.fields import arranged
from tests.reading.plain.sight import Sight
from tests.reading.plain.world import Row


def discounted(row: Row, kind: str, minor: str) -> str:
    """A percentage in hundredths, or an amount in the row's currency."""
    if row[kind] == "PERCENTAGE":
        return f"{row[minor] // 100}.{row[minor] % 100:02d}"
    return from_minor(row[minor], row["currency"])


def pricing(_see: Sight, event: Row) -> Row:
    return {
        "priceIsFeeInclusive": event["price_is_fee_inclusive"],
        "priceIsTaxInclusive": event["price_is_tax_inclusive"],
    }


def refund(_see: Sight, event: Row) -> Row:
    unit = discounted(event, "refund_discount_type", "refund_discount_minor")
    return {
        "available": event["refund_available"],
        "policy": {
            "automatic": event["refund_automatic"],
            "cancelBeforeEventStartsHours": event["refund_cancel_before_hours"],
            "amount": {"discountType": event["refund_discount_type"], "discountUnit": unit},
        },
    }


def fees(see: Sight, event: Row) -> Row:
    return {
        "currency": event["currency"],
        "passOn": event["fees_pass_on"],
        "priceIsTaxInclusive": event["fees_price_is_tax_inclusive"],
        "rates": arranged(see.world.where("FeeRate", "event_id", event["id"])),
        "taxes": arranged(see.world.where("FeeTax", "event_id", event["id"])),
    }


def early_bird(_see: Sight, row: Row) -> Row | None:
    """Of an event or a ticket."""
    if row["early_bird_discount_type"] is None:
        return None
    starts, ends = (
        {
            "utc": utc_text(row[f"early_bird_{side}_at"]),
            "local": local_text(row[f"early_bird_{side}_local"]),
            "relativeTo": row[f"early_bird_{side}_relation"],
            "offsetMinutes": row[f"early_bird_{side}_offset_minutes"],
        }
        for side in ("starts", "ends")
    )
    return {
        "discountType": row["early_bird_discount_type"],
        "discount": discounted(row, "early_bird_discount_type", "early_bird_discount_minor"),
        "type": row["early_bird_type"],
        "isEnableCustomiseDiscountStart": row["early_bird_customised_start"],
        "discountStartsOn": starts,
        "discountEndsOn": None if ends["local"] is None and ends["relativeTo"] is None else ends,
    }


def coupon_code(see: Sight, coupon: Row) -> str | None:
    return coupon["code"] if see.owns(coupon) else None


def coupon_discount(_see: Sight, coupon: Row) -> str:
    return discounted(coupon, "discount_type", "discount_minor")


def coupon_tickets(see: Sight, coupon: Row) -> list[Row]:
    tickets = see.world.where("Ticket", "event_id", coupon["event_id"])
    return arranged(see.seen([ticket for ticket in tickets if _is_for(see, coupon, ticket)]))


def ticket_coupons(see: Sight, ticket: Row) -> list[Row]:
    coupons = see.world.where("Coupon", "event_id", ticket["event_id"])
    return arranged(see.seen([coupon for coupon in coupons if _is_for(see, coupon, ticket)]))


def _is_for(see: Sight, coupon: Row, ticket: Row) -> bool:
    links = see.world.where("coupon_ticket", "coupon_id", coupon["id"])
    return coupon["tickets_type"] == "ALL" or any(link["ticket_id"] == ticket["id"] for link in links)
