"""Mutations of an event as a whole: publish, unpublish, cancel, duplicate."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.core import limits
from app.events.inputs.cancellation import UpdateCancellationInput
from app.events.operations import duplicate, lifecycle
from app.events.operations.cancellation import update_cancellation
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope
from app.occurrences.types import Occurrence
from app.sessions.types import SessionOccurrence

EVENT = Annotated[UUID, strawberry.argument(description="The event.")]


@strawberry.type(description="What `publishEvent` answers.")
class PublishEventPayload(Payload):
    event: Event | None = result("event", "The event, now published.")


@strawberry.type(description="What `unpublishEvent` answers.")
class UnpublishEventPayload(Payload):
    event: Event | None = result("event", "The event, no longer public.")


@strawberry.type(description="What `cancelEvent` answers.")
class CancelEventPayload(Payload):
    event: Event | None = result("event", "The event, now cancelled.")


@strawberry.type(description="What `updateCancellation` answers.")
class UpdateCancellationPayload(Payload):
    event: Event | None = result("event", "The event, or that of what is called off.")
    occurrence: Occurrence | None = result("occurrence", "The occurrence, if the uuid is one's.")
    session_occurrence: SessionOccurrence | None = result(
        "session_occurrence", "The session on a date, if the uuid is that of one."
    )


@strawberry.type(description="Which thing of the original a thing of the copy was made of.")
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


@strawberry.type(description="What `duplicateEvent` answers.")
class DuplicateEventPayload(Payload):
    event: Event | None = result("event", "The copy.")
    event_edge: Edge[Event] | None = result(
        "event", "The copy with its place in a list of events by start.", edge=("STARTS_ON", "starts_at")
    )
    id_map: list[IdMapping] = strawberry.field(
        default_factory=list,
        description="Everything that was copied: the event first, then its parts. Empty when refused.",
    )


@strawberry.type
class EventLifecycleMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_PUBLISH)],
        description=(
            "Make an event public. Refused with `NOT_READY` and every open line of the publish checklist, or"
            " with `WRONG_STATE` when it is published or cancelled already. Source: EventBookings"
            " `POST /events/{event_uuid}/publish`."
        ),
    )
    async def publish_event(self, info: Info, uuid: EVENT) -> PublishEventPayload | None:
        return await run(
            info,
            PublishEventPayload,
            "Event has been published successfully",
            partial(lifecycle.publish_event, uuid=uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UNPUBLISH)],
        description=(
            "Take a published event back from the public; it can be published again. Source: EventBookings"
            " `POST /events/{event_uuid}/unpublish`."
        ),
    )
    async def unpublish_event(self, info: Info, uuid: EVENT) -> UnpublishEventPayload | None:
        return await run(
            info,
            UnpublishEventPayload,
            "Event has been unpublished successfully",
            partial(lifecycle.unpublish_event, uuid=uuid),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_CANCEL)],
        description=(
            "Call an event off, for good. One that had been published leaves all lists and stays readable by"
            " uuid and slug, closed for booking. Source: EventBookings `POST /events/{event_uuid}/cancel`."
        ),
    )
    async def cancel_event(
        self,
        info: Info,
        uuid: EVENT,
        reason: Annotated[
            str | None,
            strawberry.argument(
                description=(
                    f"Why, 1 to {limits.CANCELLATION_REASON:,} characters, which everyone who sees the event can"
                    " read. Left out or null, no reason is given."
                )
            ),
        ] = None,
    ) -> CancelEventPayload | None:
        return await run(
            info,
            CancelEventPayload,
            "Event has been cancelled successfully.",
            partial(lifecycle.cancel_event, uuid=uuid, reason=reason),
            aside=True,
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_CANCEL)],
        description=(
            "Correct why something was called off: a cancelled event, an occurrence, or a session on one. Refused with"
            " `WRONG_STATE` where it is not called off."
        ),
    )
    async def update_cancellation(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The event, the occurrence, or the session on a date.")],
        input: Annotated[UpdateCancellationInput, strawberry.argument(description="What to correct.")],
    ) -> UpdateCancellationPayload | None:
        return await run(
            info,
            UpdateCancellationPayload,
            "Cancellation has been updated successfully",
            partial(update_cancellation, uuid=uuid, patch=to_patch(input)),
        )

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_CREATE)],
        description=(
            "Copy an event of any state with everything that describes it: occurrences, tickets, prices,"
            " sessions, agenda and settings, under new ids and with new links. Nothing sold is copied."
            " The copy is not published, has the same name, and a slug of its own. Source: EventBookings"
            " `POST /events/{event_uuid}/duplicate`."
        ),
    )
    async def duplicate_event(self, info: Info, uuid: EVENT) -> DuplicateEventPayload | None:
        return await run(
            info,
            DuplicateEventPayload,
            "Event has been duplicated successfully",
            partial(duplicate.duplicate_event, uuid=uuid),
            aside=True,
        )
