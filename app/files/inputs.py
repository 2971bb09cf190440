"""What is sent about files."""

from app.core import limits
from app.files.patches import RegisterFilePatch, UpdateFilePatch
from app.graph.inputs import Input, described, described_input

SOURCE = "Source: social.plus `files[]."

_ALT_TEXT = f"What a picture shows, in words, 1 to {limits.DISPLAY_NAME} characters; null clears it. {SOURCE}altText`."
_ACCESS = f"Whom it is for; null is PUBLIC. {SOURCE}accessType`."
_OBJECT = (
    f"an object of at most {limits.METADATA_BYTES} bytes of JSON and {limits.METADATA_DEPTH} levels; null is nothing."
)


@described_input("A file that is kept elsewhere. Nothing of it is fetched.")
class RegisterFileInput(Input[RegisterFilePatch]):
    url = described(f"Its address or storage path; needed. {SOURCE}fileUrl`.")
    name = described(
        f"Its name, 1 to {limits.DISPLAY_NAME} characters; null is the last part of its address."
        f" {SOURCE}attributes.name`."
    )
    alt_text = described(_ALT_TEXT)
    access_type = described(_ACCESS)
    type = described(
        f"What it is for its viewer; null is what its media type says, or else its extension. {SOURCE}type`."
    )
    size = described(f"Size in bytes, 0 to 2⁴⁰; null is unknown. {SOURCE}attributes.size`.")
    mime_type = described(
        f"Its media type, at most {limits.MIME_TYPE} characters, such as `image/jpeg`; null is unknown."
        f" {SOURCE}attributes.mimeType`."
    )
    width = described(f"Width in pixels, 1 to {limits.PIXELS}; null is unknown. {SOURCE}attributes.metadata.width`.")
    height = described(f"Height in pixels, 1 to {limits.PIXELS}; null is unknown. {SOURCE}attributes.metadata.height`.")
    is_full = described(
        f"Whether this is the picture in full size; null is unknown. {SOURCE}attributes.metadata.isFull`."
    )
    exif = described(f"What the camera wrote: {_OBJECT} {SOURCE}attributes.metadata.exif`.")
    gps = described(f"Where the picture was taken: {_OBJECT} {SOURCE}attributes.metadata.gps`.")
    event_uuid = described(
        "The event it is for: while nothing uses the file, outsiders see it with this event. Null is no event: then"
        " they see it once something public uses it."
    )


@described_input("What to change of a file; what is left out stays as it is. Its bytes do not change.")
class UpdateFileInput(Input[UpdateFilePatch]):
    alt_text = described(_ALT_TEXT)
    access_type = described(_ACCESS)
    name = described(
        f"Its name, 1 to {limits.DISPLAY_NAME} characters; null clears it. Its address stays. {SOURCE}attributes.name`."
    )
