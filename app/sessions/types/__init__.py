"""Sessions in the schema. Types that other slices use are exported here."""

from app.sessions.types.dates import SessionOccurrence
from app.sessions.types.selection import SessionSelection
from app.sessions.types.session import Session

__all__ = ["Session", "SessionOccurrence", "SessionSelection"]
