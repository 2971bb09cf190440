"""The columns of a booking window."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from app.booking.values import BookingEndType, BookingStartType, OccurrenceRelation
from app.db.columns import counter, instant, one_of, text, wall_clock


class BookingWindowColumns(SQLModel):
    """`…_at` and `…_local` are resolved for every type from type, relation and offset."""

    booking_starts_type: str = text(40, default="IMMEDIATE")
    booking_starts_at: datetime | None = instant(nullable=True)
    booking_starts_local: datetime | None = wall_clock(nullable=True)
    booking_starts_relation: str | None = text(40, default=None)
    booking_starts_offset_minutes: int = counter()
    hide_ticket_until_booking_start: bool = False
    booking_ends_type: str = text(40, default="CONTINUE_UNTIL_EVENT_ENDS")
    booking_ends_at: datetime | None = instant(nullable=True)
    booking_ends_local: datetime | None = wall_clock(nullable=True)
    booking_ends_relation: str | None = text(40, default=None)
    booking_ends_offset_minutes: int = counter()


def window_constraints() -> tuple[CheckConstraint, ...]:
    """New constraint objects, which each table needs."""
    return (
        one_of("booking_starts_type", BookingStartType),
        one_of("booking_starts_relation", OccurrenceRelation),
        one_of("booking_ends_type", BookingEndType),
        one_of("booking_ends_relation", OccurrenceRelation),
        CheckConstraint("booking_starts_at <= booking_ends_at", name="booking_opens_before_it_closes"),
    )
