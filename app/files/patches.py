"""What may be sent about files."""

from typing import TypedDict
from uuid import UUID

from app.core.named_types import JSON, URL, BigInt
from app.files.values import FileAccess, FileType


class RegisterFilePatch(TypedDict, total=False):
    url: URL | None
    name: str | None
    alt_text: str | None
    access_type: FileAccess | None
    type: FileType | None
    size: BigInt | None
    mime_type: str | None
    width: int | None
    height: int | None
    is_full: bool | None
    exif: JSON | None
    gps: JSON | None
    event_uuid: UUID | None


class UpdateFilePatch(TypedDict, total=False):
    alt_text: str | None
    access_type: FileAccess | None
    name: str | None
