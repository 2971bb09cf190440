"""Mutations of single occurrences."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.dates.operations.occurrence import update_occurrence
from app.events.types import Event
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.occurrences.inputs import UpdateOccurrenceInput
from app.occurrences.types import Occurrence


@strawberry.type(description="What `updateOccurrence` answers.")
class UpdateOccurrencePayload(Payload):
    occurrence: Occurrence | None = result("occurrence", "The occurrence as it is now.")
    event: Event | None = result("event", "Its event, whose dates and booking windows may have followed.")


@strawberry.type
class OccurrenceMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE)],
        description=(
            "Call one date off or switch it on, give it times or a capacity of its own. A published event whose last"
            " date to come is called off stays published, with a warning."
        ),
    )
    async def update_occurrence(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The occurrence.")],
        input: Annotated[UpdateOccurrenceInput, strawberry.argument(description="What to change.")],
    ) -> UpdateOccurrencePayload | None:
        return await run(
            info,
            UpdateOccurrencePayload,
            "Occurrence has been updated successfully",
            partial(update_occurrence, uuid=uuid, patch=to_patch(input)),
            aside=True,
        )
