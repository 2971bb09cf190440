"""Enums of booking windows and bookability, by the names of schema and store."""

from enum import StrEnum


class BookingStartType(StrEnum):
    """When booking opens."""

    IMMEDIATE = "IMMEDIATE"
    SPECIFIC_TIME = "SPECIFIC_TIME"
    RELATIVE_TO_OCCURRENCE = "RELATIVE_TO_OCCURRENCE"


class BookingEndType(StrEnum):
    """When booking closes."""

    CONTINUE_UNTIL_EVENT_ENDS = "CONTINUE_UNTIL_EVENT_ENDS"
    CONTINUE_UNTIL_EVENT_STARTS = "CONTINUE_UNTIL_EVENT_STARTS"
    SPECIFIC_TIME = "SPECIFIC_TIME"
    RELATIVE_TO_OCCURRENCE = "RELATIVE_TO_OCCURRENCE"


class OccurrenceRelation(StrEnum):
    """What a relative window counts from."""

    BEFORE_OCCURRENCE_START = "BEFORE_OCCURRENCE_START"
    AFTER_OCCURRENCE_START = "AFTER_OCCURRENCE_START"
    BEFORE_OCCURRENCE_END = "BEFORE_OCCURRENCE_END"


class BookingLevel(StrEnum):
    """Whether the event's window applies, or each ticket's own."""

    EVENT = "EVENT"
    TICKET = "TICKET"


class BookabilityState(StrEnum):
    """Whether something can be booked now."""

    NOT_PUBLISHED = "NOT_PUBLISHED"
    CANCELLED = "CANCELLED"
    CALLED_OFF = "CALLED_OFF"
    HIDDEN = "HIDDEN"
    NOT_YET_OPEN = "NOT_YET_OPEN"
    OPEN = "OPEN"
    SOLD_OUT = "SOLD_OUT"
    CLOSED = "CLOSED"


REASONS = {
    BookabilityState.NOT_PUBLISHED: "The event is not published.",
    BookabilityState.CANCELLED: "The event is cancelled.",
    BookabilityState.CALLED_OFF: "This date has been called off.",
    BookabilityState.HIDDEN: "This is hidden until booking opens.",
    BookabilityState.NOT_YET_OPEN: "Booking has not opened yet.",
    BookabilityState.OPEN: "Booking is open.",
    BookabilityState.SOLD_OUT: "Nothing is left.",
    BookabilityState.CLOSED: "Booking is closed.",
}
