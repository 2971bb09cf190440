"""Connections of sessions, of their dates, and of selections."""

from app.sessions.lists.agenda import agenda_of
from app.sessions.lists.sessions import selections_of, sessions_of

__all__ = ["agenda_of", "selections_of", "sessions_of"]
