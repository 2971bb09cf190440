"""Sessions in the schema. What other slices contain is named here."""

from app.sessions.types.dates import SessionOccurrence
from app.sessions.types.selection import SessionSelection
from app.sessions.types.session import Session

__all__ = ["Session", "SessionOccurrence", "SessionSelection"]
