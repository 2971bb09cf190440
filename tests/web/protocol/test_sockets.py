"""WebSockets at the protocol level: counted as connections, and closed if they do not read."""

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
    """Accepts, sends `size` bytes, and records how the connection ended."""

    def __init__(self, size: int = 0) -> None:
        self.size = size
        self.ended: list[str] = []
        self.proceed = asyncio.Event()

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
def connected(server: Running) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{server.port}/", open_timeout=PATIENCE_S, max_size=None) as client:
        yield client


def test_a_socket_counts_as_one_connection_until_it_closes() -> None:
    app = Flooding()
    with serving(app, connections_per_address=1) as server:
        for count in (1, 2):
            with connected(server):
                assert server.open == 1
                # It does not count as idle, and it does not time out.
                assert server.connect().rest() == b""
                server.advance(*[100] * 10)
                assert server.open == 1
            server.wait_until(lambda: server.open == 0)
            server.wait_until(lambda count=count: len(app.ended) == count)  # type: ignore[misc]


def test_a_socket_that_does_not_read_is_closed() -> None:
    app = Flooding(30_000_000)
    with serving(app) as server:
        client = server.connect()
        client.send(HANDSHAKE)
        server.wait_until(lambda: bool(server.open) and _buffered(server) > 1_000_000)
        server.advance(1, 19.9)
        assert (server.open, app.ended) == (1, [])
        server.advance(0.1)
        server.wait_until(lambda: server.open == 0)
        server.wait_until(lambda: app.ended == ["gone"])


def test_a_socket_that_reads_stays_open() -> None:
    app = Flooding(30_000_000)
    with serving(app) as server:
        client = server.connect()
        client.send(HANDSHAKE)
        server.wait_until(lambda: bool(server.open) and _buffered(server) > 1_000_000)
        server.advance(1, 19.9)
        client.read(30_000_000)
        server.wait_until(lambda: _buffered(server) == 0)
        server.advance(20, 20)
        assert client.is_open


def test_pongs_do_not_pile_up_for_a_client_that_does_not_read() -> None:
    app = Flooding(30_000_000)
    with serving(app) as server:
        client = server.connect()
        client.send(HANDSHAKE)
        server.wait_until(lambda: bool(server.open) and _buffered(server) > 1_000_000)
        before = _buffered(server)
        (protocol,) = server.config.connections._open
        handled: list[None] = []
        handle = protocol.handle_ping  # type: ignore[attr-defined]

        def counting() -> None:
            handle()
            handled.append(None)

        protocol.handle_ping = counting  # type: ignore[attr-defined]
        client.send(PING * 10_000)
        server.wait_until(lambda: len(handled) == 10_000)
        assert _buffered(server) <= before


def test_a_ping_is_answered() -> None:
    with serving(Flooding()) as server, connected(server) as client:
        assert client.ping("marquee").wait(PATIENCE_S)


def test_an_invalid_handshake_is_refused() -> None:
    with serving(Flooding()) as server:
        client = server.connect()
        client.send(GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert client.rest().startswith(b"HTTP/1.1 400 ")
        server.wait_until(lambda: server.open == 0)


def _buffered(server: Running) -> int:
    (protocol,) = server.config.connections._open
    return int(protocol.transport.get_write_buffer_size())  # type: ignore[attr-defined]
