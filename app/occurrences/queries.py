"""Finding occurrences."""

from typing import Any

import strawberry

from app.events.lists import dates_of
from app.graph.context import Info
from app.occurrences.found.types import FoundOccurrenceConnection


async def _occurrences(_root: Any, info: Info) -> Any:
    return await info.context.answer(info)


@strawberry.type
class OccurrenceQueries:
    occurrences: FoundOccurrenceConnection = dates_of(
        "",
        "The dates on which events take place: of all organisations those of public events, and all of the caller's"
        " own. Dates of cancelled events and dates out of their rule are never listed.",
        resolver=_occurrences,
    )
