"""Removes private metadata from a picture's bytes in one pass; the pixels stay the same, byte for byte."""

import re
import struct
from collections.abc import Callable
from typing import IO, Any

from app.core.errors import MarqueeError

CHUNK = 64 * 1024
# Of a JPEG, whose scans have a few each, and of a PNG, whose pixels come in pieces of 8 KiB.
MAX_SEGMENTS = 10_000
MAX_CHUNKS = 200_000

# JFIF, Adobe's colour transform; and colour profiles, among the other things that stand in APP2.
_JPEG_KEPT = (0xE0, 0xEE)
# Neither an escaped byte of the scan, nor filling, nor a restart within it.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_ICC = b"ICC_PROFILE\0"
_JPEG_SIGNATURE = b"\xff\xd8"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD hIST pHYs acTL fcTL fdAT".split(b" ")
)


class NotAPicture(MarqueeError):
    """The bytes are no picture that we take; the message says why."""

    code = "BAD_USER_INPUT"
    status = 400


def strip(given: IO[bytes], write: Callable[[bytes], Any]) -> None:
    """Write the picture without EXIF, XMP, IPTC, comments and anything after its end. Raises `NotAPicture`."""
    read = _Reading(given)
    start = read.exactly(2)
    if start == _JPEG_SIGNATURE:
        write(start)
        _strip_jpeg(read, write)
    elif start == _PNG_SIGNATURE[:2] and start + read.exactly(6) == _PNG_SIGNATURE:
        write(_PNG_SIGNATURE)
        _strip_png(read, write)
    else:
        raise NotAPicture("The bytes are neither a JPEG nor a PNG.")


class _Reading:
    """A file from its start to its end, no byte of it read twice."""

    def __init__(self, given: IO[bytes]) -> None:
        self._given = given
        self._data = b""
        self._at = 0

    def exactly(self, size: int) -> bytes:
        if size < 0:
            raise _damaged()
        while len(self._data) - self._at < size:
            self._more(len(self._data) - self._at)
        found = self._data[self._at : self._at + size]
        self._at += size
        return found

    def marker(self, between: Callable[[bytes], Any]) -> int:
        """The marker behind the coming scan data, which is handed to `between`."""
        while (found := _MARKER.search(self._data, self._at)) is None:
            # The first half of a marker may end what is there.
            half = self._at < len(self._data) and self._data.endswith(b"\xff")
            between(self._data[self._at : len(self._data) - half])
            self._more(int(half))
        between(self._data[self._at : found.start()])
        self._at = found.end()
        return found[0][1]

    def _more(self, kept: int) -> None:
        """A file that ends instead is damaged."""
        more = self._given.read(CHUNK)
        if not more:
            raise _damaged()
        self._data = self._data[len(self._data) - kept :] + more
        self._at = 0


def _strip_jpeg(read: _Reading, write: Callable[[bytes], Any]) -> None:
    marker = read.marker(_drop)
    for _ in range(MAX_SEGMENTS):
        if marker == 0xD9:
            write(b"\xff\xd9")
            return
        head = read.exactly(2)
        body = read.exactly(struct.unpack(">H", head)[0] - 2)
        if _keeps(marker, body):
            write(bytes((0xFF, marker)) + head + body)
        marker = read.marker(write if marker == 0xDA else _drop)
    raise NotAPicture(f"A JPEG has at most {MAX_SEGMENTS:,} segments.")


def _drop(_data: bytes) -> None:
    """What stands between segments where no scan is."""


def _keeps(marker: int, body: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return marker in _JPEG_KEPT or (marker == 0xE2 and body.startswith(_ICC))
    return marker != 0xFE


def _strip_png(read: _Reading, write: Callable[[bytes], Any]) -> None:
    for _ in range(MAX_CHUNKS):
        head = read.exactly(8)
        length, kind = struct.unpack(">I4s", head)
        hand_on = write if kind in _PNG_KEPT else _drop
        hand_on(head)
        left = length + 4
        while left:
            piece = read.exactly(min(left, CHUNK))
            hand_on(piece)
            left -= len(piece)
        if kind == b"IEND":
            return
    raise NotAPicture(f"A PNG has at most {MAX_CHUNKS:,} chunks.")


def _damaged() -> NotAPicture:
    return NotAPicture("The picture is damaged.")
