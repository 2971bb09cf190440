"""Lists of communities' members and posts, and which communities and users are public."""

from enum import Enum
from typing import Any

import strawberry

from app.events.store.visible import PUBLIC
from app.graph.connections import OrderDirection, paged
from app.graph.reading.mapping import Page

# The discussion of an event is as public as the event.
VISIBLE_COMMUNITY = (
    "{t}.is_public AND NOT {t}.is_deleted AND ({t}.type = 'DEFAULT' OR EXISTS (SELECT 1 FROM event de"
    f" WHERE de.discussion_community_id = {{t}}.id AND {PUBLIC.replace('{t}', 'de')}))"
)
_COMMUNITY = VISIBLE_COMMUNITY.replace("{t}", "co")
_EVENT = PUBLIC.replace("{t}", "ev")
# A user is public through a public community, post, review or event of theirs.
VISIBLE_USER = " OR ".join(
    (
        f"EXISTS (SELECT 1 FROM community co WHERE co.user_id = {{t}}.id AND {_COMMUNITY})",
        "EXISTS (SELECT 1 FROM post po JOIN community co ON co.id = po.community_id"
        f" WHERE po.user_id = {{t}}.id AND {_COMMUNITY})",
        "EXISTS (SELECT 1 FROM review rv JOIN event ev ON ev.id = rv.event_id"
        f" WHERE rv.user_id = {{t}}.id AND {_EVENT})",
        # Two conditions rather than one with OR, so that each uses its index.
        f"EXISTS (SELECT 1 FROM event ev WHERE ev.creator_user_id = {{t}}.id AND {_EVENT})",
        f"EXISTS (SELECT 1 FROM event ev WHERE ev.origin_user_id = {{t}}.id AND {_EVENT})",
    )
)


@strawberry.enum(description="What the members of a community can be ordered by.")
class CommunityMemberOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they joined.")


@strawberry.input(description="How the members of a community are ordered.")
class CommunityMemberOrder:
    field: CommunityMemberOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.enum(description="What posts can be ordered by.")
class PostOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were posted.")


@strawberry.input(description="How posts are ordered.")
class PostOrder:
    field: PostOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


def members_of(on: str, description: str) -> Any:
    """A connection of members, visible to the organisation only; the earliest first."""
    how = Page({"CREATED_ON": "created_at"}, ("CREATED_ON", "ASC"), on, private=True)
    return paged(how, description, order=CommunityMemberOrder)


def posts_of(on: str, description: str, *, way: str = "DESC") -> Any:
    """A connection of posts."""
    return paged(Page({"CREATED_ON": "created_at"}, ("CREATED_ON", way), on), description, order=PostOrder)
