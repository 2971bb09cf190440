"""What a picture says of itself, and the picture without that. Pixels are read only where nothing else will do."""

import json
import math
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from PIL import ExifTags, Image, ImageOps

from app.core import limits

# We look at the size before anything is decoded, and refuse on our own terms.
Image.MAX_IMAGE_PIXELS = None

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
ORIENTATION = 0x0112
EXIF_IFD = 0x8769
GPS_IFD = 0x8825
CHUNK = 64 * 1024

# JFIF, Adobe's colour transform; and colour profiles, among the other things that stand in APP2.
_JPEG_KEPT = (0xE0, 0xEE)
# Neither an escaped byte of the scan, nor filling, nor a restart within it.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_ICC = b"ICC_PROFILE\0"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD hIST pHYs acTL fcTL fdAT".split(b" ")
)


class NotAPicture(Exception):
    """The bytes are no picture that we take; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's header says. `width` and `height` are as it is shown; `turned`: not as it is stored."""

    mime_type: str
    width: int
    height: int
    turned: bool
    exif: dict[str, Any] | None
    gps: dict[str, Any] | None


def look_at(path: Path) -> Picture:
    """Read the header of a JPEG or PNG. Raises `NotAPicture`."""
    try:
        with Image.open(path, formats=tuple(FORMATS)) as image:
            width, height = image.size
            mime_type = FORMATS[str(image.format)]
            raw = image.info.get("exif")
    except Exception as error:
        # Whatever a crafted header breaks in the decoder: it is no picture to us.
        raise NotAPicture("The bytes are neither a JPEG nor a PNG.") from error
    if width * height > limits.IMAGE_PIXELS:
        raise NotAPicture(f"A picture has at most {limits.IMAGE_PIXELS:,} pixels; this has {width * height:,}.")
    orientation, exif, gps = _metadata(raw if isinstance(raw, bytes) else b"")
    if orientation >= 5:
        width, height = height, width
    return Picture(mime_type, width, height, orientation > 1, exif, gps)


def clean(source: Path, target: Path, picture: Picture) -> None:
    """Write the picture without metadata: EXIF, XMP, IPTC, comments and whatever follows its end.

    The pixels stay as they are, byte for byte; a picture that its EXIF turns is stored the way it is shown.
    Raises `NotAPicture`.
    """
    stripped = _strip_jpeg if picture.mime_type == "image/jpeg" else _strip_png
    try:
        if picture.turned:
            _turn(source, target)
        else:
            with source.open("rb") as given, target.open("wb") as written:
                stripped(given, written)
    except NotAPicture:
        raise
    except Exception as error:
        raise NotAPicture("The picture is damaged.") from error


def _turn(source: Path, target: Path) -> None:
    with Image.open(source, formats=tuple(FORMATS)) as image:
        kind, profile = str(image.format), image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
    upright.info.clear()
    options: dict[str, Any] = {"quality": 95} if kind == "JPEG" else {}
    upright.save(target, format=kind, icc_profile=profile, exif=b"", **options)


def _strip_jpeg(given: IO[bytes], written: IO[bytes]) -> None:
    if given.read(2) != b"\xff\xd8":
        raise NotAPicture("The picture is damaged.")
    written.write(b"\xff\xd8")
    marker = _next_marker(given, lambda _data: None)
    while marker != 0xD9:
        length = struct.unpack(">H", _exactly(given, 2))[0]
        body = _exactly(given, length - 2)
        if _keeps(marker, body):
            written.write(bytes((0xFF, marker)) + struct.pack(">H", length) + body)
        marker = _next_marker(given, written.write if marker == 0xDA else lambda _data: None)
    written.write(b"\xff\xd9")


def _keeps(marker: int, body: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return marker in _JPEG_KEPT or (marker == 0xE2 and body.startswith(_ICC))
    return marker != 0xFE


def _next_marker(given: IO[bytes], between: Callable[[bytes], Any]) -> int:
    """The marker behind the coming scan data, which is handed to `between`; a file that ends instead is damaged."""
    while True:
        data = given.read(CHUNK)
        if found := _MARKER.search(data):
            between(data[: found.start()])
            given.seek(found.end() - len(data), 1)
            return found[0][1]
        # The first half of a marker may end the chunk.
        half = data.endswith(b"\xff")
        if len(data) == half:
            raise NotAPicture("The picture is damaged.")
        between(data[: len(data) - half])
        given.seek(-half, 1)


def _strip_png(given: IO[bytes], written: IO[bytes]) -> None:
    if given.read(8) != _PNG_SIGNATURE:
        raise NotAPicture("The picture is damaged.")
    written.write(_PNG_SIGNATURE)
    kind = b""
    while kind != b"IEND":
        head = _exactly(given, 8)
        length, kind = struct.unpack(">I4s", head)
        if kind not in _PNG_KEPT:
            given.seek(length + 4, 1)
            continue
        written.write(head)
        for size in _pieces(length + 4):
            written.write(_exactly(given, size))


def _pieces(length: int) -> Iterable[int]:
    yield from (CHUNK for _ in range(length // CHUNK))
    yield length % CHUNK


def _exactly(given: IO[bytes], size: int) -> bytes:
    data = given.read(size) if size >= 0 else b""
    if len(data) != size:
        raise NotAPicture("The picture is damaged.")
    return data


def _metadata(raw: bytes) -> tuple[int, dict[str, Any] | None, dict[str, Any] | None]:
    """Orientation (1 where nothing is said), EXIF and GPS by the standard's names."""
    exif = Image.Exif()
    try:
        exif.load(raw)
        orientation = exif.get(ORIENTATION, 1)
        named = _named({**exif, **exif.get_ifd(EXIF_IFD)}, ExifTags.TAGS)
        gps = _named(exif.get_ifd(GPS_IFD), ExifTags.GPSTAGS)
    except Exception:
        # Nobody promises what a crafted block breaks; then nothing is known.
        return 1, None, None
    known = orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1
    return known, named or None, gps or None


def _named(values: Mapping[int, Any], names: Mapping[int, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    room = limits.METADATA_BYTES
    for number, value in sorted(values.items()):
        said = _plain(value)
        if number not in names or number in (EXIF_IFD, GPS_IFD) or said is None:
            continue
        room -= len(json.dumps({names[number]: said}, ensure_ascii=False).encode())
        if room < 2:
            break
        found[names[number]] = said
    return found


def _plain(value: Any) -> Any:
    """A value of EXIF as JSON has it; None where it has none."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace") if len(value) <= limits.DISPLAY_NAME else None
        value = value if value and value.strip("\0").isprintable() else None
    if isinstance(value, str):
        text = value.replace("\0", "").strip()
        return text if text and not any("\ud800" <= char <= "\udfff" for char in text) else None
    if isinstance(value, tuple | list):
        items = [_plain(item) for item in value]
        return None if None in items else items
    if isinstance(value, bool | int) or value is None:
        return value
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None
