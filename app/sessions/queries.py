"""The query for one session."""

import strawberry

from app.graph.lookups import by_uuid
from app.sessions.types import Session


@strawberry.type
class SessionQueries:
    session: Session | None = by_uuid("session", "A session that the caller may see, or null.")
