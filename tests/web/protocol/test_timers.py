"""Timeouts: for the start of a request, for the rest of it, and for reading the response."""

import asyncio
from typing import Any

import pytest

from app.settings.edge import EdgeSettings
from app.web.protocol import backpressure, connections, http
from app.web.subscriptions.operations import STALLED_S
from tests.web.protocol.serving import GET, LIMITS, Receive, Running, Send, echo, full_body, respond, serving

POST = b"POST / HTTP/1.1\r\nHost: marquee.test\r\nContent-Length: %d\r\n\r\n"
SLOW_HEAD = {"message": "The head of the request did not come in time.", "extensions": {"code": "REQUEST_TIMEOUT"}}
SLOW_BODY = {"message": "The body of the request came too slowly.", "extensions": {"code": "REQUEST_TIMEOUT"}}


class Waiting:
    """An application that waits until `proceed` is set, and then responds like `echo`."""

    def __init__(self) -> None:
        self.requests = 0
        self.disconnected = 0
        self.proceed = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.requests += 1
        await self.proceed.wait()
        body = await full_body(receive)
        if body is None:
            self.disconnected += 1
        else:
            await respond(send, body or b"ok")

    def wait_for_requests(self, server: Running, count: int) -> None:
        server.wait_until(lambda: self.requests == count)


def test_the_timeouts_come_from_the_settings() -> None:
    assert (LIMITS.header_s, LIMITS.body_s, LIMITS.keep_alive_s, LIMITS.stalled_s) == (10, 15, 75, 20)
    assert EdgeSettings().keep_alive_s > 60
    assert (connections.PERIOD_S, backpressure.MIN_RATE, http.LINGER_S) == (1, 100, 2)


def test_a_silent_connection_is_closed_without_a_response() -> None:
    with serving() as server:
        client = server.connect()
        server.protocol(client)
        server.advance(10.9)
        assert client.is_open
        server.advance(0.1)
        assert client.rest() == b""
        assert server.open == 0


def test_half_a_head_times_out_with_an_error() -> None:
    with serving() as server:
        client = server.connect()
        client.send(GET[:20])
        server.received(client, 20)
        server.advance(10.9)
        assert client.is_open
        server.advance(0.1)
        answer = client.answer()
        assert (answer.status, answer.error, answer.headers["connection"]) == (408, SLOW_HEAD, "close")
        assert client.rest() == b""


def test_a_slow_head_gets_no_more_time() -> None:
    with serving() as server:
        client = server.connect()
        for count in range(11):
            client.send(GET[count : count + 1])
            server.received(client, count + 1)
            server.advance(1)
        assert client.answer().status == 408


def test_the_timeout_of_a_head_starts_at_its_first_byte() -> None:
    with serving() as server:
        client = server.connect()
        assert client.ask().status == 200
        server.advance(60)
        client.send(GET[:20])
        server.received(client, len(GET) + 20)
        server.advance(10.9)
        client.send(GET[20:])
        assert client.answer().status == 200
        server.advance(60)
        client.send(GET[:20])
        server.received(client, 2 * len(GET) + 20)
        server.advance(11)
        assert client.answer().status == 408


def test_line_breaks_do_not_count_as_a_request() -> None:
    with serving() as server:
        client = server.connect()
        for count in range(11):
            client.send(b"\r\n")
            server.received(client, 2 * count + 2)
            server.advance(1)
        assert client.rest() == b""


def test_an_idle_connection_is_kept_alive() -> None:
    with serving() as server:
        client = server.connect()
        for _ in range(3):
            assert client.ask().status == 200
            server.advance(75.9)
        assert client.is_open
        server.advance(0.1)
        assert client.rest() == b""


def test_a_body_that_stops_times_out_and_the_application_learns_of_it() -> None:
    app = Waiting()
    app.proceed.set()
    with serving(app) as server:
        client = server.connect()
        client.send(POST % 1_000 + b"x" * 10)
        app.wait_for_requests(server, 1)
        server.advance(15.9)
        assert client.is_open
        server.advance(0.1)
        answer = client.answer()
        assert (answer.status, answer.error) == (408, SLOW_BODY)
        assert client.rest() == b""
        server.wait_until(lambda: app.disconnected == 1)


def test_a_body_that_is_too_slow_times_out() -> None:
    with serving() as server:
        client = server.connect()
        head = POST % 1_000_000
        client.send(head)
        server.received(client, len(head))
        for count in range(16):
            client.send(b"x")
            server.received(client, len(head) + count + 1)
            server.advance(1)
        assert client.answer().status == 408


def test_a_body_that_makes_progress_does_not_time_out() -> None:
    with serving() as server:
        client = server.connect()
        head = POST % 30_000
        client.send(head)
        for count in range(1, 101):
            client.send(b"x" * 300)
            server.received(client, len(head) + 300 * count)
            server.advance(2)
        assert client.answer().body == b"x" * 30_000


@pytest.mark.parametrize("head", [POST % 4, POST[:-2] % 4 + b"Expect: 100-continue\r\n\r\n"], ids=["plain", "expect"])
def test_a_slow_application_does_not_time_out(head: bytes) -> None:
    app = Waiting()
    with serving(app) as server:
        client = server.connect()
        client.send(head if b"Expect" in head else head + b"body")
        app.wait_for_requests(server, 1)
        server.advance(*[10] * 10)
        server.do(app.proceed.set)
        if b"Expect" in head:
            client.send(b"body")
        assert client.answer().body == b"body"


def test_a_body_that_the_application_does_not_read_does_not_time_out() -> None:
    app = Waiting()
    with serving(app) as server:
        client = server.connect()
        client.send(POST % 200_000 + b"x" * 150_000)
        protocol = server.protocol(client)
        server.wait_until(lambda: protocol.flow.read_paused)
        server.advance(*[10] * 10)
        assert client.is_open
        server.do(app.proceed.set)
        client.send(b"x" * 50_000)
        assert len(client.answer().body) == 200_000


def test_a_body_that_stops_after_its_response_gets_no_second_response() -> None:
    async def hasty(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        await respond(send)

    with serving(hasty) as server:
        client = server.connect()
        assert client.ask(POST % 1_000 + b"x").status == 200
        server.advance(16)
        assert client.rest() == b""


async def big(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
    await respond(send, b"x" * 30_000_000)


@pytest.mark.parametrize("request_", [GET, GET[:-2] + b"Connection: close\r\n\r\n"], ids=["kept", "closed"])
def test_a_client_that_does_not_read_is_disconnected(request_: bytes) -> None:
    assert STALLED_S == 20
    with serving(big) as server:
        client = server.connect()
        client.send(request_)
        protocol = server.protocol(client)
        server.wait_until(lambda: protocol.transport.get_write_buffer_size() > 1_000_000)
        server.advance(1)
        server.advance(19.9)
        assert server.open == 1
        server.advance(0.1)
        server.wait_until(lambda: server.open == 0)


def test_a_client_that_reads_slowly_is_not_disconnected() -> None:
    with serving(big) as server:
        client = server.connect()
        client.send(GET)
        protocol = server.protocol(client)
        server.wait_until(lambda: protocol.transport.get_write_buffer_size() > 1_000_000)
        for _ in range(3):
            client.read(2_000_000)
            # Reading frees space in the system's buffers.
            before = protocol.transport.get_write_buffer_size()
            client.read(2_000_000)
            server.wait_until(lambda before=before: protocol.transport.get_write_buffer_size() < before)  # type: ignore[misc]
            server.advance(15)
        assert client.answer().status == 200


def test_the_timer_runs_while_connections_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PERIOD_S", 0.02)
    monkeypatch.setattr(http, "PERIOD_S", 0.02)
    with serving(echo, header_s=0.1, ticking=True) as server:
        assert server.connect().rest() == b""
        # The timer restarts after there were no connections.
        server.wait_until(lambda: server.config.connections._timer is None)
        assert server.connect().rest() == b""


def test_time_in_which_the_loop_was_blocked_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = connections.Connections(10, 10)
    times = iter((100.0, 101.0, 161.0))

    class Loop:
        def time(self) -> float:
            return next(times)

        def call_later(self, seconds: float, call: object, *_arguments: object) -> None:
            assert (seconds, call) == (1, registry._tick)

    loop: Any = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    registry._register(Held(), None)
    registry._tick(loop)
    assert registry.now == 1
    registry._tick(loop)
    assert registry.now == 3


class Held:
    """A connection without events."""

    client: tuple[str, int] | None = None
    since = 0.0
    is_idle = False
    has_requested = False

    def check(self, now: float) -> None: ...

    def abort(self) -> None: ...
