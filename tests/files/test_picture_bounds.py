"""The cost of a picture: its bytes are read once, its pixels in another process, few pictures at a time."""

import asyncio
import os
import struct
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from PIL import Image, ImageFile

from app.files.store import folder, pictures, turning
from app.files.store.folder import Folder
from app.files.store.stripping import CHUNK, NotAPicture, strip
from app.web import uploads
from tests.files.filing import get, jpeg, kept, png, upload
from tests.gateway import Gateway

EMPTY_COMMENT = b"\xff\xfe\x00\x02"


class Counted(BytesIO):
    """A file that knows how much was read of it."""

    read_bytes = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.read_bytes += len(found)
        return found


def with_segments(number: int) -> bytes:
    """A JPEG with so many segments more, behind its scan."""
    return jpeg()[:-2] + EMPTY_COMMENT * number + b"\xff\xd9"


def with_chunks(number: int) -> bytes:
    """A PNG with so many empty chunks behind its head."""
    text = png(40, 30)
    empty = struct.pack(">I4s", 0, b"teXt") + crc32(b"teXt").to_bytes(4, "big")
    return text[:33] + empty * number + text[33:]


def stripped(given: BytesIO) -> bytes:
    written = BytesIO()
    strip(given, written.write)
    return written.getvalue()


@pytest.mark.parametrize("picture", [with_segments(9_000), with_chunks(100_000), jpeg(900, 800), png(900, 800)])
def test_no_byte_is_read_twice(picture: bytes) -> None:
    given = Counted(picture + b"behind its end")
    stripped(given)
    assert given.read_bytes <= len(picture) + CHUNK
    assert stripped(BytesIO(picture)) == stripped(BytesIO(stripped(BytesIO(picture))))


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (with_segments(10_000), "A JPEG has at most 10,000 segments."),
        (with_chunks(200_000), "A PNG has at most 200,000 chunks."),
        (jpeg()[:-2], "The picture is damaged."),
        (png(40, 30)[:-5], "The picture is damaged."),
        (b"\xff\xd8\xff\xe0\x00\x01", "The picture is damaged."),
        (b"\x89PNX\r\n\x1a\n", "The bytes are neither a JPEG nor a PNG."),
    ],
)
def test_pictures_without_an_end_or_with_too_many_parts_are_refused(
    tmp_path: Path, picture: bytes, message: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(picture)
    with pytest.raises(NotAPicture, match=f"^{message}$"):
        pictures.look_at(path)


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1])
def test_a_marker_may_lie_on_both_sides_of_a_reading(size: int) -> None:
    head, scan = b"\xff\xd8\xff\xda\x00\x02", b"\x01"
    picture = head + scan * (size - len(head)) + b"\xff\xd9"
    assert stripped(BytesIO(picture)) == picture


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_pixels_are_read_by_another_process(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    picture, token = jpeg(400, 301, orientation=6), gateway.token(gateway.organisation())
    with monkeypatch.context() as here:
        here.setattr(ImageFile.ImageFile, "load", None)
        response = upload(gateway, token, "a.jpg", picture)
    assert (response.status_code, response.json()["width"], response.json()["height"]) == (201, 301, 400)
    assert Image.open(BytesIO(get(gateway, response.json()["url"], token).content)).size == (301, 400)


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("TURNING_BYTES", 120 * 2**20, "The picture takes too much memory to turn."),
        ("TURNING_S", 0, "The picture takes too long to turn."),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="needs a bound of memory")
def test_the_other_process_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, message: str
) -> None:
    path, exif = tmp_path / "a.png", Image.Exif()
    exif[pictures.ORIENTATION] = 6
    Image.new("RGBA", (6_000, 6_000)).save(path, exif=exif)
    monkeypatch.setattr(pictures, limit, value)
    with pytest.raises(NotAPicture, match=f"^{message}$"):
        pictures.clean(path, tmp_path / "b.png", pictures.look_at(path))


@pytest.mark.skipif(os.name != "posix", reason="starts no process without variables")
def test_the_other_process_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_DATABASE_URL", "postgresql://marquee:secret@localhost/marquee")
    program = tmp_path / "program.py"
    program.write_text("import os, sys; open(sys.argv[2], 'w').write(' '.join(os.environ))")
    monkeypatch.setattr(turning, "__file__", str(program))
    (tmp_path / "a.jpg").write_bytes(jpeg(orientation=6))
    pictures.clean(tmp_path / "a.jpg", tmp_path / "b", pictures.look_at(tmp_path / "a.jpg"))
    # Of its own making.
    assert set((tmp_path / "b").read_text().split()) <= {"LC_CTYPE"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_uploads_take_turns(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    token = gateway.token(gateway.organisation())
    running = most = 0
    prepare = uploads.UploadEndpoint._prepare

    def noted(*given: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.2)
        running -= 1
        return prepare(*given)

    monkeypatch.setattr(uploads.UploadEndpoint, "_prepare", noted)

    async def send() -> list[int]:
        headers = {"authorization": f"Bearer {token}"}
        sending = [gateway.client.post("/files", headers=headers, files={"file": ("a.png", png())}) for _ in range(8)]
        return [response.status_code for response in await asyncio.gather(*sending)]

    assert gateway.run(send()) == [201] * 8
    assert most == 2

    monkeypatch.setattr(uploads, "WAIT_S", 0.0)
    before = len(kept(gateway))
    monkeypatch.setattr(asyncio.Semaphore, "acquire", asyncio.Event().wait)
    response = upload(gateway, token, "a.png", png())
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
    assert len(kept(gateway)) == before


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_a_killed_process_left_on_its_way_in_is_removed_at_the_start(gateway: Gateway) -> None:
    storage = Folder(Path(str(gateway.settings.files)))
    old, young = storage.spool(), storage.spool()
    long_ago = time.time() - folder.LEFT_S - 60
    os.utime(old, (long_ago, long_ago))
    gateway.restart()
    assert (old.exists(), young.exists()) == (False, True)
