"""What is sent to see the dates of a rule before it is stored."""

from uuid import UUID

import strawberry

from app.core import limits
from app.events.inputs.recurrence import OccurrenceRuleInput
from app.graph.scalars import TimeZone


@strawberry.input(description="A rule whose dates are to be shown. Not in any document.")
class PreviewOccurrencesInput:
    occurrence: OccurrenceRuleInput = strawberry.field(
        description="The rule; with `eventUuid` the changes of that event's rule, as `updateEvent` takes them."
    )
    event_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "An event of the caller's own, whose stored rule the changes are made to. Needs the scope `event.update`;"
            " null means a new rule."
        )
    )
    timezone: strawberry.Maybe[TimeZone | None] = strawberry.field(
        description=(
            "The zone of the wall clocks; null means the event's, without an event UTC. Another zone than the event's"
            " keeps the wall clocks of the stored rule."
        )
    )
    first: strawberry.Maybe[int | None] = strawberry.field(
        description=f"How many dates to show, 1 to {limits.OCCURRENCES}; null means {limits.PREVIEWED}."
    )
