"""Patches of an event's listing."""

from typing import TypedDict
from uuid import UUID

from app.core.named_types import URL


class CategoryPatch(TypedDict, total=False):
    uuid: UUID | None
    name: str | None
    description: str | None
    url: URL | None
    image: URL | None


class ListingPatch(TypedDict, total=False):
    enabled: bool | None
    visibility_in_org_profile: bool | None
    categories: list[CategoryPatch] | None
    tags: list[str] | None
