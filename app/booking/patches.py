"""Patches of booking windows."""

from datetime import datetime
from typing import TypedDict

from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core.named_types import LocalDateTime


class TicketBookingStartPatch(TypedDict, total=False):
    type: BookingStartType | None
    utc: datetime | None
    local: LocalDateTime | None
    relative_to: OccurrenceRelation | None
    offset_minutes: int | None
    hide_ticket_until_booking_start: bool | None


class BookingStartPatch(TicketBookingStartPatch, total=False):
    level: BookingLevel | None


class BookingEndPatch(TypedDict, total=False):
    type: BookingEndType | None
    utc: datetime | None
    local: LocalDateTime | None
    relative_to: OccurrenceRelation | None
    offset_minutes: int | None
    level: BookingLevel | None
