"""The mutation that puts dates off or brings them forward."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.dates.reschedule.inputs import RescheduleEventInput
from app.events.dates.reschedule.operations.rescheduling import reschedule_event
from app.events.dates.reschedule.types import RescheduledDate, RescheduledSession
from app.events.types import Event
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.occurrences.types import Occurrence

DONE = "Event has been rescheduled successfully"
TRIED = "Nothing has been stored: this is what rescheduling would do"


@strawberry.type(description="What `rescheduleEvent` answers; a dry run answers the same.")
class RescheduleEventPayload(Payload):
    event: Event | None = result("event", "The event as it is now; after a dry run as it was and stays.")
    occurrences: list[Occurrence] | None = result(
        "occurrences", "The dates in scope, in the order of `dates`; after a dry run as they were and stay."
    )
    dates: list[RescheduledDate] = strawberry.field(
        default_factory=list, description="Every date in scope, by its start before. Empty when refused."
    )
    sessions: list[RescheduledSession] = strawberry.field(
        default_factory=list, description="The sessions without a date that moved along, by their start before."
    )
    seats: int | None = strawberry.field(
        default=None, description="How many seats are booked on the dates in scope; null when refused."
    )


@strawberry.type
class RescheduleMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE)],
        description=(
            "Put dates of an event off, or bring them forward, with everything that belongs to them: timeslots,"
            " sessions, days of the programme, the rule with its exclusions. uuids, bookings and all"
            " lengths in minutes stay. With the scope ALL, the moments of booking windows, of early birds and of"
            " `abnActivateOn` that are named by date move too, if they are still to come; the other scopes leave"
            " them. A day of the programme moves by whole days, if nothing stands under it that stays. A time that"
            " the clocks skip moves forward, with a warning. Where the moved rule would give another date in place"
            " of one that has ended, that date is excluded. Refused: a shift that the rule cannot express, such as"
            " one to a day that some months lack, a date that has ended, and two dates that would start at once. No"
            " document has it: ours."
        ),
    )
    async def reschedule_event(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The event.")],
        input: Annotated[RescheduleEventInput, strawberry.argument(description="Which dates move, and how far.")],
    ) -> RescheduleEventPayload | None:
        patch = to_patch(input)
        message = TRIED if patch.get("dry_run") else DONE
        work = partial(reschedule_event, uuid=uuid, patch=patch)
        return await run(info, RescheduleEventPayload, message, work, aside=True)
