"""Patches of communities, their members and their posts."""

from typing import Required, TypedDict
from uuid import UUID

from app.communities.values import CommunityRole, NotificationMode
from app.core.named_types import JSON


class CommunityPatch(TypedDict, total=False):
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


class CreateCommunityPatch(CommunityPatch, total=False):
    display_name: Required[str]


class UpdateCommunityPatch(CommunityPatch, total=False):
    display_name: str | None


class JoinCommunityPatch(TypedDict, total=False):
    role: CommunityRole | None


class CreatePostPatch(TypedDict, total=False):
    text: Required[str]
    parent_uuid: UUID | None
