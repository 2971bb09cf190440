"""Queries for organisations."""

from typing import Annotated, Any

import strawberry

from app.auth.rules import Scope
from app.graph.changes import ChangePage, changes_of
from app.graph.context import Info
from app.graph.lookups import by_uuid
from app.graph.reading.answered_alone import answered_alone
from app.graph.reading.mapping import Bound, Feed, One, Sql, reads
from app.graph.scopes import RequireScope
from app.organisations.lists import organisation_with
from app.organisations.types import Organisation


def _slug(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {organisation_with(value.text())}"


@answered_alone
async def _organisation_by_slug(
    root: Any,
    info: Info,
    slug: Annotated[str, strawberry.argument(description="Slug or former slug of the organisation.")],
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class OrganisationQueries:
    organisation: Organisation | None = by_uuid("organisation", "An organisation, or null.")
    organisation_by_slug: Organisation | None = reads(
        One("", arguments={"slug": _slug}),
        "An organisation by its slug, or one that it had before, or null.",
        resolver=_organisation_by_slug,
    )
    changes: ChangePage | None = changes_of(
        Feed("{tenant}"),
        "What has changed in the caller's organisation since a position.",
        root=True,
        extensions=[RequireScope(Scope.EVENT_READ)],
    )
