"""The query for one user. There is no list of users: clients know the uuid."""

import strawberry

from app.graph.lookups import by_uuid
from app.users.types import User


@strawberry.type
class UserQueries:
    user: User | None = by_uuid("user", "A user that the caller may see, or null.")
