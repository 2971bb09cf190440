"""The subscription to an event's agenda."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.events.types.changes import AgendaChange
from app.graph.context import Info
from app.graph.feed_items import AFTER
from app.graph.subscriptions import follow

AGENDA = frozenset(
    {
        "Session",
        "SessionOccurrence",
        "Track",
        "Location",
        "ScheduleDate",
        "AgendaTab",
        "Speaker",
        "Event",
        "Occurrence",
    }
)


@strawberry.type
class AgendaSubscriptions:
    @strawberry.subscription(
        description=(
            "An item for each change of the agenda of an event that the caller may see, but not of how many have chosen"
            " a session. Several changes are combined into one item if the client is slower than they are. Ends when"
            " the caller may no longer see the event."
        )
    )
    async def agenda_changed(
        self,
        info: Info,
        event_uuid: Annotated[UUID, strawberry.argument(description="Identifier of the event.")],
        after: Annotated[str | None, strawberry.argument(description=AFTER)] = None,
    ) -> AsyncGenerator[AgendaChange, None]:
        items: Any = await follow(info.context, "Event", event_uuid, after, AgendaChange, AGENDA, direct=True)
        return items  # type: ignore[no-any-return]
