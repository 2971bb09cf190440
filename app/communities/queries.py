"""The query for one community."""

import strawberry

from app.communities.types import Community
from app.graph.lookups import by_uuid


@strawberry.type
class CommunityQueries:
    community: Community | None = by_uuid("community", "A community that the caller may see, or null.")
