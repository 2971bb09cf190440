"""The categories of events in the schema."""

from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.graph.reading.mapping import column, entity


@entity("category")
@strawberry.type(description="A category of an organisation's events. Source: EventBookings `listing.categories[]`.")
class Category:
    uuid: UUID = column("id", "Identifier of the category.")
    name: str = column("name", "Name of the category, at most 120 characters.")
    description: str | None = column("description", "What belongs in it, at most 2,500 characters.")
    url: URL | None = column("url", "Address of its page.")
    image: URL | None = column("image", "Address or storage path of its picture.")
