"""The stored values of a user, by column."""

from typing import Literal, TypeAlias, TypedDict
from uuid import UUID

from app.core.named_types import JsonMap

# Columns that are unique in an organisation.
UniqueColumn: TypeAlias = Literal["profile_handle_key", "internal_id", "public_id"]


class UserValues(TypedDict, total=False):
    """What changes and deletion write."""

    display_name: str
    profile_handle: str | None
    profile_handle_key: str | None
    description: str | None
    internal_id: str | None
    public_id: str | None
    avatar_file_id: UUID | None
    avatar_custom_url: str | None
    roles: list[str]
    permissions: list[str]
    custom_metadata: JsonMap | None
    is_global_ban: bool
    is_brand: bool
    is_deleted: bool
