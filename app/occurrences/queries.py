"""The query for occurrences by date."""

from typing import Any

import strawberry

from app.events.lists import dates_of
from app.graph.context import Info
from app.graph.reading.answered_alone import answered_alone
from app.occurrences.found.types import FoundOccurrenceConnection


@answered_alone
async def _occurrences(_root: Any, info: Info) -> Any:
    return await info.context.answer(info)


@strawberry.type
class OccurrenceQueries:
    occurrences: FoundOccurrenceConnection = dates_of(
        "",
        "The dates of public events of all organisations and of all events of the caller's organisation. Dates of"
        " cancelled events and dates outside their rule are never listed.",
        resolver=_occurrences,
    )
