"""POST /files stores bytes and row, both or neither; GET serves them to callers who may see them."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zlib import crc32

import pytest
from PIL import Image

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.files.tables import EventFileRow, FileRow
from tests.builders import make_event, stored
from tests.files.filing import ARTIST, get, jpeg, kept, png, shown, upload
from tests.gateway import Gateway

FILE = """query ($uuid: UUID!) { file(uuid: $uuid) {
  id uuid url type accessType altText createdOn { local } version organisation { slug }
  attributes { name extension size mimeType metadata { exif gps width height isFull } }
} }"""


def opened(content: bytes) -> Any:
    return Image.open(BytesIO(content))


def problems(response: Any) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.text
    return [(error["extensions"]["code"], ".".join(error["path"])) for error in response.json()["errors"]]


def test_a_photograph_is_stored_without_camera_metadata(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    given = jpeg(located=True)
    response = upload(gateway, token, "Harbour at night.JPG", given, altText="A harbour")
    assert response.status_code == 201, response.text
    body = response.json()
    served = get(gateway, body["url"], token)
    assert body == {
        "id": f"File_{body['uuid']}",
        "uuid": body["uuid"],
        "url": f"http://marquee.test/files/{body['uuid']}/harbour-at-night.jpg",
        "type": "IMAGE",
        "accessType": "PUBLIC",
        "altText": "A harbour",
        "name": "Harbour at night.JPG",
        "extension": "jpg",
        "mimeType": "image/jpeg",
        "size": str(len(served.content)),
        "width": 400,
        "height": 301,
    }
    assert response.headers["location"] == body["url"]
    for secret in (b"Ada", b"Exif", b"at home"):
        assert secret in given
        assert secret not in served.content
    assert not opened(served.content).getexif()
    # Losslessly: not a pixel has changed.
    assert opened(served.content).tobytes() == opened(given).tobytes()
    assert gateway.gql(FILE, token, uuid=body["uuid"])["file"] == {
        "id": body["id"],
        "uuid": body["uuid"],
        "url": body["url"],
        "type": "IMAGE",
        "accessType": "PUBLIC",
        "altText": "A harbour",
        "createdOn": {"local": "2026-06-01T19:00:00"},
        "version": 1,
        "organisation": {"slug": "acme"},
        "attributes": {
            "name": "Harbour at night.JPG",
            "extension": "jpg",
            "size": body["size"],
            "mimeType": "image/jpeg",
            "metadata": {
                "exif": {"Make": "Marquee", "Artist": "Ada L."},
                "gps": {"GPSLatitudeRef": "S", "GPSLatitude": [33.0, 51.0, 25.0]},
                "width": 400,
                "height": 301,
                "isFull": True,
            },
        },
    }
    cover = {"lifecycle": "PUBLISHED", "published_at": gateway.clock(), "cover_image_file_id": UUID(body["uuid"])}
    make_event(gateway, acme, **cover)
    seen = gateway.gql(FILE, uuid=body["uuid"])["file"]
    assert (seen["url"], seen["attributes"]["metadata"]["exif"], seen["attributes"]["metadata"]["gps"]) == (
        body["url"],
        None,
        None,
    )
    assert [(row["entity"], row["kind"]) for row in stored(gateway, ChangeRow, direct=True)] == [("File", "CREATED")]
    assert kept(gateway) == [served.content]


def test_a_picture_that_its_camera_turned_is_served_upright(gateway: Gateway) -> None:
    body = shown(gateway, gateway.organisation(), "a.jpeg", jpeg(400, 301, orientation=6))
    served = opened(get(gateway, body["url"]).content)
    assert (body["width"], body["height"], served.size) == (301, 400, (301, 400))
    assert not served.getexif()
    # What was left is above.
    assert served.getpixel((150, 20))[0] > 200
    assert served.getpixel((150, 380))[2] > 200


def test_a_png_loses_its_words_and_no_pixel(gateway: Gateway) -> None:
    given = png()
    body = shown(gateway, gateway.organisation(), "a.png", given + b"<script>", purpose="session_image")
    served = get(gateway, body["url"])
    assert served.headers["content-type"] == "image/png"
    assert b"Ada" in given
    assert b"Ada" not in served.content
    assert b"script" not in served.content
    assert opened(served.content).tobytes() == opened(given).tobytes()
    assert stored(gateway, FileRow)[0]["exif"] == {"Artist": "Ada L."}
    assert ARTIST not in opened(served.content).getexif()


def test_what_a_browser_gets_runs_nothing(gateway: Gateway) -> None:
    acme = gateway.organisation()
    body = shown(gateway, acme, "Programm „Nacht“.pdf", b"%PDF-1.7 words", purpose="document")
    served = get(gateway, body["url"])
    assert served.content == b"%PDF-1.7 words"
    assert served.headers["content-type"] == "application/pdf"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-disposition"].startswith("attachment; filename*=utf-8''Programm")
    assert served.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert served.headers["cache-control"] == "no-cache"
    assert body["url"].endswith("/programm-nacht.pdf")
    inline = get(gateway, shown(gateway, acme, "a.png", png())["url"])
    assert inline.headers["content-disposition"] == 'inline; filename="a.png"'


def test_parts_of_it_heads_and_what_is_known_already(gateway: Gateway) -> None:
    url = shown(gateway, gateway.organisation(), "a.txt", b"0123456789")["url"]
    head = get(gateway, url, method="HEAD")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "10")
    part = get(gateway, url, range="bytes=2-4")
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    known = get(gateway, url, **{"if-none-match": head.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert get(gateway, url, **{"if-none-match": '"other"'}).status_code == 200
    assert get(gateway, url, method="DELETE").headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/files/{uuid}/other.txt",
        "/files/{uuid}/..%2f..%2fetc%2fpasswd",
        "/files/{uuid}/",
        "/files/{other}/a.txt",
        "/files/nothing/a.txt",
        "/files/..%2f{uuid}/a.txt",
        "/files/{hex}/a.txt",
    ],
)
def test_nothing_else_is_there(gateway: Gateway, path: str) -> None:
    uuid = UUID(shown(gateway, gateway.organisation(), "a.txt", b"words")["uuid"])
    response = get(gateway, path.format(uuid=uuid, hex=uuid.hex, other=uuid4()))
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_a_private_file_is_the_organisations(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    url = upload(gateway, gateway.token(acme), "a.txt", b"words", accessType="private").json()["url"]
    assert get(gateway, url).status_code == 404
    assert get(gateway, url, gateway.token(other)).status_code == 404
    assert get(gateway, url, gateway.token(acme, Scope.FILE_WRITE)).status_code == 404
    mine = get(gateway, url, gateway.token(acme, Scope.EVENT_READ))
    assert (mine.content, mine.headers["cache-control"]) == (b"words", "private, no-cache")
    assert get(gateway, url, "nonsense").status_code == 401


def test_a_file_is_as_public_as_the_event_it_is_for(gateway: Gateway) -> None:
    acme = gateway.organisation()
    draft = make_event(gateway, acme)
    token = gateway.token(acme)
    body = upload(gateway, token, "a.txt", b"words", eventUuid=draft.id).json()
    assert stored(gateway, EventFileRow) == [{"event_id": draft.id, "file_id": UUID(body["uuid"])}]
    assert get(gateway, body["url"]).status_code == 404
    assert get(gateway, body["url"], token).content == b"words"
    public = make_event(gateway, acme, slug="public", lifecycle="PUBLISHED", published_at=gateway.clock())
    gateway.write(lambda db: db.add(EventFileRow(event_id=public.id, file_id=UUID(body["uuid"]))))
    assert get(gateway, body["url"]).content == b"words"


@pytest.mark.parametrize(
    ("name", "content", "fields", "expected"),
    [
        ("a.html", b"<script>", {}, [("INVALID", "file")]),
        ("a.svg", b"<svg/>", {"purpose": "image"}, [("INVALID", "file")]),
        ("a", b"words", {}, [("INVALID", "file")]),
        ("a.png", b"<html>", {}, [("INVALID", "file")]),
        ("a.png", jpeg(), {}, [("INVALID", "file")]),
        ("a.png", png()[:60], {}, [("INVALID", "file")]),
        ("a.jpg", jpeg()[:-2000], {}, [("INVALID", "file")]),
        ("a.pdf", b"%PDF-1.7", {"purpose": "image"}, [("INVALID", "file")]),
        ("a.txt", b"a\0b", {}, [("INVALID", "file")]),
        ("a.png", png(300, 301), {"purpose": "session_image"}, [("OUT_OF_RANGE", "file")]),
        ("a.jpg", jpeg(301, 300), {"purpose": "session_image"}, [("OUT_OF_RANGE", "file")]),
        (
            "a.txt",
            b"words",
            {"accessType": "secret", "purpose": "fun", "eventUuid": "x", "altText": "a" * 256, "colour": "red"},
            [
                ("INVALID", "accessType"),
                ("INVALID", "purpose"),
                ("INVALID", "eventUuid"),
                ("INVALID", "colour"),
                ("TOO_LONG", "altText"),
            ],
        ),
        ("a.txt", b"words", {"eventUuid": uuid4()}, [("NOT_FOUND", "eventUuid")]),
    ],
)  # fmt: skip
def test_refusals_leave_neither_row_nor_bytes(
    gateway: Gateway, name: str, content: bytes, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    token = gateway.token(gateway.organisation())
    assert problems(upload(gateway, token, name, content, **fields)) == expected
    assert stored(gateway, FileRow) == []
    assert kept(gateway) == []


def test_a_picture_with_huge_dimensions_is_not_decoded(gateway: Gateway) -> None:
    token = gateway.token(gateway.organisation())
    bomb = bytearray(png(400, 400))
    bomb[16:24] = (10_000).to_bytes(4, "big") * 2
    bomb[29:33] = crc32(bomb[12:29]).to_bytes(4, "big")
    response = upload(gateway, token, "a.png", bytes(bomb))
    assert problems(response) == [("INVALID", "file")]
    assert response.json()["errors"][0]["message"] == ("A picture has at most 50,000,000 pixels; this has 100,000,000.")
    assert kept(gateway) == []


def test_events_of_others_and_cancelled_ones_take_no_file(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token = gateway.token(acme)
    theirs = make_event(gateway, other)
    cancelled = make_event(gateway, acme, lifecycle="CANCELLED")
    assert problems(upload(gateway, token, "a.txt", b"a", eventUuid=theirs.id)) == [("NOT_FOUND", "eventUuid")]
    assert problems(upload(gateway, token, "a.txt", b"a", eventUuid=cancelled.id)) == [("CANCELLED", "eventUuid")]
    assert (stored(gateway, FileRow), kept(gateway)) == ([], [])


def test_who_may_upload(gateway: Gateway) -> None:
    acme = gateway.organisation()
    nobody = upload(gateway, None, "a.txt", b"a")
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    lacking = upload(gateway, gateway.token(acme, Scope.EVENT_UPDATE), "a.txt", b"a")
    assert lacking.status_code == 403
    error = lacking.json()["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == ("This needs the scope file.write.", "FORBIDDEN")
    assert upload(gateway, gateway.token(acme, Scope.FILE_WRITE), "a.txt", b"a").status_code == 201
