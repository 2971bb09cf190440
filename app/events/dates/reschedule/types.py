"""The dates and sessions that a reschedule moved."""

from uuid import UUID

import strawberry

from app.graph.times import ZonedDateTime


@strawberry.type(description="When a session takes place before and after a reschedule.")
class RescheduledSession:
    session_occurrence_uuid: UUID | None = strawberry.field(
        description="The session on that date; null for a session that has no date."
    )
    session_uuid: UUID = strawberry.field(description="The session.")
    name: str = strawberry.field(description="Name of the session.")
    old_starts_on: ZonedDateTime = strawberry.field(description="Its start before the reschedule.")
    old_ends_on: ZonedDateTime = strawberry.field(description="Its end before the reschedule.")
    new_starts_on: ZonedDateTime = strawberry.field(description="Its start after the reschedule.")
    new_ends_on: ZonedDateTime = strawberry.field(description="Its end after the reschedule.")


@strawberry.type(description="When a date takes place before and after a reschedule.")
class RescheduledDate:
    occurrence_uuid: UUID = strawberry.field(description="The date, which keeps its uuid.")
    old_starts_on: ZonedDateTime = strawberry.field(description="Its start before the reschedule.")
    old_ends_on: ZonedDateTime = strawberry.field(description="Its end before the reschedule.")
    new_starts_on: ZonedDateTime = strawberry.field(description="Its start after the reschedule.")
    new_ends_on: ZonedDateTime = strawberry.field(description="Its end after the reschedule.")
    booked_seats: int = strawberry.field(description="How many seats are booked on it.")
    sessions: list[RescheduledSession] = strawberry.field(
        description="The sessions in it, by their start before; each moves with its date."
    )
