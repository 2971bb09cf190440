"""Files for tests: rows, uploads and pictures.

file = make_file(gateway, acme, alt_text="A harbour")            # a registered row
response = upload(gateway, token, "a.png", png(400, 301), purpose="image")
url = shown(gateway, acme, "a.png", png())["url"]               # an upload that everybody gets
"""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from httpx2 import Response
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from app.db.timestamps import created
from app.files.tables import FileRow
from tests.builders import make_event
from tests.gateway import Gateway, Organisation

ZONE = "Australia/Sydney"
ORIENTATION, MAKE, ARTIST, GPS, EXIF = 0x0112, 0x010F, 0x013B, 0x8825, 0x8769


def make_file(gateway: Gateway, organisation: Organisation, **columns: Any) -> FileRow:
    """An image that is kept elsewhere, unless the columns say otherwise."""
    given: dict[str, Any] = {"type": "IMAGE", "access_type": "PUBLIC", "address": "https://cdn.example/harbour.jpg"}
    given |= {"organisation_id": UUID(organisation.uuid), "timezone": ZONE, **created(gateway.clock(), ZONE)}
    row = FileRow(**{**given, **columns})
    gateway.write(lambda db: db.add(row))
    return row


def upload(gateway: Gateway, token: str | None, name: str | None, content: bytes, **fields: Any) -> Response:
    """POST /files; the texts beside the file are keyword arguments."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return gateway.post(
        "/files",
        headers=headers,
        files={"file": (name, content)},
        data={key: str(value) for key, value in fields.items()},
    )


def shown(gateway: Gateway, organisation: Organisation, name: str, content: bytes, **fields: Any) -> dict[str, Any]:
    """What the upload of a file for a public event answers."""
    columns = {"lifecycle": "PUBLISHED", "published_at": gateway.clock()}
    event = make_event(gateway, organisation, slug=uuid4().hex, **columns)
    response = upload(gateway, gateway.token(organisation), name, content, eventUuid=event.id, **fields)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


def get(gateway: Gateway, url: str, token: str | None = None, method: str = "GET", **headers: str) -> Response:
    """What stands at one of our own addresses."""
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return gateway.request(method, url.removeprefix("http://marquee.test"), headers=headers)


def kept(gateway: Gateway) -> list[bytes]:
    """The contents of the storage folder: everything that is there, spools too."""
    folder = Path(str(gateway.settings.files))
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def jpeg(width: int = 400, height: int = 301, *, orientation: int | None = None, located: bool = False) -> bytes:
    """A picture whose left half is red, with what a camera would say of it."""
    exif = Image.Exif()
    exif[MAKE], exif[ARTIST] = "Marquee", "Ada L."
    if orientation is not None:
        exif[ORIENTATION] = orientation
    if located:
        exif[GPS] = {1: "S", 2: (IFDRational(33), IFDRational(51), IFDRational(25))}
    out = BytesIO()
    _picture(width, height).save(out, "JPEG", quality=90, exif=exif, comment=b"at home", progressive=True)
    return out.getvalue()


def png(width: int = 400, height: int = 301) -> bytes:
    """The same as a PNG."""
    exif = Image.Exif()
    exif[ARTIST] = "Ada L."
    out = BytesIO()
    _picture(width, height).save(out, "PNG", exif=exif)
    return out.getvalue()


def _picture(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image
