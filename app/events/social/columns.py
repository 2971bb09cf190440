"""The stored values of an event's ties to users and communities, by column."""

from typing import TypedDict
from uuid import UUID

from app.core.named_types import JsonMap


class SocialValues(TypedDict, total=False):
    """What a patch has as single values."""

    location: str | None
    is_location_visible: bool
    external_url: str | None
    livestream_id: str | None
    is_invite_only: bool
    custom_metadata: JsonMap | None


class OriginValues(TypedDict, total=False):
    """What the event comes from: a user or a community."""

    origin_community_id: UUID | None
    origin_user_id: UUID | None


class TiesValues(SocialValues, OriginValues, total=False):
    """All of these columns but the community in which the event is discussed."""

    creator_user_id: UUID | None
    rsvp_count: int
    interested_count: int


class DiscussionValues(TypedDict, total=False):
    """The community in which the event is discussed."""

    discussion_community_id: UUID | None
