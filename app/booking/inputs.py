"""What is sent about booking windows."""

from app.booking.patches import BookingEndPatch, BookingStartPatch, TicketBookingStartPatch
from app.core import limits
from app.graph.inputs import Input, described, described_input

_RELATIVE = "Needed with RELATIVE_TO_OCCURRENCE, refused with other types: "
_PARTIAL = (
    " What is left out stays; null for the whole sets the default back. What does not belong to the type is"
    " refused, and a type is never guessed from the other fields."
)


class _BookingStartInput:
    type = described("How the opening is decided; null is IMMEDIATE, which means from now on.")
    utc = described("With SPECIFIC_TIME: the opening in UTC. This, `local`, or both, which must then agree.")
    local = described("With SPECIFIC_TIME: the opening as a wall clock in the event's time zone.")
    relative_to = described(f"{_RELATIVE}what the offset counts from (`occurrence_booking_start_type`).")
    offset_minutes = described(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES} (`occurrence_booking_start_offset`).")
    hide_ticket_until_booking_start = described("Whether tickets stay hidden until booking opens; null is false.")


@described_input(
    f"When booking opens for a ticket, where the event leaves that to its tickets.{_PARTIAL}"
    " Source: EventBookings `levels[].settings.booking_starts_on`."
)
class TicketBookingStartInput(_BookingStartInput, Input[TicketBookingStartPatch]):
    pass


@described_input(f"When booking opens for an event.{_PARTIAL} Source: EventBookings `settings.booking_starts_on`.")
class BookingStartInput(_BookingStartInput, Input[BookingStartPatch]):
    level = described("Whether this opening or each ticket's own holds; null is EVENT.")


@described_input(
    f"When booking closes, not before it opens.{_PARTIAL} Source: EventBookings `settings.booking_ends_on`."
)
class BookingEndInput(Input[BookingEndPatch]):
    type = described("How the closing is decided; null is CONTINUE_UNTIL_EVENT_ENDS.")
    utc = described("With SPECIFIC_TIME: the closing in UTC. This, `local`, or both, which must then agree.")
    local = described("With SPECIFIC_TIME: the closing as a wall clock in the event's time zone.")
    relative_to = described(f"{_RELATIVE}what the offset counts from (`occurrence_booking_end_type`).")
    offset_minutes = described(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES} (`occurrence_booking_end_offset`).")
    level = described(
        "On an event: whether this closing or each ticket's own holds; null is EVENT. On a ticket, where"
        " EventBookings has it too, it must be what the event says."
    )
