"""Patches of users."""

from typing import Required, TypedDict
from uuid import UUID

from app.core.named_types import JSON, URL


class UserPatch(TypedDict, total=False):
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


class CreateUserPatch(UserPatch, total=False):
    display_name: Required[str]


class UpdateUserPatch(UserPatch, total=False):
    display_name: str | None
