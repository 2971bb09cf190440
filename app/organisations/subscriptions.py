"""Following everything in an organisation."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.graph.context import Info
from app.graph.feed_items import AFTER, FeedItem
from app.graph.reading.entries import NodeCompile
from app.graph.subscriptions import follow
from app.organisations.types import Organisation


@strawberry.type(description="A change of an organisation, or of anything in it.")
class OrganisationChange(FeedItem):
    @strawberry.field(description="The organisation as it is now.")
    async def organisation(self, info: Info) -> Organisation | None:
        uuid = self.delivery.uuid
        if uuid is None:
            return None
        found: Any = await info.context.answer(
            info, compile_=NodeCompile("Organisation"), key="Organisation", result=str(uuid)
        )
        return found  # type: ignore[no-any-return]


@strawberry.type
class OrganisationSubscriptions:
    @strawberry.subscription(
        description=(
            "An item for each change of an organisation, or of an event, user, community or anything else in it that"
            " the caller may see. Several changes are combined into one item if the client is slower than they are."
        )
    )
    async def organisation_changed(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="Identifier of the organisation.")],
        after: Annotated[str | None, strawberry.argument(description=AFTER)] = None,
    ) -> AsyncGenerator[OrganisationChange, None]:
        items: Any = await follow(info.context, "Organisation", uuid, after, OrganisationChange)
        return items  # type: ignore[no-any-return]
