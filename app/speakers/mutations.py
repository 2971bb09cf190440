"""Mutations of speakers."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.speakers import operations
from app.speakers.inputs import CreateSpeakerInput, UpdateSpeakerInput
from app.speakers.types import Speaker


@strawberry.type(description="What `createSpeaker` answers.")
class CreateSpeakerPayload(Payload):
    speaker: Speaker | None = result("speaker", "The new speaker; null when refused.")
    speaker_edge: Edge[Speaker] | None = result(
        "speaker",
        "The new speaker with their place among the event's speakers, ordered by name.",
        edge=("NAME", "name_key"),
    )
    event: Event | None = result("event", "Their event; null when refused.")


@strawberry.type(description="What `updateSpeaker` answers.")
class UpdateSpeakerPayload(Payload):
    speaker: Speaker | None = result("speaker", "The speaker as they are now; null when refused.")
    event: Event | None = result("event", "Their event; null when refused.")


@strawberry.type
class SpeakerMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Add a speaker to an event that is not cancelled, at most 5,000 to one. No document has it: ours.",
    )
    async def create_speaker(
        self,
        info: Info,
        event_uuid: Annotated[UUID, strawberry.argument(description="The event, one of the caller's own.")],
        input: Annotated[CreateSpeakerInput, strawberry.argument(description="The new speaker.")],
    ) -> CreateSpeakerPayload | None:
        work = partial(operations.create_speaker, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, CreateSpeakerPayload, "Speaker has been created successfully", work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.AGENDA_WRITE)],
        description="Change a speaker of an event that is not cancelled. No document has it: ours.",
    )
    async def update_speaker(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The speaker, one of the caller's own.")],
        input: Annotated[UpdateSpeakerInput, strawberry.argument(description="What to change.")],
    ) -> UpdateSpeakerPayload | None:
        work = partial(operations.update_speaker, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateSpeakerPayload, "Speaker has been updated successfully", work)
