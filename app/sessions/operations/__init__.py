"""Operations on sessions. What mutations and the importer use is exported here."""

from app.sessions.operations.change import update_session
from app.sessions.operations.creation import create_session, create_sessions
from app.sessions.operations.on_date import update_session_occurrence
from app.sessions.operations.selecting import select_sessions

__all__ = ["create_session", "create_sessions", "select_sessions", "update_session", "update_session_occurrence"]
