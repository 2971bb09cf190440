"""Following an event."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.events.types.changes import EventChange
from app.graph.context import Info
from app.graph.feed_items import AFTER
from app.graph.subscriptions import follow

PAGE = frozenset({"Event", "Occurrence", "Ticket"})


@strawberry.type
class EventSubscriptions:
    @strawberry.subscription(
        description=(
            "An item for each change of an event that the caller may see, or of its occurrences or tickets, counts and"
            " versions among them. Several changes are combined into one item if the client is slower than they are."
            " Ends when the caller may no longer see the event."
        )
    )
    async def event_changed(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="Identifier of the event.")],
        after: Annotated[str | None, strawberry.argument(description=AFTER)] = None,
    ) -> AsyncGenerator[EventChange, None]:
        items: Any = await follow(info.context, "Event", uuid, after, EventChange, PAGE)
        return items  # type: ignore[no-any-return]
