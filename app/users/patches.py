"""What may be sent about users."""

from typing import TypedDict
from uuid import UUID

from app.core.named_types import JSON, URL


class CreateUserPatch(TypedDict, total=False):
    display_name: str | None
    profile_handle: str | None
    description: str | None
    internal_id: str | None
    public_id: str | None
    avatar_file_uuid: UUID | None
    avatar_custom_url: URL | None
    roles: list[str] | None
    permissions: list[str] | None
    metadata: JSON | None
    is_global_ban: bool | None
    is_brand: bool | None


class UpdateUserPatch(TypedDict, total=False):
    display_name: str | None
    profile_handle: str | None
    description: str | None
    internal_id: str | None
    public_id: str | None
    avatar_file_uuid: UUID | None
    avatar_custom_url: URL | None
    roles: list[str] | None
    permissions: list[str] | None
    metadata: JSON | None
    is_global_ban: bool | None
    is_brand: bool | None
