"""Finding communities."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.communities.types import Community
from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads


def _uuid(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"


async def _community(
    root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the community.")]
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class CommunityQueries:
    community: Community | None = reads(
        One("", arguments={"uuid": _uuid}), "A community the caller may see; else null.", resolver=_community
    )
