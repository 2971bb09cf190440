"""Inputs of files."""

from app.core import limits
from app.files.patches import RegisterFilePatch, UpdateFilePatch
from app.graph.inputs import Input, described, described_input

_NAME = f"Its name, 1 to {limits.DISPLAY_NAME:,} characters"
_OBJECT = (
    f"an object of at most {limits.METADATA_BYTES:,} bytes of JSON and {limits.METADATA_DEPTH:,} levels; may be null."
)


class _FileInput:
    alt_text = described(f"What a picture shows, in words, 1 to {limits.DISPLAY_NAME:,} characters; null clears it.")
    access_type = described("Who may see it; null means PUBLIC.")


@described_input("A file that is stored elsewhere.")
class RegisterFileInput(_FileInput, Input[RegisterFilePatch]):
    url = described("Its address or storage path.")
    name = described(f"{_NAME}; null means the last part of its address.")
    type = described("Its kind for viewers; null means the one of its media type, or else of its extension.")
    size = described("Size in bytes, 0 to 2⁴⁰; null means unknown.")
    mime_type = described(
        f"Its media type, at most {limits.MIME_TYPE:,} characters, such as `image/jpeg`; null means unknown."
    )
    width = described(f"Width in pixels, 1 to {limits.PIXELS:,}; null means unknown.")
    height = described(f"Height in pixels, 1 to {limits.PIXELS:,}; null means unknown.")
    is_full = described("Whether this is the picture in full size; null means unknown.")
    exif = described(f"The camera's metadata: {_OBJECT}")
    gps = described(f"Where the picture was taken: {_OBJECT}")
    event_uuid = described(
        "The event it is for: while nothing uses the file, others see it with this event. Null means no event: then"
        " others see it once something public uses it."
    )


@described_input("What to change of a file; fields that are not sent keep their values. Its bytes do not change.")
class UpdateFileInput(_FileInput, Input[UpdateFilePatch]):
    name = described(f"{_NAME}; null clears it. Its address stays.")
