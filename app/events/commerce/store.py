"""SQL of an event's coupons, and of what else is counted in its currency. Callers hold the event's lock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.db.bulk import write_columns
from app.discounts.values import DiscountType
from app.events.tables import CouponRow, CouponTicketRow
from app.tickets.tables import TicketRow


def coupons_of(db: DbSession, event_id: UUID) -> list[CouponRow]:
    """The event's coupons in their order."""
    query = select(CouponRow).where(CouponRow.event_id == event_id)
    return list(db.exec(query.order_by(col(CouponRow.position), col(CouponRow.id))))


def ticket_ids(db: DbSession, event_id: UUID) -> set[UUID]:
    """All tickets of the event, archived ones included."""
    return set(db.exec(select(TicketRow.id).where(TicketRow.event_id == event_id)))


def park_codes(db: DbSession, coupon_ids: Sequence[UUID]) -> None:
    """Make room for codes that change hands: one row after the other is written, and no two may agree meanwhile."""
    write_columns(db, CouponRow, [{"id": uuid, "code_key": str(uuid)} for uuid in coupon_ids])


def unlink(db: DbSession, coupon_ids: Sequence[UUID]) -> None:
    """Take away which tickets these coupons are for."""
    if coupon_ids:
        query = delete(CouponTicketRow).where(col(CouponTicketRow.coupon_id) == bindparam("of_coupon"))
        db.connection().execute(query, [{"of_coupon": uuid} for uuid in coupon_ids])


def ticket_amounts(db: DbSession, event_id: UUID) -> dict[UUID, int]:
    """What early birds of the event's tickets save in its currency, in minor units."""
    query = select(TicketRow.id, TicketRow.early_bird_discount_minor).where(
        TicketRow.event_id == event_id, TicketRow.early_bird_discount_type == DiscountType.FIXED
    )
    return {uuid: minor for uuid, minor in db.exec(query) if minor is not None}


def write_ticket_amounts(db: DbSession, amounts: dict[UUID, int]) -> None:
    """The same, written."""
    changes = [{"id": uuid, "early_bird_discount_minor": minor} for uuid, minor in amounts.items()]
    write_columns(db, TicketRow, changes)
