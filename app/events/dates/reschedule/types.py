"""What a reschedule did, date by date."""

from uuid import UUID

import strawberry

from app.graph.times import ZonedDateTime


@strawberry.type(description="Where a session was before a reschedule, and where it is behind it.")
class RescheduledSession:
    session_occurrence_uuid: UUID | None = strawberry.field(
        description="Its row in the date; null for a session that has no date."
    )
    session_uuid: UUID = strawberry.field(description="The session.")
    name: str = strawberry.field(description="Name of the session.")
    old_starts_on: ZonedDateTime = strawberry.field(description="When it started before.")
    old_ends_on: ZonedDateTime = strawberry.field(description="When it ended before.")
    new_starts_on: ZonedDateTime = strawberry.field(description="When it starts now.")
    new_ends_on: ZonedDateTime = strawberry.field(description="When it ends now.")


@strawberry.type(description="Where a date was before a reschedule, and where it is behind it.")
class RescheduledDate:
    occurrence_uuid: UUID = strawberry.field(description="The date, which keeps its uuid.")
    old_starts_on: ZonedDateTime = strawberry.field(description="When it started before.")
    old_ends_on: ZonedDateTime = strawberry.field(description="When it ended before.")
    new_starts_on: ZonedDateTime = strawberry.field(description="When it starts now.")
    new_ends_on: ZonedDateTime = strawberry.field(description="When it ends now.")
    booked_seats: int = strawberry.field(description="How many seats are booked on it.")
    sessions: list[RescheduledSession] = strawberry.field(
        description="The sessions in it, by their start before; each moves with its date."
    )
