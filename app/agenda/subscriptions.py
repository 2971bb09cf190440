"""Following an event's agenda."""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.db.outbox import Change
from app.events.types.changes import AgendaChange
from app.graph.context import Info
from app.graph.subscriptions import follow

AGENDA = (
    "Session",
    "SessionOccurrence",
    "Track",
    "Location",
    "ScheduleDate",
    "AgendaTab",
    "Speaker",
    "Event",
    "Occurrence",
)


@strawberry.type
class AgendaSubscriptions:
    @strawberry.subscription(
        description=(
            "An item whenever the agenda of an event that the caller sees is changed, with what was changed in it:"
            " several changes are one item where the client fetches more slowly than they happen. Ends when the"
            " caller does not see the event any more. Told are changes made through the process that serves the"
            " subscription."
        )
    )
    async def agenda_changed(
        self, info: Info, event_uuid: Annotated[UUID, strawberry.argument(description="Identifier of the event.")]
    ) -> AsyncGenerator[AgendaChange, None]:
        items: Any = await follow(info.context, "Event", event_uuid, AGENDA, _item)
        return items  # type: ignore[no-any-return]


def _item(uuid: UUID | None, changes: Sequence[Change], seen: Sequence[Change]) -> AgendaChange:
    return AgendaChange(event_uuid=uuid, changes=changes, seen=seen)
