"""Mutations of the life cycle of an event: publish, unpublish, cancel, duplicate."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.inputs.cancellation import CancelEventInput, UpdateCancellationInput
from app.events.mutations.edit import BY_START
from app.events.operations import duplicate, lifecycle
from app.events.operations.cancellation import update_cancellation
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.mutations import answer, argument, extra_list, mutation
from app.occurrences.types import Occurrence
from app.sessions.types import SessionOccurrence

EVENT = argument(UUID, "The event.")


@strawberry.type(description="An object of the original event, and its copy.")
class IdMapping:
    type: str = strawberry.field(description="The name of its type in this schema, such as `Session`.")
    old_uuid: UUID = strawberry.field(description="Its uuid in the original.")
    new_uuid: UUID = strawberry.field(description="Its uuid in the copy.")

    @strawberry.field(description="Its global identifier in the original; `node` finds it where its type is a `Node`.")
    def old_id(self) -> strawberry.ID:
        return strawberry.ID(f"{self.type}_{self.old_uuid}")

    @strawberry.field(description="Its global identifier in the copy; `node` finds it where its type is a `Node`.")
    def new_id(self) -> strawberry.ID:
        return strawberry.ID(f"{self.type}_{self.new_uuid}")


@strawberry.type
class EventLifecycleMutations:
    publish_event = mutation(
        lifecycle.publish_event,
        scope=Scope.EVENT_PUBLISH,
        message="Event has been published successfully",
        description=(
            "Make an event public. Refused with `NOT_READY` and every open item of the publish checklist, or with"
            " `WRONG_STATE` if it is published or cancelled already."
        ),
        arguments={"uuid": EVENT},
        answers={"event": answer(Event, "The event, now published.")},
    )
    unpublish_event = mutation(
        lifecycle.unpublish_event,
        scope=Scope.EVENT_UNPUBLISH,
        message="Event has been unpublished successfully",
        description="Make a published event private again. It can be published later.",
        arguments={"uuid": EVENT},
        answers={"event": answer(Event, "The event, no longer public.")},
    )
    cancel_event = mutation(
        lifecycle.cancel_event,
        scope=Scope.EVENT_CANCEL,
        message="Event has been cancelled successfully.",
        description=(
            "Cancel an event permanently. One that had been published leaves all lists, can still be read by uuid and"
            " slug, and is closed for booking."
        ),
        arguments={"uuid": EVENT, "input": argument(CancelEventInput | None, "The reason.", None)},
        answers={"event": answer(Event, "The event, now cancelled.")},
        in_thread=True,
    )
    update_cancellation = mutation(
        update_cancellation,
        scope=Scope.EVENT_CANCEL,
        message="Cancellation has been updated successfully",
        description=(
            "Correct the reason of a cancelled event, or of an occurrence or a session on a date that was called off."
            " Refused with `WRONG_STATE` if it takes place."
        ),
        arguments={
            "uuid": argument(UUID, "The event, the occurrence, or the session on a date."),
            "input": argument(UpdateCancellationInput, "What to correct."),
        },
        answers={
            "event": answer(Event, "The event that was cancelled, or whose part was called off."),
            "occurrence": answer(Occurrence, "The occurrence, if the uuid is that of one."),
            "session_occurrence": answer(SessionOccurrence, "The session on a date, if the uuid is that of one."),
        },
    )
    duplicate_event = mutation(
        duplicate.duplicate_event,
        scope=Scope.EVENT_CREATE,
        message="Event has been duplicated successfully",
        description=(
            "Copy an event in any state with everything that describes it: occurrences, tickets, prices, sessions,"
            " agenda and settings, under new ids and with new links. Nothing sold is copied. The copy is not"
            " published, has the same name, and a slug of its own."
        ),
        arguments={"uuid": EVENT},
        answers={
            "event": answer(Event, "The copy."),
            "event_edge": answer(
                Edge[Event], "The copy with its place in a list of events by start.", key="event", edge=BY_START
            ),
            "id_map": extra_list(
                IdMapping, "Everything that was copied: the event first, then its parts. Empty when refused."
            ),
        },
        in_thread=True,
    )
