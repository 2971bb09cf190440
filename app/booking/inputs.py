"""What is sent about booking windows."""

from datetime import datetime

import strawberry

from app.booking.values import BookingEndType, BookingLevel, BookingStartType, OccurrenceRelation
from app.core import limits
from app.graph.scalars import LocalDateTime

_RELATIVE = "Needed with RELATIVE_TO_OCCURRENCE, refused with other types: "
_PARTIAL = (
    " What is left out stays; null for the whole sets the default back. What does not belong to the type is"
    " refused, and a type is never guessed from the other fields."
)


@strawberry.input(
    description=f"When booking opens for a ticket, where the event leaves that to its tickets.{_PARTIAL}"
    " Source: EventBookings `levels[].settings.booking_starts_on`."
)
class TicketBookingStartInput:
    type: strawberry.Maybe[BookingStartType | None] = strawberry.field(
        description="How the opening is decided; null is IMMEDIATE, which means from now on."
    )
    utc: strawberry.Maybe[datetime | None] = strawberry.field(
        description="With SPECIFIC_TIME: the opening in UTC. This, `local`, or both, which must then agree."
    )
    local: strawberry.Maybe[LocalDateTime | None] = strawberry.field(
        description="With SPECIFIC_TIME: the opening as a wall clock in the event's time zone."
    )
    relative_to: strawberry.Maybe[OccurrenceRelation | None] = strawberry.field(
        description=f"{_RELATIVE}what the offset counts from (`occurrence_booking_start_type`)."
    )
    offset_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=(f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES} (`occurrence_booking_start_offset`).")
    )
    hide_ticket_until_booking_start: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether tickets stay hidden until booking opens; null is false."
    )


@strawberry.input(
    description=f"When booking opens for an event.{_PARTIAL} Source: EventBookings `settings.booking_starts_on`."
)
class BookingStartInput(TicketBookingStartInput):
    level: strawberry.Maybe[BookingLevel | None] = strawberry.field(
        description="Whether this opening or each ticket's own holds; null is EVENT."
    )


@strawberry.input(
    description=f"When booking closes, not before it opens.{_PARTIAL} Source: EventBookings `settings.booking_ends_on`."
)
class BookingEndInput:
    type: strawberry.Maybe[BookingEndType | None] = strawberry.field(
        description="How the closing is decided; null is CONTINUE_UNTIL_EVENT_ENDS."
    )
    utc: strawberry.Maybe[datetime | None] = strawberry.field(
        description="With SPECIFIC_TIME: the closing in UTC. This, `local`, or both, which must then agree."
    )
    local: strawberry.Maybe[LocalDateTime | None] = strawberry.field(
        description="With SPECIFIC_TIME: the closing as a wall clock in the event's time zone."
    )
    relative_to: strawberry.Maybe[OccurrenceRelation | None] = strawberry.field(
        description=f"{_RELATIVE}what the offset counts from (`occurrence_booking_end_type`)."
    )
    offset_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description=f"{_RELATIVE}minutes, 0 to {limits.OFFSET_MINUTES} (`occurrence_booking_end_offset`)."
    )
    level: strawberry.Maybe[BookingLevel | None] = strawberry.field(
        description=(
            "On an event: whether this closing or each ticket's own holds; null is EVENT. On a ticket, where"
            " EventBookings has it too, it must be what the event says."
        )
    )
