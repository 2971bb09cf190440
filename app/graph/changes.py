"""Pages of changes in the schema."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from app.db.outbox import ChangeKind
from app.graph.context import Info
from app.graph.node import Node
from app.graph.reading.mapping import READ, Feed

SINCE = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "Only what has changed since this position. Absent or null: no items, only the position, as of the rest of"
            " this answer."
        )
    ),
]
FIRST = Annotated[
    int | None,
    strawberry.argument(
        description=(
            "How many entries of the feed to look at, 1 to 100, 20 by default. The page has fewer items where objects"
            " have changed several times, or are not for the caller."
        )
    ),
]


@strawberry.type(description="An object that has changed since a position, with its last change.")
class ChangedObject:
    id: strawberry.ID = strawberry.field(description="Global identifier of the object.")
    kind: ChangeKind = strawberry.field(
        description="What happened to it last; `DELETED` also if the caller can no longer see it."
    )
    at: datetime = strawberry.field(description="When it last changed.")
    node: Node | None = strawberry.field(
        description=(
            "The object as it is now. Null if it was deleted, or if the caller can no longer see it: everything within"
            " it is gone, too."
        )
    )
    refetch: bool = strawberry.field(
        description=(
            "Whether everything within the object may have changed as well, as when an event is published: read it"
            " again."
        )
    )


@strawberry.type(description="What has changed since a position, in order, each object once.")
class ChangePage:
    items: list[ChangedObject] = strawberry.field(description="The objects that were created, changed or deleted.")
    position: str = strawberry.field(
        description="The position after this page, for `since`, and for `after` of subscriptions. Opaque."
    )
    has_more: bool = strawberry.field(description="Whether there are more changes: ask again, since `position`.")
    resync: bool = strawberry.field(
        description=(
            "The changes since the given position are no longer known: read everything again, and go on from"
            " `position`."
        )
    )


async def _never(root: Any, info: Info, since: SINCE = strawberry.UNSET, first: FIRST = strawberry.UNSET) -> Any:
    raise AssertionError("The reader reads this field.")


async def _root(root: Any, info: Info, since: SINCE = strawberry.UNSET, first: FIRST = strawberry.UNSET) -> Any:
    return await info.context.answer(info)


def changes_of(how: Feed, description: str, *, root: bool = False, extensions: Any = ()) -> Any:
    """A field with a page of changes. `root`: of Query."""
    return strawberry.field(
        resolver=_root if root else _never,
        description=description,
        metadata={READ: how},
        extensions=list(extensions),
    )
