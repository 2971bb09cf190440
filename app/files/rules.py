"""What the fields of a file may hold, and which bytes may be uploaded. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app.core import limits
from app.core.compound_fields import JsonObject
from app.core.fields import Address, Choice, Number, Rules, Text, check
from app.core.folding import fold
from app.core.problems import Path, Problem, ProblemCode
from app.files.columns import DescribedValues, FileValues
from app.files.patches import RegisterFilePatch, UpdateFilePatch, UploadPatch
from app.files.values import FileAccess, FilePurpose, FileType

DESCRIBED = Rules(
    DescribedValues,
    {
        "name": Text(limits.DISPLAY_NAME),
        "alt_text": Text(limits.DISPLAY_NAME),
        "access_type": Choice(default=FileAccess.PUBLIC),
    },
)
REGISTERED = Rules(
    FileValues,
    {
        **DESCRIBED,
        "url": Address(required=True, stored=True),
        "type": Choice(),
        "size": Number(0, limits.FILE_BYTES),
        "mime_type": Text(limits.MIME_TYPE),
        "width": Number(1, limits.PIXELS),
        "height": Number(1, limits.PIXELS),
        "is_full": Choice(),
        "exif": JsonObject(),
        "gps": JsonObject(),
    },
    url="address",
)
IMAGE_PIXELS_ABOVE = 300
SESSION_IMAGE_TYPES = ("image/jpeg", "image/png")

_MIME = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", re.ASCII)
_EXTENSION = re.compile(r"[a-z0-9]{1,16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is accepted. `inline`: a browser shows it and executes nothing of it."""

    mime_type: str
    type: FileType
    inline: bool


def _kinds(file_type: FileType, inline: bool, **types: str) -> dict[str, Kind]:
    return {extension: Kind(mime_type, file_type, inline) for extension, mime_type in types.items()}


# By extension. Nothing that a browser would execute: no HTML, no SVG, no scripts.
KINDS: Mapping[str, Kind] = {
    **_kinds(
        FileType.IMAGE,
        True,
        jpg="image/jpeg",
        jpeg="image/jpeg",
        png="image/png",
    ),
    **_kinds(FileType.VIDEO, True, mp4="video/mp4", webm="video/webm"),
    **_kinds(FileType.AUDIO, True, mp3="audio/mpeg", m4a="audio/mp4", ogg="audio/ogg", wav="audio/wav"),
    **_kinds(
        FileType.DOCUMENT,
        False,
        pdf="application/pdf",
        txt="text/plain",
        csv="text/csv",
        ics="text/calendar",
        docx="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        xlsx="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        pptx="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        zip="application/zip",
    ),
}
INLINE = frozenset(kind.mime_type for kind in KINDS.values() if kind.inline)


def problems_with_registering(patch: RegisterFilePatch, path: Path = ()) -> list[Problem]:
    """All problems with the description of a file stored elsewhere."""
    found = check(patch, REGISTERED, path)
    mime_type = patch.get("mime_type")
    at = (*path, "mimeType")
    if mime_type and not _MIME.fullmatch(mime_type.lower()) and all(problem.path != at for problem in found):
        found.append(Problem(ProblemCode.INVALID, "A media type is written like image/jpeg.", at))
    return found


def problems_with_describing(patch: UpdateFilePatch, path: Path = ()) -> list[Problem]:
    """All problems with a new description."""
    return check(patch, DESCRIBED, path)


def problems_with_cover(file_type: str, path: Path) -> list[Problem]:
    """A cover is a picture."""
    if file_type == FileType.IMAGE.name:
        return []
    return [Problem(ProblemCode.INVALID, "This file is not an image.", path)]


def problems_with_session_image(
    file_type: str, mime_type: str | None, width: int | None, height: int | None, path: Path
) -> list[Problem]:
    """JPEG or PNG above 300×300 pixels (EventBookings `sessions.image`); unknown values pass."""
    if found := problems_with_cover(file_type, path):
        return found
    if mime_type is not None and mime_type not in SESSION_IMAGE_TYPES:
        sentence = "A session's image is a .jpg, .jpeg or .png."
        return [Problem(ProblemCode.INVALID, sentence, path)]
    if any(side is not None and side <= IMAGE_PIXELS_ABOVE for side in (width, height)):
        sentence = f"A session's image has more than {IMAGE_PIXELS_ABOVE}×{IMAGE_PIXELS_ABOVE} pixels."
        return [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]
    return []


def extension_of(name: str | None) -> str | None:
    """The extension of a name, in lower case; None if the name has none or an invalid one."""
    _stem, dot, extension = (name or "").rpartition(".")
    return extension.lower() if dot and _EXTENSION.fullmatch(extension.lower()) else None


def name_in(address: str) -> str | None:
    """The file name at the end of an address or storage path, or None."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return None
    last = unquote(path).rpartition("/")[2]
    last = "".join(char for char in last if char.isprintable()).strip()
    return last[: limits.DISPLAY_NAME] or None


def served_name(name: str | None, extension: str) -> str:
    """The last part of our own address: letters, digits and hyphens, and the extension of the bytes."""
    stem = fold(name or "").removesuffix(f".{extension}")
    words = re.findall(r"[a-z0-9]+", stem)
    return f"{'-'.join(words)[: limits.SERVED_NAME - len(extension) - 1].strip('-') or 'file'}.{extension}"


def type_of(mime_type: str | None, extension: str | None) -> FileType:
    """The kind of a file, by its media type or else its extension."""
    major = (mime_type or "").partition("/")[0].upper()
    if major in (FileType.IMAGE, FileType.VIDEO, FileType.AUDIO):
        return FileType(major)
    known = KINDS.get(extension or "")
    return known.type if known and mime_type is None else FileType.DOCUMENT


# The first bytes of each kind, with their offset. Texts have none: they are searched for NUL.
_SIGNATURES: Mapping[str, tuple[tuple[int, bytes], ...]] = {
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "mp4": ((4, b"ftyp"),),
    "m4a": ((4, b"ftyp"),),
    "webm": ((0, b"\x1aE\xdf\xa3"),),
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    "ogg": ((0, b"OggS"),),
    "wav": ((8, b"WAVE"),),
    "pdf": ((0, b"%PDF-"),),
    **dict.fromkeys(("docx", "xlsx", "pptx", "zip"), ((0, b"PK\x03\x04"),)),
}
HEAD_BYTES = 4_096


def problems_with_bytes(extension: str | None, head: bytes, purpose: FilePurpose) -> list[Problem]:
    """Why a file with this extension and these first bytes is refused for this purpose."""
    kind = KINDS.get(extension or "")
    wanted = [name for name, each in KINDS.items() if purpose is FilePurpose.DOCUMENT or each.type is FileType.IMAGE]
    if kind is None or extension not in wanted:
        sentence = f"The name must end in one of {', '.join(f'.{name}' for name in wanted)}."
        return [Problem(ProblemCode.INVALID, sentence, ("file",))]
    signatures = _SIGNATURES.get(extension)
    if signatures is None:
        fits = b"\0" not in head
    else:
        fits = any(head[at : at + len(start)] == start for at, start in signatures)
    if fits:
        return []
    return [Problem(ProblemCode.INVALID, f"The bytes are not those of a .{extension} file.", ("file",))]


def upload_patch(fields: Mapping[str, str]) -> tuple[UploadPatch, list[Problem]]:
    """The texts of an upload's form as a patch."""
    patch: dict[str, object] = {}
    problems: list[Problem] = []
    for name, text in fields.items():
        read = _READERS.get(name)
        if read is None:
            problems.append(Problem(ProblemCode.INVALID, "The form has no such field.", (name[: limits.LABEL],)))
            continue
        key, convert, expected = read
        try:
            patch[key] = convert(text) if text else None
        except ValueError:
            problems.append(Problem(ProblemCode.INVALID, f"This must be {expected}.", (name,)))
    return cast(UploadPatch, patch), [*problems, *check(patch, DESCRIBED)]


_READERS: Mapping[str, tuple[str, Callable[[str], Any], str]] = {
    "name": ("name", str, "a text"),
    "altText": ("alt_text", str, "a text"),
    "accessType": ("access_type", lambda text: FileAccess(text.upper()), "PUBLIC or PRIVATE"),
    "purpose": ("purpose", lambda text: FilePurpose(text.lower()), "session_image, image or document"),
    "eventUuid": ("event_uuid", UUID, "a UUID"),
}
