"""Times in the schema: every instant is answered as UTC, wall clock and zone, and given as either or both."""

from datetime import datetime

import strawberry

from app.graph.scalars import LocalDateTime, TimeZone


@strawberry.type(description="An instant, as UTC and as the wall clock of its time zone.")
class ZonedDateTime:
    utc: datetime = strawberry.field(description="The instant in UTC.")
    local: LocalDateTime = strawberry.field(description="The wall clock in `timezone` at that instant.")
    timezone: TimeZone = strawberry.field(description="The zone of the wall clock: the event's, unless said otherwise.")


@strawberry.input(
    description=(
        "An instant: in UTC, as a wall clock in the event's time zone, or both, which must then agree. A wall"
        " clock that the clocks skip is refused; one that exists twice is the first unless `utc` or an offset says"
        " otherwise."
    )
)
class ZonedDateTimeInput:
    utc: strawberry.Maybe[datetime | None] = strawberry.field(description="The instant in UTC.")
    local: strawberry.Maybe[LocalDateTime | None] = strawberry.field(
        description="The wall clock in the event's time zone."
    )
