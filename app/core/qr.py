"""QR codes as pictures. Pure."""

import base64
from functools import lru_cache
from io import BytesIO

import segno

# Each is about a kilobyte and takes milliseconds to draw.
KEPT = 1_024
SCALE = 8
BORDER = 4


@lru_cache(KEPT)
def qr_png(text: str) -> bytes:
    """A PNG of the QR code that says this: black on white, eight pixels a module, level M."""
    picture = BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="png", scale=SCALE, border=BORDER)
    return picture.getvalue()


def qr_data_url(text: str) -> str:
    """The same as an address that carries the picture."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
