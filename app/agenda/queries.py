"""Queries for one part of an agenda."""

from typing import Any

import strawberry

from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.graph.lookups import by_uuid


def _part(article: str, noun: str) -> Any:
    return by_uuid(noun, f"{article} {noun} of an event that the caller may see, or null.")


@strawberry.type
class AgendaQueries:
    agenda_tab: AgendaTab | None = _part("An", "agenda tab")
    schedule_date: ScheduleDate | None = _part("A", "schedule date")
    track: Track | None = _part("A", "track")
    location: Location | None = _part("A", "location")
