"""Queries for one object by its uuid."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads


def by_uuid(noun: str, description: str) -> Any:
    """A query with the argument `uuid`, which answers null for an object that the caller may not see."""

    async def resolve(
        root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description=f"Identifier of the {noun}.")]
    ) -> Any:
        return await info.context.answer(info)

    return reads(One("", arguments={"uuid": _has_id}), description, resolver=resolve)


def _has_id(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"
