"""The client: so many connections that each send a request, await its answer, and send the next."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter
from typing import cast

from tests.bench.serving import Server

# Beyond the time of measuring: on a busy machine the plain server needs half a minute for 32 nested requests.
LONGEST_S = 180


@dataclass(frozen=True)
class Asked:
    """A request, and how long its answer is known to be."""

    request: bytes
    length: int


@dataclass(frozen=True)
class Measured:
    """One round. Latencies in milliseconds; `cpu_us`: processor time of the server for one request."""

    rate: float
    p50: float
    p99: float
    cpu_us: float | None


class Client(asyncio.Protocol):
    """One connection. Any answer but the expected one ends the run."""

    def __init__(self, requested: Sequence[Asked], place: int, until: float, latencies: list[float]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked = requested
        self._place = place
        self._until = until
        self._latencies = latencies
        self._buffer = b""
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of a class of their own.
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._buffer += data
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self._missing = self._length(self._buffer[:end]) - (len(self._buffer) - end - 4)
            self._buffer = b""
        if self._missing == 0 and not self.done.done():
            now = perf_counter()
            self._latencies.append(now - self._sent)
            if now < self._until:
                self._send()
            else:
                self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("The server closed the connection."))

    def close(self) -> None:
        self._transport.close()

    def _send(self) -> None:
        self._place = (self._place + 1) % len(self._asked)
        self._sent = perf_counter()
        self._transport.write(self._asked[self._place].request)

    def _length(self, head: bytes) -> int:
        lower = head.lower()
        found = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0])
        expected = self._asked[self._place].length
        if not head.startswith(b"HTTP/1.1 200") or found != expected:
            self.done.set_exception(AssertionError(f"Expected {expected} bytes, got {head.decode()!r}."))
        return found


async def measure(server: Server, requested: Sequence[Asked], clients: int, seconds: float) -> Measured:
    """Ask for this long; what is under way then is awaited and counts."""
    latencies: list[float] = []
    loop = asyncio.get_running_loop()
    connections: list[Client] = []
    # The client's own pauses would be taken for the server's.
    gc.disable()
    used, started = server.cpu_us(), perf_counter()
    try:
        for number in range(clients):
            place = number * len(requested) // clients
            client = Client(requested, place, started + seconds, latencies)
            connections.append(client)
            await loop.create_connection(lambda client=client: client, "127.0.0.1", server.port)  # type: ignore[misc]
        await asyncio.wait_for(asyncio.gather(*(client.done for client in connections)), seconds + LONGEST_S)
        took, used_after = perf_counter() - started, server.cpu_us()
    finally:
        gc.enable()
        for client in connections:
            client.close()
    count = len(latencies)
    cuts = quantiles(latencies, n=100, method="inclusive") if count > 1 else latencies * 99
    cpu = None if used is None or used_after is None else (used_after - used) / count
    return Measured(count / took, cuts[49] * 1000, cuts[98] * 1000, cpu)


async def fetch(server: Server, request: bytes) -> bytes:
    """The body of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await reader.readexactly(length)
    finally:
        writer.close()
