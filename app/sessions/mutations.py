"""Mutations of sessions and of what users choose."""

from functools import partial
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.core.limits import SESSIONS_AT_ONCE
from app.events.types import Event
from app.graph.connections import Edge
from app.graph.mutations import answer, argument, expected_version, mutation
from app.graph.scopes import Bulk
from app.sessions import operations
from app.sessions.inputs import (
    CreateSessionInput,
    SelectSessionsInput,
    UpdateSessionInput,
    UpdateSessionOccurrenceInput,
)
from app.sessions.types import Session, SessionOccurrence, SessionSelection

EVENT = argument(UUID, "An event of the caller's organisation.")
ITS_EVENT = answer(Event, "Its event.")
BY_START = ("STARTS_ON", "starts_at")


@strawberry.type
class SessionMutations:
    create_session = mutation(
        operations.create_session,
        scope=Scope.EVENT_ADD_SESSION,
        message="Session has been created successfully",
        description="Add a session to an event that is not cancelled and has fewer than 5,000.",
        arguments={"event_uuid": EVENT, "input": argument(CreateSessionInput, "The new session.")},
        answers={
            "session": answer(Session, "The new session."),
            "session_edge": answer(
                Edge[Session],
                "The new session in the event's list of sessions by start.",
                key="session",
                edge=BY_START,
            ),
            "event": ITS_EVENT,
        },
        in_thread=True,
    )
    create_sessions = mutation(
        partial(operations.create_sessions, most=SESSIONS_AT_ONCE),
        scope=Scope.EVENT_ADD_SESSION,
        message="Sessions have been created successfully",
        description=(
            "Add 1 to 500 sessions to an event that is not cancelled: all of them or, if one is refused, none."
            ' Errors name the session by its index: `["input", "3", "name"]`. The request body may have up to 8 MiB.'
        ),
        arguments={"event_uuid": EVENT, "input": argument(list[CreateSessionInput], "The new sessions, 1 to 500.")},
        answers={
            "sessions": answer(list[Session] | None, "The new sessions, in the order sent."),
            "session_edges": answer(
                list[Edge[Session]] | None,
                "The new sessions in the event's list of sessions by start, in the order sent.",
                key="sessions",
                edge=BY_START,
            ),
            "event": answer(Event, "Their event."),
        },
        extensions=[Bulk()],
        in_thread=True,
    )
    update_session = mutation(
        operations.update_session,
        scope=Scope.EVENT_UPDATE_SESSION,
        message="Session has been updated successfully",
        description="Change a session of an event that is not cancelled.",
        arguments={
            "uuid": argument(UUID, "A session of the caller's organisation."),
            "input": argument(UpdateSessionInput, "What to change."),
        },
        answers={"session": answer(Session, "The session as it is now."), "event": ITS_EVENT},
        in_thread=True,
    )
    update_session_occurrence = mutation(
        operations.update_session_occurrence,
        scope=Scope.EVENT_UPDATE_SESSION,
        message="Session has been updated successfully on this date",
        description=(
            "Change a session on one of its dates: move it, call it off or restore it, or give it a capacity of its"
            " own. The event must not be cancelled."
        ),
        arguments={
            "uuid": argument(UUID, "The session on this date (`Session.dates`), of the caller's organisation."),
            "input": argument(UpdateSessionOccurrenceInput, "What to change."),
        },
        answers={
            "session_occurrence": answer(SessionOccurrence, "The session on this date as it is now."),
            "session": answer(Session, "The session."),
            "event": ITS_EVENT,
        },
        in_thread=True,
    )
    select_sessions = mutation(
        operations.select_sessions,
        scope=Scope.INTERACTION_WRITE,
        message="Sessions have been selected successfully",
        description=(
            "Replace the sessions of a published event that a user has chosen. Refused as CONFLICT if two sessions"
            " overlap and one of them prevents conflicts, SOLD_OUT if one is full, CANCELLED if one is called off,"
            " NEEDS_TICKET if the user has no ticket for one of kind ADDITIONAL, LOCKED if one that cannot be left is"
            " missing, and SWITCHED_OFF if users of the event do not choose sessions."
        ),
        arguments={
            "event_uuid": EVENT,
            "user_uuid": argument(UUID, "A user of the organisation."),
            "input": argument(SelectSessionsInput | None, "The sessions.", None),
            "expected_version": expected_version("the user's selection", ", 0 if there was none"),
        },
        answers={
            "session_selection": answer(SessionSelection, "What the user has chosen now."),
            "session_selection_edge": answer(
                Edge[SessionSelection],
                "The selection in the event's list of selections by creation.",
                key="session_selection",
                edge=("CREATED_ON", "created_at"),
            ),
            "event": answer(Event, "The event."),
        },
    )
