"""Subscribers that cost little: a client that parses every answer would be measured instead of the service.

They know just enough of WebSockets and of server-sent events to find the items that Marquee sends.
"""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Callable
from time import perf_counter
from typing import cast

from tests.served.process import Served

SUBSCRIPTION = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { position kind event { description } } }"
# The description that the bench gives to the event has the number of the change.
NUMBER = re.compile(rb'"description":"Change (\d+)"')
TEXT, PING, PONG = 1, 9, 10
FINAL, MASKED = 0x80, 0x80
SHORT, LONG = 126, 127


class Board:
    """Which of the listeners have received which of the changes, and when."""

    def __init__(self, listeners: int) -> None:
        self._listeners = listeners
        self._seen: dict[int, dict[int, float]] = defaultdict(dict)
        self._all = asyncio.Event()
        self._expected = -1
        # Items that a listener has received before.
        self.again = 0

    def note(self, listener: int, number: int) -> None:
        seen = self._seen[number]
        if listener in seen:
            self.again += 1
        seen.setdefault(listener, perf_counter())
        if number == self._expected and len(seen) == self._listeners:
            self._all.set()

    def expect(self, number: int) -> None:
        self._expected = number
        self._all.clear()

    async def received(self, within_s: float) -> bool:
        """Whether all listeners have received the expected change."""
        try:
            await asyncio.wait_for(self._all.wait(), within_s)
        except TimeoutError:
            return False
        return True

    def times(self, number: int) -> list[float]:
        """When each listener that received this change did."""
        return list(self._seen[number].values())


class _Listener(asyncio.Protocol):
    """One subscriber."""

    def __init__(self, service: Served, note: Callable[[int], None]) -> None:
        self._service = service
        self._note = note
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of a class of their own.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self.opening())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self.read()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._transport.is_closing() or exc is not None:
            raise RuntimeError("The service has closed a connection.") from exc

    def opening(self) -> bytes:
        raise NotImplementedError

    def read(self) -> None:
        """Take what is complete from the buffer."""
        raise NotImplementedError

    def item(self, body: bytes) -> None:
        if found := NUMBER.search(body):
            self._note(int(found[1]))
        elif b'"errors"' in body:
            raise RuntimeError(body.decode())

    def head(self, method: str, *lines: str) -> bytes:
        first = [f"{method} /graphql HTTP/1.1", f"Host: {self._service.host}:{self._service.port}"]
        return "\r\n".join([*first, *lines, "", ""]).encode()

    @property
    def operation(self) -> dict[str, object]:
        return {"query": SUBSCRIPTION, "variables": {"uuid": self._service.event}}


class SocketListener(_Listener):
    """A WebSocket with the protocol graphql-transport-ws."""

    _upgraded = False

    def opening(self) -> bytes:
        return self.head(
            "GET",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: bWFycXVlZS1kZWxpdmVyeQ==",
            "Sec-WebSocket-Protocol: graphql-transport-ws",
        )

    def read(self) -> None:
        if not self._upgraded:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                raise RuntimeError(head.decode())
            self._upgraded, self._buffer = True, rest
            authorization = {"authorization": f"Bearer {self._service.token}"}
            self._send({"type": "connection_init", "payload": authorization})
            self._send({"type": "subscribe", "id": "1", "payload": self.operation})
        while (frame := self._frame()) is not None:
            opcode, body = frame
            if opcode == PING:
                self._write(PONG, body)
            elif opcode == TEXT:
                self.item(body)
            else:
                raise RuntimeError(f"{opcode}: {body!r}")

    def _frame(self) -> tuple[int, bytes] | None:
        """The next complete frame; servers neither mask nor, here, split them."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        start, length = 2, buffer[1]
        if length == LONG:
            raise RuntimeError("The item is longer than the bench expects.")
        if length == SHORT:
            start, length = 4, int.from_bytes(buffer[2:4], "big")
        if len(buffer) < start + length:
            return None
        body = bytes(buffer[start : start + length])
        opcode = buffer[0] & 0xF
        del buffer[: start + length]
        return opcode, body

    def _send(self, message: dict[str, object]) -> None:
        self._write(TEXT, json.dumps(message).encode())

    def _write(self, opcode: int, body: bytes) -> None:
        length = bytes([MASKED | len(body)])
        if len(body) >= SHORT:
            length = bytes([MASKED | SHORT]) + len(body).to_bytes(2, "big")
        # With a mask of zeros, the body is its own masked form.
        self._transport.write(bytes([FINAL | opcode]) + length + bytes(4) + body)


class StreamListener(_Listener):
    """Server-sent events."""

    def opening(self) -> bytes:
        body = json.dumps(self.operation).encode()
        head = self.head(
            "POST",
            f"Authorization: Bearer {self._service.token}",
            "Accept: text/event-stream",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        return head + body

    def read(self) -> None:
        # Each item is one chunk, whose size and end are of no interest.
        *events, rest = self._buffer.split(b"\n\n")
        for event in events:
            self.item(bytes(event))
        self._buffer = bytearray(rest)


LISTENERS: dict[str, type[_Listener]] = {"WebSocket": SocketListener, "SSE": StreamListener}


async def open_listeners(service: Served, transport: str, number: int) -> tuple[Board, list[asyncio.Transport]]:
    """Subscribe this many times over `WebSocket` or `SSE`; what they receive, and their connections."""
    board, made = Board(number), list[asyncio.Transport]()
    loop = asyncio.get_running_loop()
    for listener in range(number):

        def note(change: int, listener: int = listener) -> None:
            board.note(listener, change)

        connection, _ = await loop.create_connection(
            lambda note=note: LISTENERS[transport](service, note),  # type: ignore[misc]
            service.host,
            service.port,
        )
        made.append(connection)
    return board, made
