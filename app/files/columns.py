"""The stored values of a file, by column."""

from typing import TypedDict

from app.core.named_types import JsonMap


class DescribedValues(TypedDict, total=False):
    """What can change of a file."""

    name: str | None
    alt_text: str | None
    access_type: str


class PictureValues(TypedDict, total=False):
    """What a picture has."""

    width: int | None
    height: int | None
    is_full: bool | None
    exif: JsonMap | None
    gps: JsonMap | None


class FileValues(DescribedValues, PictureValues, total=False):
    """What a new file has: either an address, or bytes in the storage."""

    address: str | None
    storage_key: str | None
    served_name: str | None
    type: str
    extension: str | None
    mime_type: str | None
    size: int | None
