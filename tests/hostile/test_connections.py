"""Connections that send nothing, send too slowly, or send too much."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from graphql import get_introspection_query

from tests.hostile.attacks import attacked, without_store
from tests.served.process import Served

pytestmark = without_store

HEAD = "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Forwarded-For: 203.0.113.7\r\n"


@contextmanager
def connections(service: Served, times: int, first: bytes = b"") -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        sockets = []
        for _ in range(times):
            connection = stack.enter_context(socket.create_connection((service.host, service.port), timeout=10))
            if first:
                with suppress(OSError):
                    connection.sendall(first)
            sockets.append(connection)
        yield sockets


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed it."""
    connection.settimeout(0.01)
    try:
        while connection.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def closed_within(sockets: list[socket.socket], seconds: float) -> int:
    """How many of them close within `seconds`."""
    ends = time.monotonic() + seconds
    open_ = list(sockets)
    while open_ and time.monotonic() < ends:
        open_ = [each for each in open_ if not is_closed(each)]
        time.sleep(0.5)
    return len(sockets) - len(open_)


def test_silent_and_slow_connections(service: Served) -> None:
    """A thousand silent ones, two hundred endless heads, and two hundred bodies that never arrive."""
    body = f"{HEAD}Content-Length: 1000\r\n\r\n{{".encode()
    with (
        attacked(service),
        connections(service, 1_000) as silent,
        connections(service, 200, HEAD.encode()) as heads,
        connections(service, 200, body) as bodies,
    ):
        ends = time.monotonic() + 25
        while time.monotonic() < ends and not all(map(is_closed, heads)):
            for each in heads:
                with suppress(OSError):
                    each.sendall(b"X-A: b\r\n")
            time.sleep(1)
        assert closed_within(heads, 1) == 200
        assert closed_within(silent, 5) == 1_000
        assert closed_within(bodies, 15) == 200


def test_pipelined_requests_that_are_abandoned(service: Served) -> None:
    body = json.dumps({"query": get_introspection_query()})
    request = f"{HEAD}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    with attacked(service):
        for _ in range(4):
            with connections(service, 1, request * 50):
                pass
        time.sleep(1)


def test_incomplete_bodies_are_not_logged_as_errors(service: Served) -> None:
    before = len(service.log())
    with attacked(service):
        for _ in range(100):
            with connections(service, 1, f"{HEAD}Content-Length: 1000\r\n\r\n{{".encode()):
                pass
        time.sleep(1)
    assert [line for line in service.log()[before:] if "ERROR" in line or "Traceback" in line] == []


def test_a_head_of_a_thousand_fields(service: Served) -> None:
    fields = "".join(f"X-A{number}: b\r\n" for number in range(1_000))
    with attacked(service), connections(service, 20, f"{HEAD}{fields}\r\n".encode()) as sockets:
        first = [each.recv(100)[:12] for each in sockets]
    assert set(first) == {b"HTTP/1.1 431"}


def test_responses_that_nobody_reads(service: Served) -> None:
    body = json.dumps({"query": get_introspection_query()})
    request = f"{HEAD}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    with attacked(service), connections(service, 50) as sockets:
        for each in sockets:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            with suppress(OSError):
                each.sendall(request * 5)
        time.sleep(5)
