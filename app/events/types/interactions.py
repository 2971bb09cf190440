"""What people do to an event, as fields of it."""

import strawberry

from app.graph.connections import Connection
from app.interactions.lists import EVENT_METRICS, interactions_of, metrics
from app.interactions.types import Attendee, Metric, Review, Save, Share, WaitingListEntry

_ALONE = "Null for outsiders."


@strawberry.type
class InteractionFields:
    """The part of `Event` that people make."""

    saves: Connection[Save] = interactions_of("Users who saved it.")
    shares: Connection[Share] = interactions_of("Users who shared it.")
    reviews: Connection[Review] = interactions_of("Reviews by users.")
    attendees: Connection[Attendee] | None = interactions_of(f"Its attendees. {_ALONE}", private=True)
    waiting_list: Connection[WaitingListEntry] | None = interactions_of(f"Its waiting list. {_ALONE}", private=True)
    metrics: list[Metric] = metrics(
        EVENT_METRICS,
        "Counts of saves, shares, reviews and so on, the same for every caller.",
    )
