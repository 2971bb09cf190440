"""The fields that the items of all subscriptions share."""

from datetime import datetime
from typing import Any

import strawberry

from app.db.outbox import ChangeKind
from app.graph.context import Info
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.entries import NodesCompile
from app.graph.subscriptions import Delivery

AFTER = (
    "Send what was missed since this position, as an item or a query answered it, before what happens next. If that is"
    " no longer known, the first item is of the kind `RESYNC`. Without it, items begin with the next change."
)

enum_type(
    ChangeKind,
    "The kind of a change. An open list: keep a default branch.",
    CREATED="It was created.",
    UPDATED="It, or something that belongs to it, changed.",
    DELETED="It was deleted.",
    PUBLISHED="It was published.",
    UNPUBLISHED="It was unpublished.",
    CANCELLED="It was cancelled.",
    RESYNC="What was missed is no longer known. Read everything again, and go on from this position.",
)


@strawberry.type
class FeedItem:
    """Several changes are one item if the subscriber is slower than they are."""

    delivery: strawberry.Private[Delivery]

    @strawberry.field(description="The position after this item, for `after`. Opaque: do not parse it.")
    def position(self) -> str:
        return str(self.delivery.position)

    @strawberry.field(
        description="The kind of change of the followed object itself; `UPDATED` if only parts of it have changed."
    )
    def kind(self) -> ChangeKind:
        return self.delivery.kind

    @strawberry.field(description="When the last of the changes happened.")
    def at(self) -> datetime:
        return self.delivery.at

    @strawberry.field(
        description=(
            "The objects that were created or changed, and that the caller may see, as they are now; at most 100."
        )
    )
    async def nodes(self, info: Info) -> list[Node]:
        pairs = [(change.entity, str(change.entity_id)) for change in self.delivery.visible]
        if not pairs:
            return []
        types = tuple(sorted({name for name, _ in pairs}))
        found: Any = await info.context.answer(info, compile_=NodesCompile(types), key=types, result=pairs)
        return found  # type: ignore[no-any-return]

    @strawberry.field(
        description=(
            "Global identifiers of the objects that were deleted, or that the caller may no longer see. Everything"
            " within them is gone, too."
        )
    )
    def removed(self) -> list[strawberry.ID]:
        return [strawberry.ID(f"{change.entity}_{change.entity_id}") for change in self.delivery.removed]

    @strawberry.field(
        description=(
            "Whether everything within the changed objects may have changed as well, as when an event is published:"
            " read it again."
        )
    )
    def refetch(self) -> bool:
        return self.delivery.refetch
