"""Inputs of booking windows."""

from app.booking.patches import BookingEndPatch, BookingStartPatch, TicketBookingStartPatch
from app.core import limits
from app.graph.inputs import Input, described, described_input

_RELATIVE = "Needed with RELATIVE_TO_OCCURRENCE, refused with other types: "
_PARTIAL = (
    " Fields that are not sent keep their values; null for the object restores the default. Fields of another type"
    " are refused: they never imply a type."
)


class _BookingStartInput:
    type = described("How the opening is defined; null means IMMEDIATE, which means now.")
    utc = described("With SPECIFIC_TIME: the opening in UTC. Send this, `local`, or both if they agree.")
    local = described("With SPECIFIC_TIME: the opening as local time in the event's time zone.")
    relative_to = described(f"{_RELATIVE}what the offset counts from.")
    offset_minutes = described(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES:,}.")
    hide_ticket_until_booking_start = described("Whether tickets stay hidden until booking opens; null means false.")


@described_input(f"When booking opens for a ticket, if the event's level is TICKET.{_PARTIAL}")
class TicketBookingStartInput(_BookingStartInput, Input[TicketBookingStartPatch]):
    pass


@described_input(f"When booking opens for an event.{_PARTIAL}")
class BookingStartInput(_BookingStartInput, Input[BookingStartPatch]):
    level = described("Whether this opening applies, or each ticket's own; null means EVENT.")


@described_input(f"When booking closes, not before it opens.{_PARTIAL}")
class BookingEndInput(Input[BookingEndPatch]):
    type = described("How the closing is defined; null means CONTINUE_UNTIL_EVENT_ENDS.")
    utc = described("With SPECIFIC_TIME: the closing in UTC. Send this, `local`, or both if they agree.")
    local = described("With SPECIFIC_TIME: the closing as local time in the event's time zone.")
    relative_to = described(f"{_RELATIVE}what the offset counts from.")
    offset_minutes = described(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES:,}.")
    level = described(
        "On an event: whether this closing applies, or each ticket's own; null means EVENT. On a ticket it"
        " must equal the"
        " event's level."
    )
