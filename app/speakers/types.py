"""Speakers of events in the schema."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.core.named_types import URL
from app.graph.connections import Connection, OrderDirection
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, one, zoned
from app.graph.times import ZonedDateTime
from app.sessions.lists import agenda_of, sessions_of
from app.sessions.lists.agenda import OF_SPEAKER
from app.sessions.store.visible import SPEAKS_PUBLICLY

if TYPE_CHECKING:
    from app.events.types import Event
    from app.sessions.types import Session, SessionOccurrence

LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazySession = Annotated["Session", strawberry.lazy("app.sessions.types")]
LazySessionOccurrence = Annotated["SessionOccurrence", strawberry.lazy("app.sessions.types")]


@strawberry.enum(description="What speakers can be ordered by.")
class SpeakerOrderField(Enum):
    NAME = strawberry.enum_value("NAME", description="Their name, without case and accents.")


@strawberry.input(description="How speakers are ordered.")
class SpeakerOrder:
    field: SpeakerOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@entity("speaker", visible=SPEAKS_PUBLICLY, parent=("Event", "event_id"))
@strawberry.type(description=("A speaker of an event. Outsiders see only the speakers of sessions that they see."))
class Speaker(Node):
    id: strawberry.ID = global_id("Speaker")
    uuid: UUID = column("id", "Identifier of the speaker.")
    name: str = column("name", "Name of the speaker, at most 255 characters.")
    biography: str | None = column("biography", "The speaker's biography.")
    image: URL | None = column("image", "Address or storage path of a picture.")
    sessions: Connection[LazySession] = sessions_of(
        "ss.speaker_id = {p}.id",
        "The speaker's sessions, each once.",
        join="JOIN session_speaker ss ON ss.session_id = {c}.id",
    )
    agenda: Connection[LazySessionOccurrence] = agenda_of(
        OF_SPEAKER,
        "The speaker's sessions on each of their dates, in order of their start.",
        without=("speaker_uuid",),
    )
    event: LazyEvent = one("{c}.id = {p}.event_id", "Their event.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When they were added.")
    updated_on: ZonedDateTime = zoned("updated", "When they were last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
