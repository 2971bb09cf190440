"""What is sent about how an event is found."""

from uuid import UUID

import strawberry

from app.core import limits
from app.graph.scalars import URL

SOURCE = "Source: EventBookings `event"


@strawberry.input(
    description=(
        "A category of the organisation, found by its uuid or else by its name without case and accents. A"
        " name that the organisation does not have makes a new one. What else is sent is stored with it."
    )
)
class CategoryInput:
    uuid: strawberry.Maybe[UUID | None] = strawberry.field(description="A category that is there already.")
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The name, needed without a uuid. At most {limits.LABEL} characters."
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What belongs in the category. At most {limits.DESCRIPTION} characters."
    )
    url: strawberry.Maybe[URL | None] = strawberry.field(description="An http(s) address about it.")
    image: strawberry.Maybe[URL | None] = strawberry.field(
        description="A picture: an http(s) address or a storage path."
    )


@strawberry.input(description=f"How the event is found. {SOURCE}.listing`.")
class ListingInput:
    enabled: strawberry.Maybe[bool | None] = strawberry.field(
        description=f"Whether it is in public lists; null means true. {SOURCE}.listing.enabled`."
    )
    visibility_in_org_profile: strawberry.Maybe[bool | None] = strawberry.field(
        description=(
            "Whether it is shown on the organisation's profile; null means true."
            f" {SOURCE}.listing.visibility_in_org_profile`."
        )
    )
    categories: strawberry.Maybe[list[CategoryInput] | None] = strawberry.field(
        description=(
            f"All its categories, at most {limits.CATEGORIES}; null means none. {SOURCE}.listing.categories[]`."
        )
    )
    tags: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=(
            f"All its tags, at most {limits.TAGS} of at most {limits.TAG} characters; null means none."
            " Source: social.plus."
        )
    )
