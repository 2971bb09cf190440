"""What is sent about joining an event."""

import strawberry

from app.core import limits
from app.graph.scalars import URL

_SOURCE = "Source: EventBookings `event.interactions.join_urls[]`; its shape is ours."


@strawberry.input(description=f"Where to join an online event. {_SOURCE}")
class JoinUrlInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"What it is called, at most {limits.DISPLAY_NAME} characters; null is nothing."
    )
    url: URL = strawberry.field(description="An http or https address. Stored and answered, never fetched.")


@strawberry.input
class InteractionInput:
    """The part of an event's input that concerns joining it."""

    join_urls: strawberry.Maybe[list[JoinUrlInput] | None] = strawberry.field(
        description=f"All addresses where it is joined online, at most {limits.LINKS}; null means none. {_SOURCE}"
    )
