"""The stored values of a community, by column."""

from typing import TypedDict
from uuid import UUID

from app.core.named_types import JsonMap


class CommunityValues(TypedDict, total=False):
    """What a patch has of a community."""

    display_name: str
    channel_id: str | None
    user_id: UUID | None
    avatar_file_id: UUID | None
    description: str | None
    is_official: bool
    is_public: bool
    only_admin_can_post: bool
    tags: list[str]
    custom_metadata: JsonMap | None
    need_approval_on_post_creation: bool
    allow_comment_in_story: bool
    is_discoverable: bool
    requires_join_approval: bool
    notification_mode: str
