"""Items of the subscriptions to an event and to its agenda."""

from typing import Any

import strawberry

from app.events.types.event import Event
from app.graph.context import Info
from app.graph.feed_items import FeedItem
from app.graph.reading.entries import NodeCompile


@strawberry.type
class EventItem(FeedItem):
    """An item about something within an event."""

    @strawberry.field(
        description="The event as it is now. Null in the last item, when the caller may no longer see it."
    )
    async def event(self, info: Info) -> Event | None:
        uuid = self.delivery.uuid
        if uuid is None:
            return None
        found: Any = await info.context.answer(info, compile_=NodeCompile("Event"), key="Event", result=str(uuid))
        return found  # type: ignore[no-any-return]


@strawberry.type(description="A change of an event, of its occurrences or of its tickets.")
class EventChange(EventItem):
    pass


@strawberry.type(
    description=(
        "A change of an event's agenda: of sessions, also on single dates, of tracks, locations, days, tabs and"
        " speakers, and of the event and its occurrences, since dates may have moved."
    )
)
class AgendaChange(EventItem):
    pass
