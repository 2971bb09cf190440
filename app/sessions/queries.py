"""The query for one session."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads
from app.sessions.types import Session


def _uuid(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"


async def _session(
    root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the session.")]
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class SessionQueries:
    session: Session | None = reads(
        One("", arguments={"uuid": _uuid}), "A session that the caller may see, or null.", resolver=_session
    )
