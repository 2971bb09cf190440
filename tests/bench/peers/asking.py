"""The load: so many connections that each send a request, await its answer and send the next one.

Plain sockets and one loop over those that have something to read. It takes a core's time away from the database beside
it, so it does as little as it can: it checks the status and the length of an answer, and notes the time.
"""

import gc
import select
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter, process_time

import orjson

LONGEST_S = 60.0
HEAD_ENDS = b"\r\n\r\n"
# One read takes most answers whole.
READ = 2**18


@dataclass(frozen=True)
class Answer:
    """One answer. `length`: bytes after the head as they came, with the marks of chunks, if it has any."""

    status: int
    headers: dict[str, str]
    body: bytes
    length: int

    def json(self) -> object:
        return orjson.loads(self.body)


@dataclass(frozen=True)
class Load:
    """What is sent. `lengths`: of the answers to request n, n + len(lengths), …; they come with this status."""

    request: Callable[[int], bytes]
    numbers: Iterator[int]
    lengths: Sequence[int]
    status: int = 200


@dataclass(frozen=True)
class Asked:
    """What one round found. Latencies in seconds; `own_s`: processor time of this client."""

    latencies: Sequence[float]
    took_s: float
    own_s: float

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.took_s

    def percentile_ms(self, percent: int) -> float:
        if len(self.latencies) == 1:
            return self.latencies[0] * 1_000
        return quantiles(self.latencies, n=100, method="inclusive")[percent - 1] * 1_000


class WrongAnswer(Exception):
    """A server that answered alike before does not any more."""


def ask(port: int, load: Load, clients: int, seconds: float) -> Asked:
    """Ask for this long; what is under way then is awaited and counts."""
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(clients)]
    # The client's own pauses would be taken for the server's.
    gc.disable()
    try:
        return _ask({each.fileno(): each for each in connections}, load, seconds)
    finally:
        gc.enable()
        for each in connections:
            each.close()


def _ask(connections: dict[int, socket.socket], load: Load, seconds: float) -> Asked:
    poll = select.epoll()
    lengths, many, starts = load.lengths, len(load.lengths), b"HTTP/1.1 %d" % load.status
    latencies: list[float] = []
    numbers: dict[int, int] = {}
    sent: dict[int, float] = {}
    partial: dict[int, bytes] = {}
    used, started = process_time(), perf_counter()
    until = started + seconds

    def send(descriptor: int) -> None:
        numbers[descriptor] = number = next(load.numbers)
        request = load.request(number)
        sent[descriptor] = perf_counter()
        connections[descriptor].sendall(request)

    for descriptor, connection in connections.items():
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(descriptor, select.EPOLLIN)
        send(descriptor)
    while numbers:
        ready = poll.poll(LONGEST_S)
        if not ready:
            raise WrongAnswer(f"No answer within {LONGEST_S:.0f} seconds.")
        for descriptor, _ in ready:
            data = connections[descriptor].recv(READ)
            now = perf_counter()
            if not data:
                raise WrongAnswer("The server closed the connection.")
            if descriptor in partial:
                data = partial.pop(descriptor) + data
            end = data.find(HEAD_ENDS)
            expected = lengths[numbers[descriptor] % many]
            missing = expected - (len(data) - end - 4)
            if end < 0 or (missing > 0 and data.startswith(starts) and _promises(data[:end], expected)):
                partial[descriptor] = data
                continue
            if missing or not data.startswith(starts):
                raise WrongAnswer(f"Expected {load.status} with {expected} bytes, got {data[:600]!r}")
            latencies.append(now - sent[descriptor])
            if now < until:
                send(descriptor)
            else:
                poll.unregister(descriptor)
                del numbers[descriptor]
    poll.close()
    return Asked(latencies, perf_counter() - started, process_time() - used)


def _promises(head: bytes, expected: int) -> bool:
    """Whether more is to come: a shorter answer than expected would be awaited for ever."""
    lower = head.lower()
    return b"transfer-encoding" in lower or b"content-length: %d" % expected in lower


def fetch(port: int, request: bytes) -> Answer:
    """One answer on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_S) as connection:
        connection.sendall(request)
        data = b""
        while (end := data.find(HEAD_ENDS)) < 0:
            data += _some(connection)
        first, *lines = data[:end].decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status, body = int(first.split()[1]), data[end + 4 :]
        if headers.get("transfer-encoding") == "chunked":
            while not body.endswith(b"0\r\n\r\n"):
                body += _some(connection)
            return Answer(status, headers, b"".join(_chunks(body)), len(body))
        length = 0 if status == 304 else int(headers["content-length"])
        while len(body) < length:
            body += _some(connection)
        return Answer(status, headers, body, len(body))


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(READ)
    if not data:
        raise WrongAnswer("The server closed the connection.")
    return data


def _chunks(body: bytes) -> Iterator[bytes]:
    place = 0
    while True:
        end = body.index(b"\r\n", place)
        if (size := int(body[place:end].partition(b";")[0], 16)) == 0:
            return
        yield body[end + 2 : end + 2 + size]
        place = end + 2 + size + 2
