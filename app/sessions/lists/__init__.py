"""Lists of sessions, of their dates, and of what users have chosen."""

from app.sessions.lists.agenda import agenda_of
from app.sessions.lists.sessions import selections_of, sessions_of

__all__ = ["agenda_of", "selections_of", "sessions_of"]
