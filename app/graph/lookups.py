"""Queries for one object by its uuid, and for the objects of an organisation."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.graph.context import Info
from app.graph.reading.answered_alone import answered_alone
from app.graph.reading.mapping import Bound, Many, One, Sql, reads


def by_uuid(noun: str, description: str) -> Any:
    """A query with the argument `uuid`, which answers null for an object that the caller may not see."""

    @answered_alone
    async def resolve(
        root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description=f"Identifier of the {noun}.")]
    ) -> Any:
        return await info.context.answer(info)

    return reads(One("", arguments={"uuid": _has_id}), description, resolver=resolve)


def of_organisation(order: str, description: str) -> Any:
    """A query with the argument `organisationUuid`, for what the caller may see of the organisation's objects."""

    @answered_alone
    async def resolve(
        root: Any,
        info: Info,
        organisation_uuid: Annotated[UUID, strawberry.argument(description="Identifier of the organisation.")],
    ) -> Any:
        return await info.context.answer(info)

    return reads(Many("", order, arguments={"organisationUuid": _is_of}), description, resolver=resolve)


def _is_of(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.organisation_id = {value.uuid()}"


def _has_id(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"
