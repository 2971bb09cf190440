"""Finding users. There is no list of them: who is to see one is told their uuid."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads
from app.users.types import User


def _uuid(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"


async def _user(
    root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the user.")]
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class UserQueries:
    user: User | None = reads(
        One("", arguments={"uuid": _uuid}), "A user the caller may see; else null.", resolver=_user
    )
