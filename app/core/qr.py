"""QR codes as PNG pictures. Pure."""

import base64
from functools import lru_cache
from io import BytesIO

import segno

# Each picture is about a kilobyte and takes milliseconds to draw.
CACHED = 1_024
SCALE = 8
BORDER = 4


@lru_cache(CACHED)
def qr_png(text: str) -> bytes:
    """A PNG of the QR code of a text: black on white, eight pixels a module, error correction level M."""
    picture = BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="png", scale=SCALE, border=BORDER)
    return picture.getvalue()


def qr_data_url(text: str) -> str:
    """The same picture as a `data:` URL."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
