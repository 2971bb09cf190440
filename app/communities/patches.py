"""What may be sent about communities, their members and their posts."""

from typing import TypedDict
from uuid import UUID

from app.communities.values import CommunityRole, NotificationMode
from app.core.named_types import JSON


class CreateCommunityPatch(TypedDict, total=False):
    display_name: str | None
    channel_id: str | None
    user_uuid: UUID | None
    avatar_file_uuid: UUID | None
    description: str | None
    is_official: bool | None
    is_public: bool | None
    only_admin_can_post: bool | None
    tags: list[str] | None
    metadata: JSON | None
    category_uuids: list[UUID] | None
    need_approval_on_post_creation: bool | None
    allow_comment_in_story: bool | None
    is_discoverable: bool | None
    requires_join_approval: bool | None
    notification_mode: NotificationMode | None


class UpdateCommunityPatch(TypedDict, total=False):
    display_name: str | None
    channel_id: str | None
    user_uuid: UUID | None
    avatar_file_uuid: UUID | None
    description: str | None
    is_official: bool | None
    is_public: bool | None
    only_admin_can_post: bool | None
    tags: list[str] | None
    metadata: JSON | None
    category_uuids: list[UUID] | None
    need_approval_on_post_creation: bool | None
    allow_comment_in_story: bool | None
    is_discoverable: bool | None
    requires_join_approval: bool | None
    notification_mode: NotificationMode | None


class JoinCommunityPatch(TypedDict, total=False):
    user_uuid: UUID | None
    role: CommunityRole | None


class CreatePostPatch(TypedDict, total=False):
    user_uuid: UUID | None
    text: str | None
    parent_uuid: UUID | None
