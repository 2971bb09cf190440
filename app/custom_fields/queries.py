"""Queries for custom fields."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.custom_fields.types import CustomField
from app.graph.context import Info
from app.graph.lookups import by_uuid
from app.graph.reading.mapping import Bound, Many, Sql, reads


def _organisation(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.organisation_id = {value.uuid()}"


async def _custom_fields(
    root: Any,
    info: Info,
    organisation_uuid: Annotated[UUID, strawberry.argument(description="Identifier of the organisation.")],
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class CustomFieldQueries:
    custom_field: CustomField | None = by_uuid("custom field", "A custom field that the caller may see, or null.")
    custom_fields: list[CustomField] = reads(
        Many("", "{c}.position, {c}.id", arguments={"organisationUuid": _organisation}),
        "The custom fields of an organisation that the caller may see, at most 200.",
        resolver=_custom_fields,
    )
