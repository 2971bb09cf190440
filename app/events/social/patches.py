"""Patches of an event's ties to users and communities."""

from typing import Required, TypedDict
from uuid import UUID

from app.core.named_types import JSON, URL
from app.events.values import OriginType


class OriginPatch(TypedDict, total=False):
    type: Required[OriginType]
    uuid: Required[UUID]


class SocialPatch(TypedDict, total=False):
    location: str | None
    is_location_visible: bool | None
    external_url: URL | None
    livestream_id: str | None
    is_invite_only: bool | None
    metadata: JSON | None
    creator_user_uuid: UUID | None
    origin: OriginPatch | None
    has_discussion_community: bool | None
