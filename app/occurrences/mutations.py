"""The mutation of one occurrence."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.dates.operations.occurrence import update_occurrence
from app.events.types import Event
from app.graph.mutations import answer, argument, mutation
from app.occurrences.inputs import UpdateOccurrenceInput
from app.occurrences.types import Occurrence


@strawberry.type
class OccurrenceMutations:
    update_occurrence = mutation(
        update_occurrence,
        scope=Scope.EVENT_UPDATE,
        message="Occurrence has been updated successfully",
        description=(
            "Call one date off or restore it, or give it times or a capacity of its own. A published event stays"
            " published, with a warning, when its last upcoming date is called off."
        ),
        arguments={
            "uuid": argument(UUID, "The occurrence."),
            "input": argument(UpdateOccurrenceInput, "What to change."),
        },
        answers={
            "occurrence": answer(Occurrence, "The occurrence as it is now."),
            "event": answer(Event, "Its event, whose dates and booking windows may have changed too."),
        },
        in_thread=True,
    )
