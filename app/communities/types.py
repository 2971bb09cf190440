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
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import Expression, column, entity, expression, global_id, many, one, reads, zoned
from app.graph.times import ZonedDateTime
from app.organisations.types import Organisation
from app.users.types import User

if TYPE_CHECKING:
    from app.events.types import Event

SOURCE = "Source: social.plus `communities[]."
PATH = "(SELECT og.slug FROM organisation og WHERE og.id = {t}.organisation_id) || '/community/' || {t}.id"
FLAGGED = "EXISTS (SELECT 1 FROM post po WHERE po.community_id = {t}.id AND po.parent_id IS "
JOINED = "EXISTS (SELECT 1 FROM community_member cm WHERE cm.community_id = {t}.id AND cm.user_id = {userUuid})"
LazyCommunity = Annotated["Community", strawberry.lazy("app.communities.types")]
LazyEvent = Annotated["Event", strawberry.lazy("app.events.types")]
LazyPost = Annotated["Post", strawberry.lazy("app.communities.types")]

enum_type(
    CommunityType,
    f"What a community is for. {SOURCE}type`.",
    DEFAULT="A community of its own.",
    EVENT="The discussion of an event.",
)
enum_type(
    NotificationMode,
    f"How clients tell members what is new in a community. {SOURCE}notificationMode`, whose other values are ours.",
    DEFAULT="As each member has set it.",
    SILENT="Not at all.",
    SUBSCRIBE="Those who have subscribed to it.",
)
enum_type(
    CommunityRole,
    "What a member may do in a community. No document has a list of members; these are ours.",
    MEMBER="Posts and comments.",
    MODERATOR="Also posts where only moderators do.",
)


@entity("community_member", visible="FALSE", parent=("Community", "community_id"), aggregate="community_id")
@strawberry.type(description="A user in a community. Organisation only.")
class CommunityMember(Node):
    id: strawberry.ID = global_id("CommunityMember")
    uuid: UUID = column("id", "Identifier of the membership.")
    user: User = one("{c}.id = {p}.user_id", "Who is in it.", guarded=True)
    role: CommunityRole = column("role", "What they may do there.")
    created_on: ZonedDateTime = zoned("created", "When they joined.")


@entity("post", parent=("Community", "community_id"), aggregate="community_id")
@strawberry.type(
    description=(
        "What a member said in a community, or about what another said there. No document shows one; they are ours,"
        " so that a community has what social.plus counts and flags in it."
    )
)
class Post(Node):
    id: strawberry.ID = global_id("Post")
    uuid: UUID = column("id", "Identifier of the post.")
    text: str = column("body", "What was said, 1 to 2,500 characters. Answered raw.")
    user: User = one("{c}.id = {p}.user_id", "Who said it.", guarded=True)
    community: LazyCommunity = one("{c}.id = {p}.community_id", "Where.", guarded=True)
    parent: LazyPost | None = one(
        "{c}.id = {p}.parent_id", "What it comments on; null for a post that is no comment.", guarded=True
    )
    comments: Connection[LazyPost] = posts_of(
        "{c}.parent_id = {p}.id", "What was said about it, first things first.", way="ASC"
    )
    is_flagged: bool | None = expression(
        "{t}.flag_count > 0", "Whether anybody has flagged it. Organisation only.", private=True
    )
    created_on: ZonedDateTime = zoned("created", "When it was posted.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")


async def _is_joined(
    root: Any, info: Info, user_uuid: Annotated[UUID, strawberry.argument(description="The user.")]
) -> bool:
    raise AssertionError("The reader answers this field.")


@entity("community", visible=VISIBLE_COMMUNITY, aggregate="id")
@strawberry.type(
    description=(
        "A community of users around an organisation. Others see the public ones that are not deleted."
        " Source: social.plus `communities[]`."
    )
)
class Community(Node):
    id: strawberry.ID = global_id("Community")
    uuid: UUID = column("id", f"Identifier of the community. {SOURCE}communityId`, `_id`.")
    organisation: Organisation | None = one("{c}.id = {p}.organisation_id", "Whose it is.", guarded=True)
    type: CommunityType = column("type", f"What it is for; events make those of the type EVENT. {SOURCE}type`.")
    channel_id: str = expression(
        "coalesce({t}.channel_id, CAST({t}.id AS TEXT))",
        f"The chat channel that goes with it; the uuid unless something else was given. {SOURCE}channelId`.",
    )
    display_name: str = column("display_name", f"Name to show, at most 255 characters. {SOURCE}displayName`.")
    path: str = expression(
        PATH, f"Where it stands in this gateway: `<organisation>/community/<uuid>`, never changed. {SOURCE}path`."
    )
    user: User | None = one("{c}.id = {p}.user_id", f"Who made it, or runs it. {SOURCE}userId`.", guarded=True)
    avatar_file: File | None = one(
        "{c}.id = {p}.avatar_file_id",
        f"Its picture, where the caller may see it. {SOURCE}avatarFileId`.",
        listed=IN_USE,
    )
    description: str | None = column(
        "description", f"What it is about, at most 2,500 characters. {SOURCE}description`."
    )
    is_official: bool = column("is_official", f"Whether the organisation itself runs it. {SOURCE}isOfficial`.")
    is_public: bool = column("is_public", f"Whether everybody sees it and what is posted there. {SOURCE}isPublic`.")
    only_admin_can_post: bool = column(
        "only_admin_can_post", f"Whether only moderators post; all members comment. {SOURCE}onlyAdminCanPost`."
    )
    tags: list[str] = column("tags", f"At most 5 tags of 24 characters. {SOURCE}tags[]`.")
    metadata: JSON | None = column("custom_metadata", f"An object of the organisation's own. {SOURCE}metadata`.")
    posts_count: int = column("posts_count", f"How many posts it has, comments not counted. {SOURCE}postsCount`.")
    members_count: int = column("members_count", f"How many members it has. {SOURCE}membersCount`.")
    moderator_member_count: int = column(
        "moderator_member_count", f"How many of them are moderators. {SOURCE}moderatorMemberCount`."
    )
    categories: list[Category] = many(
        "{l}.community_id = {p}.id",
        "{l}.position, {c}.id",
        f"Its categories, at most 20. {SOURCE}categoryIds[]`.",
        join="JOIN community_category {l} ON {l}.category_id = {c}.id",
    )
    is_deleted: bool = column("is_deleted", f"Whether it was deleted. {SOURCE}isDeleted`.")
    has_flagged_comment: bool | None = expression(
        f"{FLAGGED}NOT NULL AND po.flag_count > 0)",
        f"Whether a comment in it is flagged. {SOURCE}hasFlaggedComment`. Organisation only.",
        private=True,
    )
    has_flagged_post: bool | None = expression(
        f"{FLAGGED}NULL AND po.flag_count > 0)",
        f"Whether a post in it is flagged, comments apart. {SOURCE}hasFlaggedPost`. Organisation only.",
        private=True,
    )
    need_approval_on_post_creation: bool = column(
        "need_approval_on_post_creation",
        f"Whether clients hold posts back until a moderator agrees. {SOURCE}needApprovalOnPostCreation`.",
    )
    allow_comment_in_story: bool = column(
        "allow_comment_in_story", f"Whether clients let members comment on stories. {SOURCE}allowCommentInStory`."
    )
    is_discoverable: bool = column(
        "is_discoverable", f"Whether clients suggest it to people who are not in it. {SOURCE}isDiscoverable`."
    )
    requires_join_approval: bool = column(
        "requires_join_approval",
        f"Whether clients ask a moderator before they let somebody join. {SOURCE}requiresJoinApproval`.",
    )
    notification_mode: NotificationMode = column(
        "notification_mode", f"How clients tell its members what is new. {SOURCE}notificationMode`."
    )
    event: LazyEvent | None = one(
        "{c}.discussion_community_id = {p}.id", "The event that is discussed in it, where the caller may see it."
    )
    is_joined: bool | None = reads(
        Expression(JOINED, JOINED, private=True, arguments={"userUuid": "uuid"}),
        f"Whether a user is in it. {SOURCE}isJoined`. Organisation only.",
        resolver=_is_joined,
    )
    members: Connection[CommunityMember] | None = members_of(
        "{c}.community_id = {p}.id", "Who is in it. Organisation only."
    )
    posts: Connection[Post] = posts_of(
        "{c}.community_id = {p}.id AND {c}.parent_id IS NULL", "What was posted there, the newest first."
    )
    created_on: ZonedDateTime = zoned("created", f"When it was made. {SOURCE}createdAt`.")
    updated_on: ZonedDateTime = zoned("updated", f"When it was last changed. {SOURCE}updatedAt`.")
    version: int = column("version", "Counts the changes of the community itself; starts at 1.")
