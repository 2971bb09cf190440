"""Finding events."""

from typing import Annotated, Any

import strawberry

from app.events.lists import events_of
from app.events.types import Event
from app.graph.connections import Connection
from app.graph.context import Info
from app.graph.lookups import by_uuid
from app.graph.reading.answered_alone import answered_alone
from app.graph.reading.mapping import Bound, One, Sql, reads


def _slug(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.slug = {value.text()}"


def _organisation_slug(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.organisation_id = (SELECT og.id FROM organisation og WHERE og.slug = {value.text()})"


@answered_alone
async def _event_by_slug(
    root: Any,
    info: Info,
    organisation_slug: Annotated[str, strawberry.argument(description="Slug of the organisation.")],
    slug: Annotated[str, strawberry.argument(description="Slug of the event.")],
) -> Any:
    return await info.context.answer(info)


@answered_alone
async def _events(_root: Any, info: Info) -> Any:
    return await info.context.answer(info)


@strawberry.type
class EventQueries:
    event: Event | None = by_uuid("event", "An event that the caller may see, or null.")
    event_by_slug: Event | None = reads(
        One("", arguments={"organisationSlug": _organisation_slug, "slug": _slug}),
        "An event that the caller may see, by its slug, or null.",
        resolver=_event_by_slug,
    )
    events: Connection[Event] = events_of(
        "", "The events of all organisations: public ones, and all of the caller's own.", resolver=_events
    )
