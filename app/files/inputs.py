"""What is sent about files."""

from uuid import UUID

import strawberry

from app.core import limits
from app.files.values import FileAccess, FileType
from app.graph.scalars import JSON, URL, BigInt

SOURCE = "Source: social.plus `files[]."

_ALT_TEXT = f"What a picture shows, in words, 1 to {limits.DISPLAY_NAME} characters; null clears it. {SOURCE}altText`."
_ACCESS = f"Whom it is for; null is PUBLIC. {SOURCE}accessType`."
_OBJECT = (
    f"an object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels; null is nothing."
)


@strawberry.input(description="A file that is kept elsewhere. Nothing of it is fetched.")
class RegisterFileInput:
    url: strawberry.Maybe[URL | None] = strawberry.field(
        description=f"Its address or storage path; needed. {SOURCE}fileUrl`."
    )
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Its name, 1 to {limits.DISPLAY_NAME} characters; null is the last part of its address."
            f" {SOURCE}attributes.name`."
        )
    )
    alt_text: strawberry.Maybe[str | None] = strawberry.field(description=_ALT_TEXT)
    access_type: strawberry.Maybe[FileAccess | None] = strawberry.field(description=_ACCESS)
    type: strawberry.Maybe[FileType | None] = strawberry.field(
        description=(
            f"What it is for its viewer; null is what its media type says, or else its extension. {SOURCE}type`."
        )
    )
    size: strawberry.Maybe[BigInt | None] = strawberry.field(
        description=f"Size in bytes, 0 to 2⁴⁰; null is unknown. {SOURCE}attributes.size`."
    )
    mime_type: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Its media type, at most {limits.MIME_TYPE} characters, such as `image/jpeg`; null is unknown."
            f" {SOURCE}attributes.mimeType`."
        )
    )
    width: strawberry.Maybe[int | None] = strawberry.field(
        description=f"Width in pixels, 1 to {limits.PIXELS}; null is unknown. {SOURCE}attributes.metadata.width`."
    )
    height: strawberry.Maybe[int | None] = strawberry.field(
        description=f"Height in pixels, 1 to {limits.PIXELS}; null is unknown. {SOURCE}attributes.metadata.height`."
    )
    is_full: strawberry.Maybe[bool | None] = strawberry.field(
        description=(f"Whether this is the picture in full size; null is unknown. {SOURCE}attributes.metadata.isFull`.")
    )
    exif: strawberry.Maybe[JSON | None] = strawberry.field(
        description=f"What the camera wrote: {_OBJECT} {SOURCE}attributes.metadata.exif`."
    )
    gps: strawberry.Maybe[JSON | None] = strawberry.field(
        description=f"Where the picture was taken: {_OBJECT} {SOURCE}attributes.metadata.gps`."
    )
    event_uuid: strawberry.Maybe[UUID | None] = strawberry.field(
        description=(
            "The event it is for: while nothing uses the file, outsiders see it with this event. Null is no event: then"
            " they see it once something public uses it."
        )
    )


@strawberry.input(description="What to change of a file; what is left out stays as it is. Its bytes do not change.")
class UpdateFileInput:
    alt_text: strawberry.Maybe[str | None] = strawberry.field(description=_ALT_TEXT)
    access_type: strawberry.Maybe[FileAccess | None] = strawberry.field(description=_ACCESS)
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"Its name, 1 to {limits.DISPLAY_NAME} characters; null clears it. Its address stays."
            f" {SOURCE}attributes.name`."
        )
    )
