"""Finding speakers."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.graph.context import Info
from app.graph.reading.mapping import Bound, One, Sql, reads
from app.speakers.types import Speaker


def _uuid(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.id = {value.uuid()}"


async def _speaker(
    root: Any, info: Info, uuid: Annotated[UUID, strawberry.argument(description="Identifier of the speaker.")]
) -> Any:
    return await info.context.answer(info)


@strawberry.type
class SpeakerQueries:
    speaker: Speaker | None = reads(
        One("", arguments={"uuid": _uuid}),
        "A speaker of an event that the caller may see; else null.",
        resolver=_speaker,
    )
