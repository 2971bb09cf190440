"""The subscription to an event's agenda."""

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
            "Sends an item when the agenda of an event that the caller sees has changed, with the changed things;"
            " several changes become one item if the client reads more slowly than they happen. Ends when the caller"
            " no longer sees the event. Covers changes made by the process that serves the subscription."
        )
    )
    async def agenda_changed(
        self, info: Info, event_uuid: Annotated[UUID, strawberry.argument(description="Identifier of the event.")]
    ) -> AsyncGenerator[AgendaChange, None]:
        items: Any = await follow(info.context, "Event", event_uuid, AGENDA, _item)
        return items  # type: ignore[no-any-return]


def _item(uuid: UUID | None, changes: Sequence[Change], seen: Sequence[Change]) -> AgendaChange:
    return AgendaChange(event_uuid=uuid, changes=changes, seen=seen)
