"""What is sent to reschedule an event."""

from uuid import UUID

import strawberry

from app.core import limits
from app.events.dates.reschedule.values import MAX_DAYS, RescheduleScope
from app.graph.enums import enum_type
from app.graph.times import ZonedDateTimeInput

enum_type(
    RescheduleScope,
    "Which dates of an event a reschedule moves.",
    ALL="All dates that have not ended.",
    THIS="One date alone: the rule goes on as it was.",
    THIS_AND_FOLLOWING=(
        "One date of the rule and all later ones: the rule begins again there. Earlier dates stay, and later changes"
        " of the rule leave them alone."
    ),
)


@strawberry.input(
    description=(
        "How far dates move on the wall clock of the event's time zone: exactly one of `toStart`, `byMinutes` and"
        " `byDays`."
    )
)
class RescheduleEventInput:
    to_start: strawberry.Maybe[ZonedDateTimeInput | None] = strawberry.field(
        description=(
            "The new start of `occurrenceUuid`, or else of the first date in scope; the other dates move as far as"
            " that one on the wall clock."
        )
    )
    by_minutes: strawberry.Maybe[int | None] = strawberry.field(
        description="How many minutes later, or with a minus earlier; not 0."
    )
    by_days: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How many days later, or with a minus earlier; not 0, at most {MAX_DAYS:,}."
    )
    scope: strawberry.Maybe[RescheduleScope | None] = strawberry.field(
        description="Which dates move; left out or null it is ALL."
    )
    occurrence_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description="The date that `scope` means, which has not ended: required with THIS and THIS_AND_FOLLOWING."
    )
    reason: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Why, from 1 to {limits.CANCELLATION_REASON:,} characters: everyone who sees the event reads it in"
            " `Event.rescheduled`. Left out or null, a reason that was given before is cleared."
        )
    )
    dry_run: strawberry.Maybe[bool | None] = strawberry.field(
        description="True answers what would become of every date, and stores nothing. Left out or null it is false."
    )
