"""Pictures that are small to send and expensive to decode."""

import io
import struct
import zlib

from PIL import Image

MEGAPIXELS = 50


def jpeg_of_empty_segments(size: int) -> bytes:
    """A picture of 8 × 8, followed by as many empty comment segments as fit."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    picture = out.getvalue().removesuffix(b"\xff\xd9")
    comment = b"\xff\xfe\x00\x02"
    return picture + comment * ((size - len(picture) - 2) // len(comment)) + b"\xff\xd9"


def png_of_many_pixels(orientation: int = 6) -> bytes:
    """50 megapixels of one colour, with an orientation that rotates it."""
    width = height = int((MEGAPIXELS * 1_000_000) ** 0.5)
    exif = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01" + struct.pack(
        ">HHI", orientation, 0, 0
    )
    packer = zlib.compressobj(9)
    row = b"\x00" + b"\x40" * (width * 3)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"eXIf", exif)
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
