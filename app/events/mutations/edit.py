"""Mutations that create an event and change its description."""

from collections.abc import Mapping
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.inputs.event import CreateEventInput, UpdateEventInput
from app.events.operations.create import create_event
from app.events.operations.update import update_event
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.mutations import answer, argument, mutation

# The place of a new event in a list of events by start.
BY_START = ("STARTS_ON", "starts_at")


def _moves_dates(patch: Mapping[str, object]) -> bool:
    """Whether all dates of the event may change: there may be a thousand, with a hundred timeslots each."""
    return not patch.keys().isdisjoint(("occurrence", "timezone", "status"))


@strawberry.type
class EventMutations:
    create_event = mutation(
        create_event,
        scope=Scope.EVENT_CREATE,
        message="Event has been created successfully",
        description="Create an event with everything that belongs to it. It is not published yet.",
        arguments={
            "organisation_uuid": argument(UUID, "The organisation it belongs to: the caller's own."),
            "input": argument(CreateEventInput, "The event."),
        },
        answers={
            "event": answer(Event, "The new event."),
            "event_edge": answer(
                Edge[Event], "The new event with its place in a list of events by start.", key="event", edge=BY_START
            ),
        },
        in_thread=_moves_dates,
    )
    update_event = mutation(
        update_event,
        scope=Scope.EVENT_UPDATE,
        message="Event has been updated successfully",
        description="Change an event. Fields that are not sent keep their values.",
        arguments={"uuid": argument(UUID, "The event."), "input": argument(UpdateEventInput, "What to change.")},
        answers={"event": answer(Event, "The event as it is now.")},
        in_thread=_moves_dates,
    )
