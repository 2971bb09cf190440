"""Files, which have an address elsewhere or bytes in our own storage, their events, and bytes to be removed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import limits
from app.core.named_types import JsonMap
from app.db.columns import AuditColumns, Json, Text, at_least, instant, link, one_of, primary_key, reference, text
from app.db.metadata import OUTSIDE_THE_FEED
from app.files.values import FileAccess, FileType


class FileRow(AuditColumns, table=True):
    """Registered with an `address`, or uploaded: then `storage_key` names its bytes, and `served_name` is the last
    part of our own address, which stays when the name changes.
    """

    __tablename__ = "file"
    __table_args__ = (
        one_of("type", FileType),
        one_of("access_type", FileAccess),
        at_least("size", 0),
        at_least("width", 1),
        at_least("height", 1),
        CheckConstraint("(address IS NULL) = (storage_key IS NOT NULL)", name="one_source"),
        CheckConstraint("(storage_key IS NULL) = (served_name IS NULL)", name="served_by_name"),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    type: str = text(10)
    access_type: str = text(10)
    name: str | None = text(limits.DISPLAY_NAME, default=None)
    alt_text: str | None = text(limits.DISPLAY_NAME, default=None)
    address: str | None = text(limits.URL, default=None)
    storage_key: str | None = text(limits.STORAGE_KEY, default=None)
    served_name: str | None = text(limits.SERVED_NAME, default=None)
    extension: str | None = text(limits.FILE_EXTENSION, default=None)
    mime_type: str | None = text(limits.MIME_TYPE, default=None)
    size: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    width: int | None = None
    height: int | None = None
    is_full: bool | None = None
    exif: JsonMap | None = Field(default=None, sa_type=Json, nullable=True)
    gps: JsonMap | None = Field(default=None, sa_type=Json, nullable=True)


class EventFileRow(SQLModel, table=True):
    """An event that a file was added for."""

    __tablename__ = "event_file"

    event_id: UUID = link("event.id")
    file_id: UUID = link("file.id", index=True)


class RemovedFileRow(SQLModel, table=True):
    """Bytes that are to be removed from the storage: the row of their file is deleted."""

    __tablename__ = "removed_file"
    __table_args__ = OUTSIDE_THE_FEED

    storage_key: str = Field(primary_key=True, sa_type=Text(limits.STORAGE_KEY))
    created_at: datetime = instant()
