"""Which responses are compressed, in which coding; streams are not delayed."""

import asyncio
import gzip
import json
from collections.abc import Callable, MutableMapping
from typing import Any

import brotli
import httpx2
import pytest
from starlette.datastructures import Headers
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from zstandard import ZstdDecompressor

from app.core import limits
from app.web.compression import COMPRESSED, Compression
from app.web.negotiation import GRAPHQL, JSON
from tests.builders import make_ready_event
from tests.files.filing import get, shown
from tests.gateway import Gateway

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: ZstdDecompressor().decompressobj().decompress(body),
}
BROWSER = "gzip, deflate, br, zstd"
# The response repeats its alias: `{"data":{"aaa…":"Query"}}`.
AROUND = len('{"data":{"":"Query"}}')


def answer_of(size: int) -> dict[str, str]:
    """A query whose response has `size` bytes."""
    return {"query": f"{{ {'a' * (size - AROUND)}: __typename }}"}


def raw(gateway: Gateway, method: str, path: str = "/graphql", **options: Any) -> tuple[httpx2.Response, bytes]:
    """The response, and its body as sent."""

    async def ask() -> tuple[httpx2.Response, bytes]:
        async with gateway.client.stream(method, path, **options) as response:
            return response, b"".join([chunk async for chunk in response.aiter_raw()])

    return gateway.run(ask())


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("GZIP;q=0.5", "gzip"),
        (BROWSER, "zstd"),
        ("gzip, deflate, br", "br"),
        ("*", "zstd"),
        ("*, zstd;q=0", "br"),
        ("zstd;q=0, br;q=0, gzip", "gzip"),
        ("deflate", None),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("gzip;q=x", None),
    ],
)
@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
def test_a_long_response_is_compressed_in_an_accepted_coding(
    gateway: Gateway, accepted: str, coding: str | None, media_type: str
) -> None:
    headers = {"accept-encoding": accepted, "accept": media_type}
    response, body = raw(gateway, "POST", json=answer_of(1024), headers=headers)
    assert (response.status_code, response.headers.get("content-encoding")) == (200, coding)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["content-length"] == str(len(body))
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    decoded = DECODERS[coding](body) if coding else body
    assert len(decoded) == 1024
    assert list(json.loads(decoded)["data"].values()) == ["Query"]


@pytest.mark.parametrize(("size", "coding"), [(1023, None), (1024, "br")])
def test_a_short_response_is_not_compressed(gateway: Gateway, size: int, coding: str | None) -> None:
    response, body = raw(gateway, "POST", json=answer_of(size), headers={"accept-encoding": "br"})
    assert response.headers.get("content-encoding") == coding
    assert (len(body) == size) is (coding is None)


def test_without_accept_encoding_nothing_is_compressed(gateway: Gateway) -> None:
    assert "accept-encoding" not in gateway.client.headers
    response, body = raw(gateway, "POST", json=answer_of(2000))
    assert ("content-encoding" in response.headers, len(body)) == (False, 2000)


@pytest.mark.parametrize("coding", DECODERS)
def test_a_compressed_response_keeps_its_tag_and_headers(gateway: Gateway, coding: str) -> None:
    def ask(**headers: str) -> tuple[httpx2.Response, bytes]:
        return raw(gateway, "GET", params=answer_of(2000), headers={"accept-encoding": "identity", **headers})

    plain, _ = ask()
    compressed, _ = ask(**{"accept-encoding": coding})
    known, nothing = ask(**{"accept-encoding": coding, "if-none-match": plain.headers["etag"]})
    assert [each.headers.get("content-encoding") for each in (plain, compressed, known)] == [None, coding, None]
    assert (known.status_code, nothing) == (304, b"")
    for name in ("etag", "vary", "cache-control"):
        assert {plain.headers[name], compressed.headers[name]} == {known.headers[name]}
    assert plain.headers["vary"] == "Accept, Authorization, Accept-Encoding"


def test_errors_are_compressed(gateway: Gateway) -> None:
    document = "{ " + " ".join(f"nothingOfThatName{number}" for number in range(10)) + " }"
    headers = {"accept-encoding": "gzip", "accept": GRAPHQL}
    response, body = raw(gateway, "POST", json={"query": document}, headers=headers)
    assert (response.status_code, response.headers["content-encoding"]) == (400, "gzip")
    assert len(json.loads(gzip.decompress(body))["errors"]) == 10


def test_token_responses_are_not_compressed(gateway: Gateway) -> None:
    routes = [route for route in gateway.app.routes if isinstance(route, Route)]
    found = {route.path for route in routes if isinstance(route.app, Compression)}
    calendars = {"/events/{organisation}/{slug}.ics", "/organisations/{slug}.ics", "/calendars/{secret}.ics"}
    assert found == {"/graphql", "/graphql/explorer/{name:path}", "/events/{organisation}/{slug}"} | calendars


def test_files_are_not_compressed(gateway: Gateway) -> None:
    text = b"All of it. " * 500
    url = shown(gateway, gateway.organisation(), "a.txt", text)["url"]
    whole = get(gateway, url, **{"accept-encoding": BROWSER})
    part = get(gateway, url, **{"accept-encoding": BROWSER, "range": "bytes=0-2999", "if-range": whole.headers["etag"]})
    head = get(gateway, url, method="HEAD", **{"accept-encoding": BROWSER})
    assert [each.status_code for each in (whole, part, head)] == [200, 206, 200]
    assert not any("content-encoding" in each.headers for each in (whole, part, head))
    assert (whole.content, part.content) == (text, text[:3000])
    assert [each.headers["content-length"] for each in (whole, part, head)] == ["5500", "3000", "5500"]


def test_calendars_are_compressed(gateway: Gateway) -> None:
    text = "Come along. " * (limits.DISPLAY_NAME // 2)
    make_ready_event(
        gateway, gateway.organisation(), lifecycle="PUBLISHED", published_at=gateway.clock(), description=text
    )
    path = "/events/acme/harbour-night.ics"
    response, body = raw(gateway, "GET", path, headers={"accept-encoding": "gzip"})
    assert (response.status_code, response.headers["content-encoding"]) == (200, "gzip")
    assert response.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body).startswith(b"BEGIN:VCALENDAR")


def test_html_pages_are_compressed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    text = "Come along. " * (limits.DISPLAY_NAME // 2)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED", published_at=gateway.clock(), description=text)
    # The explorer's page may be too short to be compressed.
    path = f"/events/acme/{event.slug}"
    headers = {"accept": "text/html", "accept-encoding": "br"}
    response, body = raw(gateway, "GET", path, headers=headers)
    assert (response.status_code, response.headers["content-encoding"]) == (200, "br")
    assert "Accept-Encoding" in response.headers["vary"]
    assert len(brotli.decompress(body)) > 1024
    plain, _ = raw(gateway, "GET", path, headers={**headers, "accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


# --- streams


def compressed(app: ASGIApp) -> ASGIApp:
    for middleware in reversed(COMPRESSED):
        app = middleware.cls(app, *middleware.args, **middleware.kwargs)
    return app


@pytest.mark.parametrize("media_type", ["text/event-stream", 'multipart/mixed; boundary="-"'])
@pytest.mark.parametrize("accepted", [BROWSER, "gzip", "br", None])
def test_each_message_of_a_stream_is_sent_at_once(media_type: str, accepted: str | None) -> None:
    """The application makes each part only after the previous one has arrived."""
    arrived: list[MutableMapping[str, Any]] = []
    steps: list[int] = []

    async def parts(number: int = 3) -> Any:
        for part in range(number):
            steps.append(len(arrived))
            yield f"data: {part}\n\n".encode()
        steps.append(len(arrived))

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(parts(), media_type=media_type)(scope, receive, send)

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError("Nobody hangs up.")

    async def send(message: MutableMapping[str, Any]) -> None:
        arrived.append(message)

    headers = [] if accepted is None else [(b"accept-encoding", accepted.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "asgi": {"spec_version": "2.4"}}

    async def run() -> None:
        await compressed(stream)(scope, receive, send)

    asyncio.run(run())
    # The headers arrive before the first part is made, and each part before the next.
    assert steps == [1, 2, 3, 4]
    assert [message.get("body") for message in arrived] == [None, b"data: 0\n\n", b"data: 1\n\n", b"data: 2\n\n", b""]
    assert "content-encoding" not in Headers(raw=arrived[0]["headers"])
