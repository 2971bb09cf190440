"""The moments that booking windows and early birds name by date, where they are still to come. Pure."""

from datetime import datetime
from typing import Any

from app.booking.values import BookingEndType, BookingStartType
from app.db.timestamps import stamp
from app.discounts.values import DiscountWindowType
from app.occurrences.rules.shifting import Shift


def shift_moments(row: Any, shift: Shift, now: datetime) -> bool:
    """Move those of an event or a ticket; True if any moved. What follows from the dates is emptied, to be resolved."""
    starts, ends = row.booking_starts_type, row.booking_ends_type
    # A resolved edge beside one that moves could contradict it until it is resolved again.
    if starts == BookingStartType.RELATIVE_TO_OCCURRENCE:
        stamp(row, "booking_starts", None)
    if ends != BookingEndType.SPECIFIC_TIME:
        stamp(row, "booking_ends", None)
    before = row.model_dump()
    if starts == BookingStartType.SPECIFIC_TIME:
        stamp(row, "booking_starts", _ahead(row.booking_starts_at, shift, now))
    if ends == BookingEndType.SPECIFIC_TIME:
        stamp(row, "booking_ends", _later(row.booking_starts_at, _ahead(row.booking_ends_at, shift, now)))
    if row.early_bird_type == DiscountWindowType.SPECIFIC_TIME:
        if row.early_bird_customised_start:
            stamp(row, "early_bird_starts", _ahead(row.early_bird_starts_at, shift, now))
        ends_at = _ahead(row.early_bird_ends_at, shift, now)
        stamp(row, "early_bird_ends", _later(row.early_bird_starts_at, ends_at))
    return bool(row.model_dump() != before)


def _ahead(at: datetime | None, shift: Shift, now: datetime) -> datetime | None:
    if at is None or at <= now:
        return at
    return shift.instant(at)


def _later(start: datetime | None, end: datetime | None) -> datetime | None:
    """An end that was moved before a start that is past and stays ends there."""
    return end if start is None or end is None else max(start, end)
