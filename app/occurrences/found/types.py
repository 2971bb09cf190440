"""Occurrences that are found by date: the pages of such a list, with the distance of each occurrence."""

import strawberry

from app.events.lists import metres
from app.graph.connections import PageInfo
from app.graph.reading.mapping import Finished, reads
from app.occurrences.types import Occurrence


@strawberry.type(description="An occurrence that was found, with its cursor and its distance.")
class FoundOccurrenceEdge:
    cursor: str = strawberry.field(description="Place of this item in this order of the list. Opaque.")
    node: Occurrence = strawberry.field(description="The occurrence.")
    distance_metres: int | None = reads(
        Finished("{t}.distance", metres),
        "How far its event's venue is from the centre of `filter.near`, over ground; null without `near`.",
    )


@strawberry.type(description="One page of a list of occurrences found by date.")
class FoundOccurrenceConnection:
    edges: list[FoundOccurrenceEdge] = strawberry.field(description="The items with their cursors and distances.")
    nodes: list[Occurrence] = strawberry.field(description="The items.")
    page_info: PageInfo = strawberry.field(description="Where this page stands in the list.")
    total_count: int = strawberry.field(
        description="How many items of the list the caller may see, all pages together. Counted only where selected."
    )
