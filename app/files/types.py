"""Files in the schema."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.communities.lists import VISIBLE_COMMUNITY, VISIBLE_USER
from app.core.named_types import JSON, URL, BigInt
from app.events.store.visible import PUBLIC
from app.files.values import FileAccess, FileType
from app.graph.enums import enum_type
from app.graph.node import Node
from app.graph.reading.mapping import column, entity, expression, global_id, one, part, zoned
from app.graph.times import ZonedDateTime
from app.sessions.store.visible import PUBLIC as SESSION

if TYPE_CHECKING:
    from app.organisations.types import Organisation

LazyOrganisation = Annotated["Organisation", strawberry.lazy("app.organisations.types")]

enum_type(
    FileType,
    "The kind of a file for viewers.",
    IMAGE="A picture.",
    VIDEO="A moving picture.",
    AUDIO="Sound.",
    DOCUMENT="Anything else.",
)
enum_type(
    FileAccess,
    "Who may see a file.",
    PUBLIC=(
        "Everybody who may see something that uses it: an event's cover, a session's image, the picture of a user, a"
        " community or an organisation. While nothing uses it: those who may see an event that it was added for, or"
        " else the organisation only."
    ),
    PRIVATE="The organisation only.",
)

URL_OF = "coalesce({t}.address, {public_url} || '/files/' || {t}.id || '/' || {t}.served_name)"
# A public file is visible with what uses it.
IN_USE = "{t}.access_type = 'PUBLIC'"
_EVENT = PUBLIC.replace("{t}", "ev")
# What uses a file, and the condition under which that is public.
_USES = (
    ("event ev WHERE ev.cover_image_file_id = {t}.id", _EVENT),
    (
        "session se JOIN event ev ON ev.id = se.event_id WHERE se.image_file_id = {t}.id",
        f"{SESSION.replace('{t}', 'se')} AND {_EVENT}",
    ),
    ("community cm WHERE cm.avatar_file_id = {t}.id", VISIBLE_COMMUNITY.replace("{t}", "cm")),
    ("user_account us WHERE us.avatar_file_id = {t}.id", VISIBLE_USER.replace("{t}", "us")),
)
_USED = " OR ".join(f"EXISTS (SELECT 1 FROM {use})" for use, _ in _USES)
_SHOWN = " OR ".join(f"EXISTS (SELECT 1 FROM {use} AND ({visible}))" for use, visible in _USES)
# An organisation, which is always public, names its picture by address.
_OF_ORGANISATION = f"EXISTS (SELECT 1 FROM organisation og WHERE og.id = {{t}}.organisation_id AND og.image = {URL_OF})"
# The event that a file was added for counts while nothing uses it: a hidden session's image stays hidden.
_GIVEN = (
    "EXISTS (SELECT 1 FROM event_file ef JOIN event ev ON ev.id = ef.event_id"
    f" WHERE ef.file_id = {{t}}.id AND {_EVENT}) AND NOT ({_USED})"
)
VISIBLE = f"{IN_USE} AND ({_SHOWN} OR {_OF_ORGANISATION} OR {_GIVEN})"


@strawberry.type(description="Metadata of a picture.")
class FileMetadata:
    exif: JSON | None = column(
        "exif",
        "The camera's metadata, by the names of the EXIF standard. Visible to the organisation only, and removed from"
        " the bytes that are served.",
        private=True,
    )
    gps: JSON | None = column(
        "gps",
        "Where the picture was taken, as EXIF names it. Visible to the organisation only.",
        private=True,
    )
    width: int | None = column("width", "Width in pixels, as shown; null if unknown.")
    height: int | None = column("height", "Height in pixels, as shown; null if unknown.")
    is_full: bool | None = column("is_full", "Whether this is the picture in full size; null if unknown.")


@strawberry.type(description="Properties of a file's bytes.")
class FileAttributes:
    name: str | None = column("name", "Name of the file, at most 255 characters.")
    extension: str | None = column("extension", "Extension of its name without the dot, in lower case: `jpg`.")
    size: BigInt | None = column("size", "Size in bytes; null if unknown.")
    mime_type: str | None = column("mime_type", "Its media type, such as `image/jpeg`; null if unknown.")
    metadata: FileMetadata = part("Metadata of a picture.")


@entity("file", visible=VISIBLE, aggregate="id")
@strawberry.type(
    description=(
        "A picture, a recording or a document of an organisation: registered by its address or uploaded with"
        " `POST /files`. Outsiders see a file while something that they see uses it."
    )
)
class File(Node):
    id: strawberry.ID = global_id("File")
    uuid: UUID = column("id", "Identifier of the file.")
    url: URL = expression(
        URL_OF,
        "Where its bytes are: the address it was registered with, or `/files/{uuid}/{name}` of this service.",
    )
    type: FileType = column("type", "Its kind for viewers.")
    access_type: FileAccess = column("access_type", "Who may see it.")
    alt_text: str | None = column("alt_text", "What a picture shows, in words; at most 255 characters.")
    attributes: FileAttributes = part("Properties of its bytes.")
    organisation: LazyOrganisation = one("{c}.id = {p}.organisation_id", "Its organisation.", guarded=True)
    created_on: ZonedDateTime = zoned("created", "When it was added.")
    updated_on: ZonedDateTime = zoned("updated", "When it was last changed.")
    version: int = column("version", "Counts the changes; starts at 1.")
