"""What is sent about one occurrence."""

import strawberry

from app.core import limits


@strawberry.input(description="What to change of an occurrence; what is left out stays as it is.")
class UpdateOccurrenceInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether it takes place; null is true. One that does not cannot be booked, but keeps its uuid and"
            " everything linked to it. Source: EventBookings `event.event_occurrences[].enabled`."
        )
    )
    capacity: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How many people it takes, what is booked to {limits.COUNT}; null means no limit of its own."
    )
