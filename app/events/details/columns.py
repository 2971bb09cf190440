"""The stored values of an event's name and texts, by column."""

from typing import TypedDict
from uuid import UUID


class NameValues(TypedDict, total=False):
    """The name and the texts."""

    name: str
    name_key: str
    display_name: str
    description: str | None


class DetailsValues(NameValues, total=False):
    """All of these columns."""

    slug: str
    currency: str
    enable_datetime_conversion: bool
    cover_image_file_id: UUID | None
    timezone: str
