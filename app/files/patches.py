"""Patches of files."""

from typing import Required, TypedDict
from uuid import UUID

from app.core.named_types import JSON, URL, BigInt
from app.files.values import FileAccess, FilePurpose, FileType


class UpdateFilePatch(TypedDict, total=False):
    alt_text: str | None
    access_type: FileAccess | None
    name: str | None


class RegisterFilePatch(UpdateFilePatch, total=False):
    url: Required[URL]
    type: FileType | None
    size: BigInt | None
    mime_type: str | None
    width: int | None
    height: int | None
    is_full: bool | None
    exif: JSON | None
    gps: JSON | None
    event_uuid: UUID | None


class UploadPatch(UpdateFilePatch, total=False):
    """The fields of an upload's form."""

    purpose: FilePurpose | None
    event_uuid: UUID | None
