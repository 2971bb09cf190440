"""Creating sessions, one or many, updating and choosing them."""

from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.core.limits import SESSIONS_AT_ONCE
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.context import Info
from app.graph.inputs import to_patch
from app.graph.payloads import Payload, result, run
from app.graph.scopes import Bulk, RequireScope
from app.sessions import operations
from app.sessions.inputs import (
    CreateSessionInput,
    SelectSessionsInput,
    UpdateSessionInput,
    UpdateSessionOccurrenceInput,
)
from app.sessions.types import Session, SessionOccurrence, SessionSelection


@strawberry.type(description="What came of creating a session.")
class CreateSessionPayload(Payload):
    session: Session | None = result("session", "The new session; null when refused.")
    session_edge: Edge[Session] | None = result(
        "session",
        "The new session with its place among the event's sessions, ordered by their start.",
        edge=("STARTS_ON", "starts_at"),
    )
    event: Event | None = result("event", "Its event; null when refused.")


@strawberry.type(description="What came of creating sessions.")
class CreateSessionsPayload(Payload):
    sessions: list[Session] | None = result("sessions", "The new sessions, in the order sent; null when refused.")
    session_edges: list[Edge[Session]] | None = result(
        "sessions",
        "The new sessions with their places among the event's, ordered by their start; in the order sent.",
        edge=("STARTS_ON", "starts_at"),
    )
    event: Event | None = result("event", "Their event; null when refused.")


@strawberry.type(description="What came of updating a session.")
class UpdateSessionPayload(Payload):
    session: Session | None = result("session", "The session as it is now; null when refused.")
    event: Event | None = result("event", "Its event; null when refused.")


@strawberry.type(description="What came of changing a session on one of its dates.")
class UpdateSessionOccurrencePayload(Payload):
    session_occurrence: SessionOccurrence | None = result(
        "session_occurrence", "The session on this date as it is now; null when refused."
    )
    session: Session | None = result("session", "The session; null when refused.")
    event: Event | None = result("event", "Its event; null when refused.")


@strawberry.type(description="What came of choosing sessions.")
class SelectSessionsPayload(Payload):
    selection: SessionSelection | None = result("selection", "What the user has chosen now; null when refused.")
    selection_edge: Edge[SessionSelection] | None = result(
        "selection",
        "The selection with its place among the event's, by when they were first made.",
        edge=("CREATED_ON", "created_at"),
    )
    event: Event | None = result("event", "The event; null when refused.")


@strawberry.type
class SessionMutations:
    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_ADD_SESSION)],
        description=(
            "Add a session to an event that is not cancelled, at most 5,000 to one. Source: EventBookings"
            " POST /events/{event_uuid}/sessions."
        ),
    )
    async def create_session(
        self,
        info: Info,
        event_uuid: Annotated[UUID, strawberry.argument(description="The event, one of the caller's own.")],
        input: Annotated[CreateSessionInput, strawberry.argument(description="The new session.")],
    ) -> CreateSessionPayload | None:
        work = partial(operations.create_session, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, CreateSessionPayload, "Session has been created successfully", work, aside=True)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_ADD_SESSION), Bulk()],
        description=(
            "Add 1 to 500 sessions to an event that is not cancelled: all of them or none. What is refused is named"
            ' by its place, `["input", "3", "name"]`. Bodies may have 8 MiB. Source: Eventify session creation.'
        ),
    )
    async def create_sessions(
        self,
        info: Info,
        event_uuid: Annotated[UUID, strawberry.argument(description="The event, one of the caller's own.")],
        input: Annotated[list[CreateSessionInput], strawberry.argument(description="The new sessions, 1 to 500.")],
    ) -> CreateSessionsPayload | None:
        patches = [to_patch(item) for item in input]
        work = partial(operations.create_sessions, event_uuid=event_uuid, patches=patches, most=SESSIONS_AT_ONCE)
        message = "Sessions have been created successfully"
        return await run(info, CreateSessionsPayload, message, work, aside=True)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE_SESSION)],
        description=(
            "Change a session of an event that is not cancelled. Source: EventBookings PATCH"
            " /events/{event_uuid}/sessions/{session_uuid}, Swoogo session update."
        ),
    )
    async def update_session(
        self,
        info: Info,
        uuid: Annotated[UUID, strawberry.argument(description="The session, one of the caller's own.")],
        input: Annotated[UpdateSessionInput, strawberry.argument(description="What to change.")],
    ) -> UpdateSessionPayload | None:
        work = partial(operations.update_session, uuid=uuid, patch=to_patch(input))
        return await run(info, UpdateSessionPayload, "Session has been updated successfully", work, aside=True)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.EVENT_UPDATE_SESSION)],
        description=(
            "Change a session on one of its dates: move it there, call it off or let it take place again, give it a"
            " capacity of its own. The event must not be cancelled. Ours."
        ),
    )
    async def update_session_occurrence(
        self,
        info: Info,
        uuid: Annotated[
            UUID,
            strawberry.argument(description="The session on this date, one of the caller's own (`Session.dates`)."),
        ],
        input: Annotated[UpdateSessionOccurrenceInput, strawberry.argument(description="What to change.")],
    ) -> UpdateSessionOccurrencePayload | None:
        work = partial(operations.update_session_occurrence, uuid=uuid, patch=to_patch(input))
        message = "Session has been updated successfully on this date"
        return await run(info, UpdateSessionOccurrencePayload, message, work)

    @strawberry.mutation(
        extensions=[RequireScope(Scope.INTERACTION_WRITE)],
        description=(
            "Replace the sessions of a published event that a user has chosen. Sessions at one time of which one"
            " prevents conflicts are refused as CONFLICT, a full one as SOLD_OUT, leaving a locked one and one"
            " for holders of a ticket that the user does not have (ADDITIONAL) as WRONG_STATE."
            " Source: Swoogo's selection rules; the operation is ours."
        ),
    )
    async def select_sessions(
        self,
        info: Info,
        event_uuid: Annotated[UUID, strawberry.argument(description="The event, one of the caller's own.")],
        input: Annotated[SelectSessionsInput, strawberry.argument(description="Who chooses what.")],
    ) -> SelectSessionsPayload | None:
        work = partial(operations.select_sessions, event_uuid=event_uuid, patch=to_patch(input))
        return await run(info, SelectSessionsPayload, "Sessions have been selected successfully", work)
