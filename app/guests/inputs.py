"""What is sent about an event's guests."""

from uuid import UUID

import strawberry

from app.guests.values import RsvpStatus


@strawberry.input(description="What a user answers for an event.")
class RsvpEventInput:
    user_uuid: UUID = strawberry.field(
        description="Who answers: a user of the organisation, neither deleted nor banned."
    )
    status: RsvpStatus = strawberry.field(description="The answer; it replaces the one that the user has given.")
