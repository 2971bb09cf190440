"""The type of instants in the schema: in UTC, as a local time, and with the time zone."""

from datetime import datetime

import strawberry

from app.core.named_types import LocalDateTime, TimeZone


@strawberry.type(description="An instant, in UTC and as a local time.")
class ZonedDateTime:
    utc: datetime = strawberry.field(description="The instant in UTC.")
    local: LocalDateTime = strawberry.field(description="The local time in `timezone`.")
    timezone: TimeZone = strawberry.field(
        description="The time zone of the local time; the event's, unless stated otherwise."
    )
