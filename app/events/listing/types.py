"""How an event is listed, in the schema."""

from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.graph.reading.mapping import column, entity, many, values


@entity("category")
@strawberry.type(description="A category of an organisation's events.")
class Category:
    uuid: UUID = column("id", "Identifier of the category.")
    name: str = column("name", "Name of the category, at most 120 characters.")
    description: str | None = column("description", "Description, at most 2,500 characters.")
    url: URL | None = column("url", "Address of its page.")
    image: URL | None = column("image", "Address or storage path of its picture.")


@strawberry.type(description="How an event is listed.")
class EventListing:
    enabled: bool = column("listing_enabled", "Whether the event is in public lists once published.")
    visibility_in_org_profile: bool = column(
        "visible_in_organisation_profile", "Whether it is also in the public list of its organisation."
    )
    categories: list[Category] = many(
        "{l}.event_id = {p}.id",
        "{l}.position, {c}.id",
        "Its categories, at most 20.",
        join="JOIN event_category {l} ON {l}.category_id = {c}.id",
    )
    tags: list[str] = values(
        "et.tag", "event_tag et WHERE et.event_id = {p}.id", "et.position", "At most 5 tags of 24 characters."
    )
