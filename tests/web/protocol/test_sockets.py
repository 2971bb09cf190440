"""WebSockets on the server of ours: counted as connections, and dropped when they do not read."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.web.protocol.serving import GET, PATIENCE_S, Receive, Running, Send, serving

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: marquee.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
# A ping of 125 bytes, masked with zeros.
PING = b"\x89\xfd\0\0\0\0" + b"p" * 125


class Flooding:
    """Accepts, sends so much, and notes how it ended."""

    def __init__(self, size: int = 0) -> None:
        self.size = size
        self.ended: list[str] = []
        self.go = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        assert scope["type"] == "websocket"
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        try:
            if self.size:
                await send({"type": "websocket.send", "bytes": b"x" * self.size})
                await send({"type": "websocket.send", "text": "more"})
            self.ended.append((await receive())["type"])
        except OSError:
            self.ended.append("gone")


@contextmanager
def opened(server: Running) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{server.port}/", open_timeout=PATIENCE_S, max_size=None) as client:
        yield client


def test_a_socket_is_one_connection_and_gives_its_place_back() -> None:
    app = Flooding()
    with serving(app, connections_per_address=1) as server:
        for count in (1, 2):
            with opened(server):
                assert server.open == 1
                # It is no idle one that makes room, and no time runs out for it.
                assert server.connect().rest() == b""
                server.later(*[100] * 10)
                assert server.open == 1
            server.see(lambda: server.open == 0)
            server.see(lambda count=count: len(app.ended) == count)  # type: ignore[misc]


def test_a_socket_that_does_not_read_is_dropped() -> None:
    app = Flooding(30_000_000)
    with serving(app) as server:
        client = server.connect()
        client.send(HANDSHAKE)
        server.see(lambda: bool(server.open) and _unread(server) > 1_000_000)
        server.later(1, 19.9)
        assert (server.open, app.ended) == (1, [])
        server.later(0.1)
        server.see(lambda: server.open == 0)
        server.see(lambda: app.ended == ["gone"])


def test_a_socket_that_reads_is_not() -> None:
    app = Flooding(30_000_000)
    with serving(app) as server:
        client = server.connect()
        client.send(HANDSHAKE)
        server.see(lambda: bool(server.open) and _unread(server) > 1_000_000)
        server.later(1, 19.9)
        client.read(30_000_000)
        server.see(lambda: _unread(server) == 0)
        server.later(20, 20)
        assert client.is_open


def test_pongs_do_not_pile_up_before_who_does_not_read() -> None:
    app = Flooding(30_000_000)
    with serving(app) as server:
        client = server.connect()
        client.send(HANDSHAKE)
        server.see(lambda: bool(server.open) and _unread(server) > 1_000_000)
        before = _unread(server)
        (protocol,) = server.config.connections._open
        handled: list[None] = []
        handle = protocol.handle_ping  # type: ignore[attr-defined]

        def counted() -> None:
            handle()
            handled.append(None)

        protocol.handle_ping = counted  # type: ignore[attr-defined]
        client.send(PING * 10_000)
        server.see(lambda: len(handled) == 10_000)
        assert _unread(server) <= before


def test_a_ping_is_answered() -> None:
    with serving(Flooding()) as server, opened(server) as client:
        assert client.ping("marquee").wait(PATIENCE_S)


def test_a_handshake_that_is_none_is_refused() -> None:
    with serving(Flooding()) as server:
        client = server.connect()
        client.send(GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert client.rest().startswith(b"HTTP/1.1 400 ")
        server.see(lambda: server.open == 0)


def _unread(server: Running) -> int:
    (protocol,) = server.config.connections._open
    return int(protocol.transport.get_write_buffer_size())  # type: ignore[attr-defined]
