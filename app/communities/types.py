"""Communities, their members and their posts in the schema."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.communities.lists import VISIBLE_COMMUNITY, members_of, posts_of
from app.communities.values import CommunityRole, CommunityType, NotificationMode
from app.core.named_types import JSON
from app.events.listing.types import Category
from app.files.types import IN_USE, File
from app.graph.connections import Connection
from app.graph.context import Info
from app.graph.descriptions import NO_EFFECT
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import (
    Expression,
    column,
    entity,
    expression,
    global_id,
    many,
    one,
    read_without_resolver,
    reads,
    zoned,
)
from app.graph.times import ZonedDateTime
from app.organisations.types import Organisation
from app.users.types import User

if TYPE_CHECKING:
    from app.events.types import Event

PATH = "(SELECT og.slug FROM organisation og WHERE og.id = {t}.organisation_id) || '/community/' || {t}.id"
FLAGGED = "EXISTS (SELECT 1 FROM post po WHERE po.community_id = {t}.id AND po.parent_id IS "
JOINED = "EXISTS (SELECT 1 FROM community_member cm WHERE cm.community_id = {t}.id AND cm.user_id = {userUuid})"
LazyCommunity = Annotated["Community", strawberry.lazy("app.communities.types")]
LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazyPost = Annotated["Post", strawberry.lazy("app.communities.types")]

enum_type(
    CommunityType,
    "The kind of a community.",
    DEFAULT="A community of its own.",
    EVENT="The discussion of an event.",
)
enum_type(
    NotificationMode,
    "How clients notify the members of a community.",
    DEFAULT="As each member has set it.",
    SILENT="Never.",
    SUBSCRIBE="Only members who have subscribed to it.",
)
enum_type(
    CommunityRole,
    "The role of a member in a community.",
    MEMBER="Posts and comments.",
    MODERATOR="Also posts where only moderators do.",
)


@entity("community_member", visible="FALSE", parent=("Community", "community_id"), aggregate="community_id")
@strawberry.type(description="A member of a community. Visible to the organisation only.")
class CommunityMember(Node):
    id: strawberry.ID = global_id("CommunityMember")
    uuid: UUID = column("id", "Identifier of the membership.")
    user: User = one("{c}.id = {p}.user_id", "The member.", guarded=True)
    role: CommunityRole = column("role", "The member's role.")
    created_on: ZonedDateTime = zoned("created", "When they joined.")


@entity("post", parent=("Community", "community_id"), aggregate="community_id")
@strawberry.type(description=("A member's post in a community, or a comment on one."))
class Post(Node):
    id: strawberry.ID = global_id("Post")
    uuid: UUID = column("id", "Identifier of the post.")
    text: str = column("body", "The text, 1 to 2,500 characters, exactly as it was sent.")
    user: User = one("{c}.id = {p}.user_id", "The author.", guarded=True)
    community: LazyCommunity = one("{c}.id = {p}.community_id", "The community.", guarded=True)
    parent: LazyPost | None = one("{c}.id = {p}.parent_id", "What it comments on; null for a post.", guarded=True)
    comments: Connection[LazyPost] = posts_of(
        "{c}.parent_id = {p}.id", "The comments on it, the oldest first.", way="ASC"
    )
    is_flagged: bool | None = expression(
        "{t}.flag_count > 0", "Whether anybody has flagged it. Visible to the organisation only.", private=True
    )
    created_on: ZonedDateTime = zoned("created", "When it was posted.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


async def _is_joined(
    root: Any, info: Info, user_uuid: Annotated[UUID, strawberry.argument(description="The user.")]
) -> bool:
    read_without_resolver()


@entity("community", visible=VISIBLE_COMMUNITY, aggregate="id")
@strawberry.type(
    description=("A community of an organisation's users. Others see the public ones that are not deleted.")
)
class Community(Node):
    id: strawberry.ID = global_id("Community")
    uuid: UUID = column("id", "Identifier of the community.")
    organisation: Organisation | None = one("{c}.id = {p}.organisation_id", "Its organisation.", guarded=True)
    type: CommunityType = column("type", "Its kind; those of the type EVENT are created with their event.")
    channel_id: str = expression(
        "coalesce({t}.channel_id, CAST({t}.id AS TEXT))",
        "Its chat channel; the uuid unless another was given.",
    )
    display_name: str = column("display_name", "Name to show, at most 255 characters.")
    path: str = expression(PATH, "Its path in this gateway: `<organisation>/community/<uuid>`; it never changes.")
    user: User | None = one("{c}.id = {p}.user_id", "Its owner.", guarded=True)
    avatar_file: File | None = one(
        "{c}.id = {p}.avatar_file_id",
        "Its picture, where the caller may see it.",
        listed=IN_USE,
    )
    description: str | None = column("description", "Its topic, at most 2,500 characters.")
    is_official: bool = column("is_official", "Whether the organisation itself runs it.")
    is_public: bool = column("is_public", "Whether everybody sees it and its posts.")
    only_admin_can_post: bool = column("only_admin_can_post", "Whether only moderators post; all members comment.")
    tags: list[str] = column("tags", "At most 5 tags of 24 characters.")
    metadata: JSON | None = column("custom_metadata", "An object of the organisation's own.")
    posts_count: int = column("posts_count", "How many posts it has, comments not counted.")
    members_count: int = column("members_count", "How many members it has.")
    moderator_member_count: int = column("moderator_member_count", "How many of them are moderators.")
    categories: list[Category] = many(
        "{l}.community_id = {p}.id",
        "{l}.position, {c}.id",
        "Its categories, at most 20.",
        join="JOIN community_category {l} ON {l}.category_id = {c}.id",
    )
    is_deleted: bool = column("is_deleted", "Whether it was deleted.")
    has_flagged_comment: bool | None = expression(
        f"{FLAGGED}NOT NULL AND po.flag_count > 0)",
        "Whether a comment in it is flagged. Visible to the organisation only.",
        private=True,
    )
    has_flagged_post: bool | None = expression(
        f"{FLAGGED}NULL AND po.flag_count > 0)",
        "Whether a post in it is flagged; comments do not count. Visible to the organisation only.",
        private=True,
    )
    need_approval_on_post_creation: bool = column(
        "need_approval_on_post_creation",
        f"{NO_EFFECT} Whether clients hold posts back until a moderator approves them.",
    )
    allow_comment_in_story: bool = column(
        "allow_comment_in_story", f"{NO_EFFECT} Whether clients let members comment on stories."
    )
    is_discoverable: bool = column(
        "is_discoverable", f"{NO_EFFECT} Whether clients suggest it to users who are not members."
    )
    requires_join_approval: bool = column(
        "requires_join_approval",
        f"{NO_EFFECT} Whether clients ask a moderator before a user joins.",
    )
    notification_mode: NotificationMode = column("notification_mode", f"{NO_EFFECT} How clients notify its members.")
    event: LazyEvent | None = one(
        "{c}.discussion_community_id = {p}.id", "The event that is discussed in it, if the caller may see it."
    )
    is_joined: bool | None = reads(
        Expression(JOINED, JOINED, private=True, arguments={"userUuid": "uuid"}),
        "Whether a user is a member. Visible to the organisation only.",
        resolver=_is_joined,
    )
    members: Connection[CommunityMember] | None = members_of(
        "{c}.community_id = {p}.id", "Its members. Visible to the organisation only."
    )
    posts: Connection[Post] = posts_of(
        "{c}.community_id = {p}.id AND {c}.parent_id IS NULL", "Its posts, the newest first."
    )
    created_on: ZonedDateTime = zoned("created", "When it was created.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes of the community itself; starts at 1.")
