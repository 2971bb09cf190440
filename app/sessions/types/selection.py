"""The sessions that users have chosen, in the schema."""

from uuid import UUID

import strawberry

from app.graph.node import Node
from app.graph.reading.mapping import column, entity, global_id, many, one, zoned
from app.graph.times import ZonedDateTime
from app.sessions.types.dates import SessionOccurrence
from app.sessions.types.session import Session
from app.users.types import User


@entity("session_selection", visible="FALSE", parent=("Event", "event_id"))
@strawberry.type(description="The sessions of an event that a user has chosen; only its organisation sees them.")
class SessionSelection(Node):
    id: strawberry.ID = global_id("SessionSelection")
    uuid: UUID = column("id", "Identifier of the selection.")
    user: User = one("{c}.id = {p}.user_id", "The user.", guarded=True)
    sessions: list[Session] = many(
        "{c}.id IN (SELECT ss.session_id FROM session_selected ss WHERE ss.selection_id = {p}.id)",
        "{c}.starts_at, {c}.id",
        "The sessions by start, each once: at most 1,000 chosen ones, and the INCLUDED ones.",
    )
    dates: list[SessionOccurrence] = many(
        "{c}.id IN (SELECT ss.session_occurrence_id FROM session_selected ss WHERE ss.selection_id = {p}.id)",
        "{c}.starts_at, {c}.id",
        "The chosen dates of these sessions, by start; a session of an event without dates has none.",
    )
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
