"""A server in a thread, with our protocols around a small application; clients are plain sockets.

with serving(app, header_s=10) as server:       # limits
    client = server.connect(); client.send(b"GET / HTTP/1.1\\r\\n…")
    client.answer() -> one answer; client.rest() -> all bytes until the server has closed
    server.received(client, 5)                  # that many bytes have arrived
    server.advance(11)                          # advance the server's clock, which only tests do
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

import orjson
import uvloop
from uvicorn import Server

from app.settings.edge import EdgeSettings
from app.settings.service import Settings
from app.web.protocol.limits import LimitedConfig, Limits

# The longest wait for anything the server does; reached only on a busy machine.
PATIENCE_S = 30

GET = b"GET / HTTP/1.1\r\nHost: marquee.test\r\n\r\n"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Result = TypeVar("Result")
Receive = Callable[[], Awaitable[Any]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


async def respond(send: Send, body: bytes = b"ok", status: int = 200) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def full_body(receive: Receive) -> bytes | None:
    """None if the client has disconnected."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message["body"])
        if not message["more_body"]:
            return body


async def echo(_scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answers with the body."""
    body = await full_body(receive)
    if body is not None:
        await respond(send, body or b"ok")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> Any:
        """Its only error, without the request id."""
        (error,) = orjson.loads(self.body)["errors"]
        assert error["extensions"].pop("requestId") == self.headers["x-request-id"]
        return error


class Client:
    """One connection."""

    def __init__(self, port: int, **options: Any) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S, **options)
        self._read = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.hang_up()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def ask(self, request: bytes = GET) -> Answer:
        self.send(request)
        return self.answer()

    def answer(self) -> Answer:
        """The next response, by its Content-Length."""
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        if head == b"HTTP/1.1 100 Continue":
            return self.answer()
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = int(headers["content-length"])
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return Answer(int(status.split()[1]), headers, bytes(body))

    def read(self, count: int) -> None:
        """Read `count` more bytes."""
        until = len(self._read) + count
        while len(self._read) < until:
            self._more()

    def rest(self) -> bytes:
        """Everything until the server closes or resets the connection."""
        try:
            while True:
                self._more()
        except (EOFError, ConnectionError):
            return bytes(self._read)

    @property
    def is_open(self) -> bool:
        """As far as it shows without waiting."""
        return self._seen() != b""

    @property
    def is_silent(self) -> bool:
        """Whether the server has neither sent anything nor closed, as far as it shows without waiting."""
        return self._seen() is None

    def _seen(self) -> bytes | None:
        self._socket.setblocking(False)
        try:
            return self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return None
        except ConnectionError:
            return b""
        finally:
            self._socket.settimeout(PATIENCE_S)

    def hang_up(self) -> None:
        self._socket.close()

    def _more(self) -> None:
        data = self._socket.recv(262_144)
        if not data:
            raise EOFError
        self._read += data


@dataclass
class Running:
    """A running server."""

    port: int
    config: LimitedConfig
    loop: asyncio.AbstractEventLoop
    clients: list[Client] = field(default_factory=list)

    def connect(self, **options: Any) -> Client:
        """A client for the length of the block; `source_address=("127.0.0.2", 0)` sets its address."""
        client = Client(self.port, **options)
        self.clients.append(client)
        return client

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until this holds, as evaluated on the server's loop."""

        async def wait() -> None:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():  # noqa: ASYNC110 - there is no event to wait for
                    await asyncio.sleep(0.005)

        asyncio.run_coroutine_threadsafe(wait(), self.loop).result(2 * PATIENCE_S)

    def do(self, work: Callable[[], Result]) -> Result:
        """Run it on the server's loop."""

        async def now() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(now(), self.loop).result(PATIENCE_S)

    def advance(self, *seconds: float) -> None:
        """Advance the server's clock by these seconds, one after the other."""
        for each in seconds:
            self.do(lambda each=each: self.config.connections.advance(each))  # type: ignore[misc]

    @property
    def open(self) -> int:
        return len(self.config.connections)

    def protocol(self, client: Client) -> Any:
        """The server's end of this connection, once it is open."""
        found: list[Any] = []

        def holds() -> bool:
            found[:] = [each for each in self.config.connections._open if (each.client or ("", 0))[1] == client.port]
            return bool(found)

        self.wait_until(holds)
        return found[0]

    def received(self, client: Client, count: int) -> None:
        """Wait until `count` bytes of this client have arrived."""
        protocol = self.protocol(client)
        self.wait_until(lambda: protocol._received >= count)


LIMITS = Limits.of(Settings(**EdgeSettings().model_dump()))


@contextmanager
def serving(app: App = echo, *, ticking: bool = False, **limits: Any) -> Iterator[Running]:
    """A server with these limits over the default settings. Its clock stands still unless `ticking`."""
    with socket.create_server(("127.0.0.1", 0), backlog=2_048) as listening:
        config = LimitedConfig(
            app, replace(LIMITS, **limits), lifespan="off", access_log=False, log_config=None, ws_ping_interval=None
        )
        server = Server(config)
        loop = uvloop.new_event_loop()
        if not ticking:
            config.connections._timer = loop.call_later(3_600, int)

        def run() -> None:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(server.serve([listening]))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        running = Running(listening.getsockname()[1], config, loop)
        try:
            yield running
        finally:
            for client in running.clients:
                client.hang_up()
            server.should_exit = True
            server.force_exit = True
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
