"""The query for one speaker."""

import strawberry

from app.graph.lookups import by_uuid
from app.speakers.types import Speaker


@strawberry.type
class SpeakerQueries:
    speaker: Speaker | None = by_uuid("speaker", "A speaker of an event that the caller may see, or null.")
