"""Queries for one part of an agenda."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.agenda.types import AgendaTab, Location, ScheduleDate, Track
from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads


def _uuid(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"


async def _by_uuid(
    root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Its identifier.")]
) -> Any:
    return await info.context.answer(info)


def _one(noun: str) -> Any:
    sentence = f"{noun} of an event that the caller may see, or null."
    return reads(One("", arguments={"uuid": _uuid}), sentence, resolver=_by_uuid)


@strawberry.type
class AgendaQueries:
    agenda_tab: AgendaTab | None = _one("A tab")
    schedule_date: ScheduleDate | None = _one("A day of the programme")
    track: Track | None = _one("A track")
    location: Location | None = _one("A location")
