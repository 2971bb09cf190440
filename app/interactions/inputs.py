"""What is sent about what people do."""

from uuid import UUID

import strawberry

from app.core import limits
from app.interactions.rules import MAX_QUANTITY, RATINGS

_USER = "Who; a user of the event's organisation. Never null."


@strawberry.input(description="A user passes an event on.")
class ShareEventInput:
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_USER)
    channel: strawberry.Maybe[str | None] = strawberry.field(
        description=f"Where, 1 to {limits.LABEL} characters; null is unknown."
    )


@strawberry.input(description="What a user says of an event.")
class ReviewEventInput:
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_USER)
    rating: strawberry.Maybe[int | None] = strawberry.field(
        description=f"From {RATINGS[0]} (worst) to {RATINGS[1]} (best); never null."
    )
    text: strawberry.Maybe[str | None] = strawberry.field(
        description=f"In words, at most {limits.DESCRIPTION:,} characters; null is none."
    )


@strawberry.input(description="A user waits for a place.")
class JoinWaitingListInput:
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_USER)
    ticket_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="For which ticket of the event; null is any."
    )
    occurrence_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="For which occurrence of the event; null is any."
    )
    session_occurrence_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "For which session, on which of its dates (`SessionOccurrence.uuid`): its `waitListEnabled` is on, it has"
            " not begun, and it is full there. Null is a place at the event as a whole."
        )
    )


@strawberry.input(description="A user takes places at an event.")
class RegisterAttendeeInput:
    user_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description=_USER)
    ticket_uuid: strawberry.Maybe[UUID | None] = strawberry.field(description="With which ticket; never null.")
    price_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="At which of its prices; may be null where there is at most one."
    )
    occurrence_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="At which occurrence; may be null where one only is enabled."
    )
    timeslot_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="In which timeslot of the occurrence; needed where it has timeslots, and null where it has none."
    )
    quantity: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How many, 1 to {MAX_QUANTITY:,}; null is 1. A price may include more than one place each."
    )
