"""Limits of a request's head, in fields and bytes, and input that is not HTTP."""

from typing import Any

import pytest

from tests.web.protocol.serving import GET, LIMITS, serving

FIELD = b"x-field: 1\r\n"


def head(*, url: int = 1, fields: int = 0, size: int = 0) -> bytes:
    """A head with a URL of `url` bytes and `fields` header fields of `size` bytes in total."""
    lines = [b"a%d: b" % number for number in range(fields - 1)]
    left = size - sum(len(line) - 2 for line in lines)
    if fields:
        lines.append(b"c: " + b"d" * max(left - 1, 1))
    return b"GET /%b HTTP/1.1\r\n%b\r\n" % (b"u" * (url - 1), b"".join(b"%b\r\n" % line for line in lines))


@pytest.mark.parametrize(
    ("fits", "exceeds", "status", "limit", "maximum"),
    [
        ({"url": 65_535}, {"url": 65_536}, 414, "urlBytes", 65_535),
        ({"fields": 100}, {"fields": 101}, 431, "headers", 100),
        ({"fields": 3, "size": 32_768}, {"fields": 3, "size": 32_769}, 431, "headerBytes", 32_768),
    ],
)
def test_a_head_is_limited(
    fits: dict[str, int], exceeds: dict[str, int], status: int, limit: str, maximum: int
) -> None:
    with serving() as server:
        client = server.connect()
        assert client.ask(head(**fits)).status == 200
        answer = client.ask(head(**exceeds))
        assert answer.status == status
        assert answer.error["extensions"] == {
            "code": "LIMIT_EXCEEDED",
            "limit": limit,
            "value": maximum + 1,
            "maximum": maximum,
        }
        assert answer.error["message"].endswith(f" at most {maximum:,}.")
        assert client.rest() == b""


@pytest.mark.parametrize(
    ("opening", "piece", "status"),
    [
        (b"GET /", b"u" * 1_000, 414),
        (b"GET / HTTP/1.1\r\n", FIELD * 10, 431),
        (b"GET / HTTP/1.1\r\n", b"x: " + b"y" * 1_000 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nx: ", b"y" * 1_000, 431),
        (b"GET / HTTP/1.1\r\n", b"y" * 1_000, 431),
    ],
    ids=["URL", "fields", "long fields", "a value", "a name"],
)
def test_an_endless_head_is_refused_early(opening: bytes, piece: bytes, status: int) -> None:
    with serving() as server:
        client = server.connect()
        client.send(opening)
        sent = len(opening)
        for _ in range(130):
            client.send(piece)
            sent += len(piece)
            server.received(client, sent)
            if not client.is_silent:
                break
        assert client.answer().status == status
        assert sent < LIMITS.url_bytes + LIMITS.header_bytes + 10_000


@pytest.mark.parametrize("trailer", [b"x: 1\r\n", b"x" * 1_000], ids=["many", "long"])
def test_an_endless_trailer_is_refused(trailer: bytes) -> None:
    opening = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
    with serving() as server:
        client = server.connect()
        client.send(opening)
        sent = len(opening)
        for _ in range(130):
            client.send(trailer)
            sent += len(trailer)
            server.received(client, sent)
            if not client.is_silent:
                break
        assert client.answer().status == 400
        assert client.rest() == b""


def test_a_body_may_come_in_small_chunks() -> None:
    with serving() as server:
        client = server.connect()
        client.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(200):
            client.send(b"0001\r\na\r\n" * 100)
        client.send(b"0\r\nx: 1\r\n\r\n")
        assert client.answer().body == b"a" * 20_000
        assert client.ask().status == 200


@pytest.mark.parametrize(
    "text",
    [b"\x16\x03\x01\x02\x00", b"HELO marquee\r\n\r\n", b"GET /\xff\xff HTTP/1.1\r\n\r\n", b"GET / HTTP/9\r\n\r\n"],
)
def test_a_malformed_request_gets_an_error_response(text: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with serving() as server:
        client = server.connect()
        answer = client.ask(text)
        assert (answer.status, answer.headers["content-type"]) == (400, "application/json; charset=utf-8")
        assert answer.error == {
            "message": "This is not a request of HTTP/1.1.",
            "extensions": {"code": "BAD_USER_INPUT"},
        }
        assert client.rest() == b""
    assert caplog.messages == []


def test_a_refused_client_that_keeps_sending_can_read_the_error_before_the_connection_closes() -> None:
    with serving() as server:
        client = server.connect()
        client.send(b"nonsense\r\n\r\n" + b"x" * 500_000)
        assert client.answer().status == 400
        client.send(b"x" * 100_000)
        protocol = server.protocol(client)
        server.wait_until(lambda: protocol._received >= 600_000)
        server.advance(2.9)
        assert server.open == 1
        server.advance(0.1)
        server.wait_until(lambda: server.open == 0)


def test_a_refused_client_cannot_send_forever() -> None:
    with serving() as server:
        client = server.connect()
        client.send(b"nonsense\r\n\r\n")
        assert client.answer().status == 400
        with pytest.raises(ConnectionError):
            client.send(b"x" * 20_000_000)
        server.wait_until(lambda: server.open == 0)


@pytest.mark.parametrize("upgrade", ["h2c", "nonsense"])
def test_an_upgrade_to_another_protocol_is_ignored(upgrade: str, caplog: pytest.LogCaptureFixture) -> None:
    fields: Any = f"Connection: Upgrade\r\nUpgrade: {upgrade}\r\n\r\n"
    with serving() as server:
        answer = server.connect().ask(GET[:-2] + fields.encode())
        assert (answer.status, answer.body, answer.headers["connection"]) == (200, b"ok", "close")
    assert caplog.messages == []
