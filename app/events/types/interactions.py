"""What people do to an event, as fields of it."""

from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.graph.connections import Connection
from app.graph.reading.mapping import column, entity, many
from app.interactions.lists import EVENT_METRICS, interactions_of, metrics
from app.interactions.types import Attendee, Metric, Review, Save, Share, WaitingListEntry

_ALONE = "Null for outsiders."


@entity("join_url", parent=("Event", "event_id"))
@strawberry.type(description="Where to join an online event.")
class JoinUrl:
    uuid: UUID = column("id", "Identifier of the address.")
    name: str | None = column("name", "Its name, at most 255 characters.")
    url: URL = column("url", "The address.")


@strawberry.type
class InteractionFields:
    """The part of `Event` that people make."""

    saves: Connection[Save] = interactions_of("Users who saved it.")
    shares: Connection[Share] = interactions_of("Users who shared it.")
    reviews: Connection[Review] = interactions_of("Reviews by users.")
    attendees: Connection[Attendee] | None = interactions_of(f"Its attendees. {_ALONE}", private=True)
    waiting_list: Connection[WaitingListEntry] | None = interactions_of(f"Its waiting list. {_ALONE}", private=True)
    join_urls: list[JoinUrl] | None = many(
        "{c}.event_id = {p}.id",
        "{c}.position, {c}.id",
        f"Where to join it online, at most 50. {_ALONE}",
        private=True,
    )
    metrics: list[Metric] = metrics(
        EVENT_METRICS,
        "How often users saved, shared, reviewed and so on; derived, and the same for everybody.",
    )
