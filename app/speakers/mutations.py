"""Mutations of speakers."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.mutations import answer, argument, mutation
from app.speakers import operations
from app.speakers.inputs import CreateSpeakerInput, UpdateSpeakerInput
from app.speakers.types import Speaker

EVENT = answer(Event, "Their event.")


@strawberry.type
class SpeakerMutations:
    create_speaker = mutation(
        operations.create_speaker,
        scope=Scope.AGENDA_WRITE,
        message="Speaker has been created successfully",
        description="Add a speaker to an event that is not cancelled. An event has at most 5,000.",
        arguments={
            "event_uuid": argument(UUID, "The event, one of the caller's own."),
            "input": argument(CreateSpeakerInput, "The speaker."),
        },
        answers={
            "speaker": answer(Speaker, "The new speaker."),
            "speaker_edge": answer(
                Edge[Speaker],
                "The new speaker with their place among the event's speakers, ordered by name.",
                key="speaker",
                edge=("NAME", "name_key"),
            ),
            "event": EVENT,
        },
    )
    update_speaker = mutation(
        operations.update_speaker,
        scope=Scope.AGENDA_WRITE,
        message="Speaker has been updated successfully",
        description="Change a speaker of an event that is not cancelled.",
        arguments={
            "uuid": argument(UUID, "The speaker, one of the caller's own."),
            "input": argument(UpdateSpeakerInput, "What to change."),
        },
        answers={"speaker": answer(Speaker, "The updated speaker."), "event": EVENT},
    )
