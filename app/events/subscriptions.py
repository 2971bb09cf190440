"""Following an event."""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.db.outbox import Change
from app.events.types.changes import EventChange
from app.graph.context import Info
from app.graph.subscriptions import follow

PAGE = ("Event", "Occurrence", "Ticket")


@strawberry.type
class EventSubscriptions:
    @strawberry.subscription(
        description=(
            "An item for each change of an event that the caller may see, or of its occurrences or tickets. Several"
            " changes are combined into one item if the client is slower than they are. Ends when the caller may"
            " no longer see the event. Only changes made through the process that serves the subscription are sent."
        )
    )
    async def event_changed(
        self, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the event.")]
    ) -> AsyncGenerator[EventChange, None]:
        items: Any = await follow(info.context, "Event", uuid, PAGE, _item)
        return items  # type: ignore[no-any-return]


def _item(uuid: UUID | None, changes: Sequence[Change], seen: Sequence[Change]) -> EventChange:
    return EventChange(event_uuid=uuid, changes=changes, seen=seen)
