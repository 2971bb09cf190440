"""Pages of occurrences by date, with the distance of each occurrence."""

import strawberry

from app.events.lists import metres
from app.graph.connections import BoundedCount, PageInfo, counted_up_to
from app.graph.reading.mapping import Finished, reads
from app.occurrences.types import Occurrence


@strawberry.type(description="An occurrence with its cursor and its distance.")
class FoundOccurrenceEdge:
    cursor: str = strawberry.field(description="Opaque position of this item in this order of the list.")
    node: Occurrence = strawberry.field(description="The occurrence.")
    distance_metres: int | None = reads(
        Finished("{t}.distance", metres),
        "Distance of its event's venue from the centre of `filter.near` along the ground; null without `near`.",
    )


@strawberry.type(description="One page of a list of occurrences by date.")
class FoundOccurrenceConnection:
    edges: list[FoundOccurrenceEdge] = strawberry.field(description="The items with their cursors and distances.")
    nodes: list[Occurrence] = strawberry.field(description="The items.")
    page_info: PageInfo = strawberry.field(description="The position of this page in the list.")
    total_count: int = strawberry.field(
        description="How many items of the list the caller may see, on all pages. Counted only if selected."
    )
    count_up_to: BoundedCount = counted_up_to()
