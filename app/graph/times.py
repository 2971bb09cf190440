"""Times in the schema: every instant is answered as UTC, wall clock and zone, and given as either or both."""

from datetime import datetime

import strawberry

from app.core.named_types import LocalDateTime, TimeZone


@strawberry.type(description="An instant, as UTC and as the wall clock of its time zone.")
class ZonedDateTime:
    utc: datetime = strawberry.field(description="The instant in UTC.")
    local: LocalDateTime = strawberry.field(description="The wall clock in `timezone` at that instant.")
    timezone: TimeZone = strawberry.field(description="The zone of the wall clock: the event's, unless said otherwise.")
