"""An event's settings in the schema."""

import strawberry

from app.booking.types import EventBookingEnd, EventBookingStart
from app.graph.reading.mapping import column, part


@strawberry.type(description="Booking windows and limits of an event. Source: EventBookings `event.settings`.")
class EventSettings:
    booking_starts_on: EventBookingStart = part("When booking opens.")
    booking_ends_on: EventBookingEnd = part("When booking closes.")
    event_capacity: int | None = column("event_capacity", "How many can come in all; null is no limit.")
    max_ticket_per_customer: int | None = column(
        "max_ticket_per_customer", "How many tickets one customer can buy; null is no limit."
    )
    enable_rsvp: bool = column("enable_rsvp", "Whether people can answer without a ticket.")
