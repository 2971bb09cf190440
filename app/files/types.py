"""Files in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.events.lists import PUBLIC
from app.files.values import FileAccess, FileType
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, expression, global_id, one, part, zoned
from app.graph.scalars import JSON, URL, BigInt
from app.graph.times import ZonedDateTime

if TYPE_CHECKING:
    from app.organisations.types import Organisation

LazyOrganisation = Annotated["Organisation", strawberry.lazy("app.organisations.types")]

enum_type(
    FileType,
    "What a file is for its viewer. Source: social.plus `files[].type`.",
    IMAGE="A picture.",
    VIDEO="A moving picture.",
    AUDIO="Sound.",
    DOCUMENT="Anything else.",
)
enum_type(
    FileAccess,
    "Whom a file is for. Source: social.plus `files[].accessType`.",
    PUBLIC="Everybody who may see one of the events it is used for; everybody, when it is used for none.",
    PRIVATE="The organisation only.",
)

_EVENT = "SELECT 1 FROM event e WHERE"
_USES = (
    "e.cover_image_file_id = {t}.id",
    "e.id IN (SELECT ef.event_id FROM event_file ef WHERE ef.file_id = {t}.id)",
)
_USED = " OR ".join(f"EXISTS ({_EVENT} {use})" for use in _USES)
_SHOWN = " OR ".join(f"EXISTS ({_EVENT} {use} AND ({PUBLIC.replace('{t}', 'e')}))" for use in _USES)
# What is used for events that are not public is as hidden as they are.
VISIBLE = f"{{t}}.access_type = 'PUBLIC' AND ({_SHOWN} OR NOT ({_USED}))"
URL_OF = "coalesce({t}.address, {public_url} || '/files/' || {t}.id || '/' || {t}.served_name)"


@strawberry.type(description="What is known of a picture. Source: social.plus `files[].attributes.metadata`.")
class FileMetadata:
    exif: JSON | None = column(
        "exif",
        "What the camera wrote, by the names of the EXIF standard; the organisation's own, and no part of the"
        " bytes that are served.",
        private=True,
    )
    gps: JSON | None = column(
        "gps", "Where the picture was taken, by the names of the EXIF standard; the organisation's own.", private=True
    )
    width: int | None = column("width", "Width in pixels, as shown; null where unknown.")
    height: int | None = column("height", "Height in pixels, as shown; null where unknown.")
    is_full: bool | None = column("is_full", "Whether this is the picture in full size; null where unknown.")


@strawberry.type(description="What is known of a file's bytes. Source: social.plus `files[].attributes`.")
class FileAttributes:
    name: str | None = column("name", "Name of the file, at most 255 characters.")
    extension: str | None = column("extension", "Extension of its name without the dot, in lower case: `jpg`.")
    size: BigInt | None = column("size", "Size in bytes; null where unknown.")
    mime_type: str | None = column("mime_type", "Its media type, such as `image/jpeg`; null where unknown.")
    metadata: FileMetadata = part("What is known of a picture.")


@entity("file", visible=VISIBLE, aggregate="id")
@strawberry.type(
    description=(
        "A picture, a recording or a document of an organisation: registered by its address or uploaded with"
        " `POST /files`. Source: social.plus `files[]`."
    )
)
class File(Node):
    id: strawberry.ID = global_id("File")
    uuid: UUID = column("id", "Identifier of the file. Source: social.plus `fileId`.")
    url: URL = expression(
        URL_OF,
        "Where its bytes are: the address it was registered with, or `/files/{uuid}/{name}` of this service."
        " Source: social.plus `fileUrl`.",
    )
    type: FileType = column("type", "What it is for its viewer.")
    access_type: FileAccess = column("access_type", "Whom it is for.")
    alt_text: str | None = column("alt_text", "What a picture shows, in words; at most 255 characters.")
    attributes: FileAttributes = part("What is known of its bytes.")
    organisation: LazyOrganisation = one("{c}.id = {p}.organisation_id", "Whose it is.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was added.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
