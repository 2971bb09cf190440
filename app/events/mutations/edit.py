"""Mutations that make an event and change what is said about it."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.inputs.event import CreateEventInput, UpdateEventInput
from app.events.operations.create import create_event
from app.events.operations.update import update_event
from app.events.patches.event import EventPatch
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import RequireScope

CREATED = "Event has been created successfully"
UPDATED = "Event has been updated successfully"


@strawberry.type(description="What `createEvent` answers.")
class CreateEventPayload(Payload):
    event: Event | None = result("event", "The new event.")
    event_edge: Edge[Event] | None = result(
        "event",
        "The new event with its place in a list of events by start.",
        edge=("STARTS_ON", "starts_at"),
    )


@strawberry.type(description="What `updateEvent` answers.")
class UpdateEventPayload(Payload):
    event: Event | None = result("event", "The event as it is now.")


@strawberry.type
class EventMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_CREATE)],
        description=(
            "Create an event with everything it carries; it is not published yet. Source: EventBookings"
            " POST /orgs/{org_uuid}/events."
        ),
    )
    async def create_event(
        self,
        info: Info,
        organisation_uuid: Annotated[
            UUID, strawberry.argument(description="The organisation it belongs to: the caller's own.")
        ],
        input: Annotated[CreateEventInput, strawberry.argument(description="The event.")],
    ) -> CreateEventPayload | None:
        patch = to_patch(input)
        operation = partial(create_event, organisation_uuid=organisation_uuid, patch=patch)
        return await run(info, CreateEventPayload, CREATED, operation, aside=_moves_dates(patch))

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE)],
        description=(
            "Change an event; only what is sent changes. Source: EventBookings"
            " PATCH /orgs/{org_uuid}/events/{event_uuid}."
        ),
    )
    async def update_event(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The event.")],
        input: Annotated[UpdateEventInput, strawberry.argument(description="What to change.")],
    ) -> UpdateEventPayload | None:
        patch = to_patch(input)
        operation = partial(update_event, uuid=uuid, patch=patch)
        return await run(info, UpdateEventPayload, UPDATED, operation, aside=_moves_dates(patch))


def _moves_dates(patch: EventPatch) -> bool:
    """Whether it is about all dates of an event: there may be a thousand, with a hundred timeslots each."""
    return not patch.keys().isdisjoint(("occurrence", "timezone", "status"))
