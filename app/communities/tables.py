"""Communities, their members and their posts."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.communities.values import CommunityRole, CommunityType, NotificationMode
from app.core import limits
from app.core.named_types import JsonMap
from app.db.columns import (
    AuditColumns,
    CreatedColumns,
    Json,
    at_least,
    counter,
    json_value,
    link,
    long_text,
    one_of,
    optional_reference,
    primary_key,
    reference,
    text,
)


class CommunityRow(AuditColumns, table=True):
    """An EVENT community is the discussion of the event whose `discussion_community_id` names it.

    `posts_count`, `members_count` and `moderator_member_count` move in the transaction of what they count.
    """

    __tablename__ = "community"
    __table_args__ = (
        one_of("type", CommunityType),
        one_of("notification_mode", NotificationMode),
        at_least("posts_count", 0),
        at_least("members_count", 0),
        at_least("moderator_member_count", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    type: str = text(10, default="DEFAULT")
    channel_id: str | None = text(limits.DISPLAY_NAME, default=None)
    display_name: str = text(limits.DISPLAY_NAME)
    user_id: UUID | None = optional_reference("user_account.id")
    avatar_file_id: UUID | None = optional_reference("file.id")
    description: str | None = long_text()
    is_official: bool = False
    is_public: bool = True
    only_admin_can_post: bool = False
    tags: list[str] = json_value(default_factory=list)
    # SQLModel keeps the name `metadata` for itself.
    custom_metadata: JsonMap | None = Field(default=None, sa_type=Json, nullable=True)
    posts_count: int = counter()
    members_count: int = counter()
    moderator_member_count: int = counter()
    is_deleted: bool = False
    need_approval_on_post_creation: bool = False
    allow_comment_in_story: bool = True
    is_discoverable: bool = True
    requires_join_approval: bool = False
    notification_mode: str = text(10, default="DEFAULT")


class CommunityCategoryRow(SQLModel, table=True):
    __tablename__ = "community_category"

    community_id: UUID = link("community.id")
    category_id: UUID = link("category.id", index=True)
    position: int = counter()


class CommunityMemberRow(CreatedColumns, table=True):
    """A user is a member of a community once."""

    __tablename__ = "community_member"
    __table_args__ = (
        UniqueConstraint("community_id", "user_id"),
        Index(None, "community_id", "created_at", "id"),
        one_of("role", CommunityRole),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    community_id: UUID = reference("community.id")
    user_id: UUID = reference("user_account.id", index=True)
    role: str = text(10, default="MEMBER")


class PostRow(AuditColumns, table=True):
    """A comment is a post with a parent, in the parent's community."""

    __tablename__ = "post"
    __table_args__ = (
        Index(None, "community_id", "created_at", "id"),
        Index(None, "parent_id", "created_at", "id"),
        at_least("flag_count", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    community_id: UUID = reference("community.id")
    parent_id: UUID | None = reference("post.id", nullable=True)
    user_id: UUID = reference("user_account.id", index=True)
    body: str = text(limits.DESCRIPTION)
    flag_count: int = counter()


class PostFlagRow(SQLModel, table=True):
    """A user has flagged a post, once."""

    __tablename__ = "post_flag"

    post_id: UUID = link("post.id")
    user_id: UUID = link("user_account.id", index=True)
