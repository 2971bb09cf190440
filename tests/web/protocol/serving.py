"""A server in a thread, with the protocols of ours around a small application; clients are bare sockets.

with serving(app, header_s=0.2) as server:      # limits; a second of the server is PERIOD_S here
    client = server.connect(); client.send(b"GET / HTTP/1.1\\r\\n…")
    client.answer() -> one answer; client.rest() -> all bytes until the server has closed
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self

import orjson
import pytest
import uvloop
from uvicorn import Server

from app.settings.edge import EdgeSettings
from app.settings.service import Settings
from app.web.protocol import connections
from app.web.protocol.limits import LimitedConfig, Limits

# For whatever a server does in its own time: no test waits so long, but on a machine that is busy.
PATIENCE_S = 30
PERIOD_S = 0.05
# Longer than any test.
NEVER_S = 600.0

GET = b"GET / HTTP/1.1\r\nHost: marquee.test\r\n\r\n"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Any]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


async def respond(send: Send, body: bytes = b"ok", status: int = 200) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def whole_body(receive: Receive) -> bytes | None:
    """None if the client has gone."""
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
    body = await whole_body(receive)
    if body is not None:
        await respond(send, body or b"ok")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> Any:
        """Its one error, without the id that each has."""
        (error,) = orjson.loads(self.body)["errors"]
        assert error["extensions"].pop("requestId") == self.headers["x-request-id"]
        return error


class Client:
    """One connection."""

    def __init__(self, port: int, **options: Any) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S, **options)
        self._read = b""

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
        """The next one, of a server that says how long it is."""
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = int(headers["content-length"])
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return Answer(int(status.split()[1]), headers, body)

    def rest(self) -> bytes:
        """Everything until the server closes, in whatever way it does."""
        try:
            while True:
                self._more()
        except (EOFError, ConnectionError):
            return self._read

    @property
    def is_open(self) -> bool:
        """As far as it can be seen without waiting."""
        self._socket.setblocking(False)
        try:
            return self._socket.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        finally:
            self._socket.settimeout(PATIENCE_S)

    def hang_up(self) -> None:
        self._socket.close()

    def _more(self) -> None:
        data = self._socket.recv(65_536)
        if not data:
            raise EOFError
        self._read += data


@dataclass
class Running:
    """A server that answers."""

    port: int
    config: LimitedConfig
    loop: asyncio.AbstractEventLoop
    clients: list[Client] = field(default_factory=list)

    def connect(self, **options: Any) -> Client:
        """A client for the length of the block, `source_address=("127.0.0.2", 0)` one from elsewhere."""
        client = Client(self.port, **options)
        self.clients.append(client)
        return client

    def see(self, look: Callable[[], bool]) -> None:
        """Returns once this is so, as the server's loop sees it."""

        async def wait() -> None:
            async with asyncio.timeout(PATIENCE_S):
                while not look():  # noqa: ASYNC110 - nothing tells of what is looked for
                    await asyncio.sleep(0.005)

        asyncio.run_coroutine_threadsafe(wait(), self.loop).result()

    @property
    def open(self) -> int:
        return len(self.config.connections)

    def looks(self, count: int) -> None:
        """Returns when the server has looked at its connections so many times, or has none."""
        until = self.config.connections.now + count * PERIOD_S
        self.see(lambda: self.config.connections.now >= until or not self.open)


# None of time.
LIMITS = replace(
    Limits.of(Settings(**EdgeSettings().model_dump())), header_s=NEVER_S, body_s=NEVER_S, keep_alive_s=NEVER_S
)


@contextmanager
def serving(app: App = echo, **limits: Any) -> Iterator[Running]:
    """A server with these limits, and none of time unless they are named."""
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0), backlog=2_048) as listening:
        patch.setattr(connections, "PERIOD_S", PERIOD_S)
        config = LimitedConfig(
            app, replace(LIMITS, **limits), lifespan="off", access_log=False, log_config=None, ws_ping_interval=None
        )
        server = Server(config)
        loop = uvloop.new_event_loop()
        thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve([listening])))
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
            loop.close()
