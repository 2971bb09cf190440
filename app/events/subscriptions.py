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
            "An item whenever an event that the caller sees is changed, or its occurrences or tickets are: several"
            " changes are one item where the client fetches more slowly than they happen. Ends when the caller does"
            " not see the event any more. Told are changes made through the process that serves the subscription."
        )
    )
    async def event_changed(
        self, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the event.")]
    ) -> AsyncGenerator[EventChange, None]:
        items: Any = await follow(info.context, "Event", uuid, PAGE, _item)
        return items  # type: ignore[no-any-return]


def _item(uuid: UUID | None, changes: Sequence[Change], seen: Sequence[Change]) -> EventChange:
    return EventChange(event_uuid=uuid, changes=changes, seen=seen)
