"""Queries for organisations."""

from typing import Annotated, Any

import strawberry

from app.graph.context import Info
from app.graph.lookups import by_uuid
from app.graph.reading.mapping import Bound, One, Sql, reads
from app.organisations.types import Organisation


def _slug(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.slug = {value.text()}"


async def _organisation_by_slug(
    root: Any, info: Info, slug: Annotated[str, strawberry.argument(description="Slug of the organisation.")]
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class OrganisationQueries:
    organisation: Organisation | None = by_uuid("organisation", "An organisation, or null.")
    organisation_by_slug: Organisation | None = reads(
        One("", arguments={"slug": _slug}), "An organisation by its slug, or null.", resolver=_organisation_by_slug
    )
