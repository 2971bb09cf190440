"""A picture's metadata, and the picture without it. Pixels are decoded only if necessary."""

import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from app.core import limits
from app.core.named_types import JsonMap
from app.files.store import turning
from app.files.store.stripping import NotAPicture, strip

# We look at the size before anything is decoded, and refuse on our own terms.
Image.MAX_IMAGE_PIXELS = None
# Whoever imports this module, in a thread, loads the decoders as well.
Image.preinit()

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
ORIENTATION = 0x0112
EXIF_IFD = 0x8769
GPS_IFD = 0x8825
# What turning fifty million pixels of four bytes takes, which are there twice, and some more.
TURNING_BYTES = 1024 * 1024 * 1024
TURNING_S = 60
# No secret for a process that reads what strangers sent. Windows starts none without its own variables.
ENVIRONMENT: dict[str, str] | None = None if os.name == "nt" else {}
# One at a time, or their memory adds up.
_TURN = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """The header of a picture. `width` and `height` are as shown; `turned`: they differ from the stored ones."""

    mime_type: str
    width: int
    height: int
    turned: bool
    exif: JsonMap | None
    gps: JsonMap | None


def look_at(path: Path) -> Picture:
    """Read the header of a JPEG or PNG. Raises `NotAPicture`."""
    # The decoder reads headers piece by piece, however many there are: whether they are few is seen first.
    with path.open("rb") as given:
        strip(given, lambda _piece: None)
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
    try:
        if picture.turned:
            _turn(source, target)
        else:
            with source.open("rb") as given, target.open("wb") as written:
                strip(given, written.write)
    except NotAPicture:
        raise
    except Exception as error:
        raise NotAPicture("The picture is damaged.") from error


def _turn(source: Path, target: Path) -> None:
    """In a process of its own: a small file may be fifty million pixels, whose memory this one would keep."""
    given = (str(source), str(target), str(TURNING_BYTES), str(TURNING_S), os.pathsep.join(sys.path))
    try:
        with _TURN:
            ended = subprocess.run(  # noqa: S603
                [sys.executable, "-P", turning.__file__, *given], check=False, env=ENVIRONMENT, timeout=TURNING_S
            )
    except subprocess.TimeoutExpired:
        raise NotAPicture("The picture takes too long to turn.") from None
    if ended.returncode == turning.TOO_LARGE:
        raise NotAPicture("The picture takes too much memory to turn.")
    if ended.returncode:
        raise NotAPicture("The picture is damaged.")


def _metadata(raw: bytes) -> tuple[int, JsonMap | None, JsonMap | None]:
    """Orientation (1 by default), EXIF and GPS by the standard's names."""
    exif = Image.Exif()
    try:
        exif.load(raw)
        orientation = exif.get(ORIENTATION, 1)
        named = _named({**exif, **exif.get_ifd(EXIF_IFD)}, ExifTags.TAGS)
        gps = _named(exif.get_ifd(GPS_IFD), ExifTags.GPSTAGS)
    except Exception:
        # A crafted block may raise anything; then there is no metadata.
        return 1, None, None
    known = orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1
    return known, named or None, gps or None


def _named(values: Mapping[int, Any], names: Mapping[int, str]) -> JsonMap:
    found: JsonMap = {}
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
