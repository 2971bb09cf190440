"""The words of occurrences beside those of their rule. Names are what the schema shows and the store holds."""

from enum import StrEnum


class DisabledReason(StrEnum):
    """Why a date does not take place. [ours]"""

    CALLED_OFF = "CALLED_OFF"
    OUT_OF_RULE = "OUT_OF_RULE"


class BookingsChoice(StrEnum):
    """What becomes of the bookings of a date that a change of plan moves to another day or leaves out. [ours]"""

    MOVE = "MOVE"
    KEEP = "KEEP"


class MonthOrdinal(StrEnum):
    """Which of the days of a month a monthly rule by position means (RFC 5545 BYSETPOS and BYDAY). [ours]"""

    FIRST = "FIRST"
    SECOND = "SECOND"
    THIRD = "THIRD"
    FOURTH = "FOURTH"
    FIFTH = "FIFTH"
    LAST = "LAST"
