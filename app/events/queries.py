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
from app.organisations.lists import organisation_with


def _slugs(_sql: Sql, c: str, given: Bound) -> str:
    """The event that has the slug, or had it before, in the organisation that has the other one, or had it before."""
    slug, organisation = given.get("slug"), given.get("organisationSlug")
    assert slug is not None
    assert organisation is not None
    text, owner = slug.text(), organisation_with(organisation.text())
    return (
        f"{c}.id = COALESCE((SELECT es.id FROM event es WHERE es.organisation_id = {owner} AND es.slug = {text}),"
        f" (SELECT fs.event_id FROM former_slug fs WHERE fs.organisation_id = {owner} AND fs.slug = {text}))"
    )


@answered_alone
async def _event_by_slug(
    root: Any,
    info: Info,
    organisation_slug: Annotated[str, strawberry.argument(description="Slug or former slug of the organisation.")],
    slug: Annotated[str, strawberry.argument(description="Slug or former slug of the event.")],
) -> Any:
    return await info.context.answer(info)


@answered_alone
async def _events(_root: Any, info: Info) -> Any:
    return await info.context.answer(info)


@strawberry.type
class EventQueries:
    event: Event | None = by_uuid("event", "An event that the caller may see, or null.")
    event_by_slug: Event | None = reads(
        One("", condition=_slugs),
        "An event that the caller may see, by its slug, or one that it had before, or null.",
        resolver=_event_by_slug,
    )
    events: Connection[Event] = events_of(
        "", "The events of all organisations: public ones, and all of the caller's own.", resolver=_events
    )
