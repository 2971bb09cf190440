"""SQL of an event's coupons, and of what else is counted in its currency. Callers hold the event's lock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, or_, update
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.db.bulk import write_columns
from app.discounts.values import DiscountType
from app.events.commerce.tables import CouponRow, CouponTicketRow
from app.events.page.tables import ProductRow
from app.tickets.tables import PriceRow, TicketRow


def coupons_of(db: DbSession, event_id: UUID) -> list[CouponRow]:
    """The event's coupons in their order."""
    query = select(CouponRow).where(CouponRow.event_id == event_id)
    return list(db.exec(query.order_by(col(CouponRow.position), col(CouponRow.id))))


def ticket_ids(db: DbSession, event_id: UUID) -> set[UUID]:
    """All tickets of the event, archived ones included."""
    return set(db.exec(select(TicketRow.id).where(TicketRow.event_id == event_id)))


def park_codes(db: DbSession, coupon_ids: Sequence[UUID]) -> None:
    """Set unique placeholder codes, so that the new codes can be written one after the other."""
    write_columns(db, CouponRow, [{"id": uuid, "code_key": str(uuid)} for uuid in coupon_ids])


def linked_tickets(db: DbSession, event_id: UUID) -> dict[UUID, set[UUID]]:
    """The tickets that each coupon of the event is for, if not for all."""
    query = select(CouponTicketRow.coupon_id, CouponTicketRow.ticket_id).where(CouponTicketRow.event_id == event_id)
    found: dict[UUID, set[UUID]] = {}
    for coupon, ticket in db.exec(query):
        found.setdefault(coupon, set()).add(ticket)
    return found


def unlink(db: DbSession, coupon_ids: Sequence[UUID]) -> None:
    """Delete which tickets these coupons are for."""
    if coupon_ids:
        query = delete(CouponTicketRow).where(col(CouponTicketRow.coupon_id) == bindparam("of_coupon"))
        db.connection().execute(query, [{"of_coupon": uuid} for uuid in coupon_ids])


def ticket_amounts(db: DbSession, event_id: UUID) -> dict[UUID, int]:
    """The fixed early bird discounts of the event's tickets, in minor units of its currency, by ticket."""
    query = select(TicketRow.id, TicketRow.early_bird_discount_minor).where(
        TicketRow.event_id == event_id, TicketRow.early_bird_discount_type == DiscountType.FIXED
    )
    return {uuid: minor for uuid, minor in db.exec(query) if minor is not None}


def write_ticket_amounts(db: DbSession, amounts: dict[UUID, int]) -> None:
    """Store these amounts."""
    changes = [{"id": uuid, "early_bird_discount_minor": minor} for uuid, minor in amounts.items()]
    write_columns(db, TicketRow, changes)


def has_price(db: DbSession, event_id: UUID) -> bool:
    """Whether any product or ticket of the event, archived or not, names an amount of money."""
    donation = (
        col(TicketRow.donation_min_minor).is_not(None)
        | col(TicketRow.donation_max_minor).is_not(None)
        | col(TicketRow.donation_default_minor).is_not(None)
    )
    priced = exists().where(col(PriceRow.event_id) == event_id)
    asked = exists().where(col(TicketRow.event_id) == event_id, donation)
    for_sale = exists().where(col(ProductRow.event_id) == event_id, col(ProductRow.amount_minor).is_not(None))
    return db.exec(select(or_(priced, asked, for_sale))).one()


def set_currency(db: DbSession, event_id: UUID, currency: str) -> None:
    """Give the event's tickets and products its new currency. None of them has a price yet."""
    for table in (TicketRow, ProductRow):
        db.connection().execute(update(table).where(col(table.event_id) == event_id).values(currency=currency))
