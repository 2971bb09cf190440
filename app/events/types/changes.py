"""Items of the subscriptions to an event and to its agenda."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.db.outbox import Change, ChangeKind
from app.events.types.event import Event
from app.graph.context import Info
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.entries import NodeCompile, NodesCompile

enum_type(
    ChangeKind,
    "The kind of a change. An open list: keep a default branch.",
    CREATED="It was created.",
    UPDATED="It, or something that belongs to it, changed.",
    DELETED="It was deleted.",
    PUBLISHED="It was published.",
    UNPUBLISHED="It was unpublished.",
    CANCELLED="It was cancelled.",
)


@strawberry.type
class Happening:
    """What both kinds of item have. `event_uuid` is None once the event is not to be seen any more.

    `seen` are those of the changes that are about something the caller sees.
    """

    event_uuid: strawberry.Private[UUID | None]
    changes: strawberry.Private[Sequence[Change]]
    seen: strawberry.Private[Sequence[Change]]

    @strawberry.field(description="When the change happened.")
    def at(self) -> datetime:
        return self.changes[-1].at

    @strawberry.field(
        description="The event as it is now. Null in the last item, when the caller may no longer see it."
    )
    async def event(self, info: Info) -> Event | None:
        if self.event_uuid is None:
            return None
        found: Any = await info.context.answer(
            info, compile_=NodeCompile("Event"), key="Event", result=str(self.event_uuid)
        )
        return found  # type: ignore[no-any-return]


@strawberry.type(description="A change of an event, of its occurrences or of its tickets.")
class EventChange(Happening):
    @strawberry.field(description="The kind of change; `UPDATED` for any change of its occurrences and tickets.")
    def kind(self) -> ChangeKind:
        kinds = [change.kind for change in self.changes if change.entity == "Event"]
        return kinds[-1] if kinds else ChangeKind.UPDATED


@strawberry.type(description="A change of an event's agenda.")
class AgendaChange(Happening):
    @strawberry.field(
        description=(
            "The sessions, also in single dates, tracks, locations, days, tabs and speakers that were created or"
            " changed, as they are now; at most 100. The event and its occurrences are among them when they changed:"
            " dates may have moved. What the caller does not see, or not any more, is not among them: what is missing"
            " from the agenda, read again, is gone from it."
        )
    )
    async def nodes(self, info: Info) -> list[Node]:
        pairs = [(change.entity, str(change.entity_id)) for change in self.seen]
        if not pairs:
            return []
        types = tuple(sorted({name for name, _ in pairs}))
        found: Any = await info.context.answer(info, compile_=NodesCompile(types), key=types, result=pairs)
        return found  # type: ignore[no-any-return]
