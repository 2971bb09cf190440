"""How long a client may take: to say something, to say all of it, and to listen."""

import asyncio
from typing import Any

import pytest

from app.settings.edge import EdgeSettings
from app.web.protocol import backpressure, connections, http
from app.web.subscriptions.operations import STALLED_S
from tests.web.protocol.serving import GET, LIMITS, Receive, Running, Send, echo, respond, serving, whole_body

POST = b"POST / HTTP/1.1\r\nHost: marquee.test\r\nContent-Length: %d\r\n\r\n"
SLOW_HEAD = {"message": "The head of the request did not come in time.", "extensions": {"code": "REQUEST_TIMEOUT"}}
SLOW_BODY = {"message": "The body of the request came too slowly.", "extensions": {"code": "REQUEST_TIMEOUT"}}


class Waiting:
    """An application that waits until it is told, and then answers as `echo` does."""

    def __init__(self) -> None:
        self.asked = 0
        self.gone = 0
        self.go = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.asked += 1
        await self.go.wait()
        body = await whole_body(receive)
        if body is None:
            self.gone += 1
        else:
            await respond(send, body or b"ok")

    def asked_by_now(self, server: Running, count: int) -> None:
        server.see(lambda: self.asked == count)


def test_the_times_are_those_of_the_settings() -> None:
    assert (LIMITS.header_s, LIMITS.body_s, LIMITS.keep_alive_s, LIMITS.stalled_s) == (10, 15, 75, 20)
    assert EdgeSettings().keep_alive_s > 60
    assert (connections.PERIOD_S, backpressure.SLOWEST, http.PARTING_S) == (1, 100, 2)


def test_a_silent_connection_is_closed_without_a_word() -> None:
    with serving() as server:
        client = server.connect()
        server.protocol(client)
        server.later(10.9)
        assert client.is_open
        server.later(0.1)
        assert client.rest() == b""
        assert server.open == 0


def test_half_a_head_is_answered_and_closed() -> None:
    with serving() as server:
        client = server.connect()
        client.send(GET[:20])
        server.received(client, 20)
        server.later(10.9)
        assert client.is_open
        server.later(0.1)
        answer = client.answer()
        assert (answer.status, answer.error, answer.headers["connection"]) == (408, SLOW_HEAD, "close")
        assert client.rest() == b""


def test_a_head_that_drips_has_no_more_time_than_another() -> None:
    with serving() as server:
        client = server.connect()
        for count in range(11):
            client.send(GET[count : count + 1])
            server.received(client, count + 1)
            server.later(1)
        assert client.answer().status == 408


def test_a_head_has_its_time_from_its_first_byte() -> None:
    with serving() as server:
        client = server.connect()
        assert client.ask().status == 200
        server.later(60)
        client.send(GET[:20])
        server.received(client, len(GET) + 20)
        server.later(10.9)
        client.send(GET[20:])
        assert client.answer().status == 200
        server.later(60)
        client.send(GET[:20])
        server.received(client, 2 * len(GET) + 20)
        server.later(11)
        assert client.answer().status == 408


def test_line_breaks_are_no_request() -> None:
    with serving() as server:
        client = server.connect()
        for count in range(11):
            client.send(b"\r\n")
            server.received(client, 2 * count + 2)
            server.later(1)
        assert client.rest() == b""


def test_an_idle_connection_is_kept_for_the_next_request() -> None:
    with serving() as server:
        client = server.connect()
        for _ in range(3):
            assert client.ask().status == 200
            server.later(75.9)
        assert client.is_open
        server.later(0.1)
        assert client.rest() == b""


def test_a_body_that_stops_is_answered_and_the_application_is_told() -> None:
    app = Waiting()
    app.go.set()
    with serving(app) as server:
        client = server.connect()
        client.send(POST % 1_000 + b"x" * 10)
        app.asked_by_now(server, 1)
        server.later(15.9)
        assert client.is_open
        server.later(0.1)
        answer = client.answer()
        assert (answer.status, answer.error) == (408, SLOW_BODY)
        assert client.rest() == b""
        server.see(lambda: app.gone == 1)


def test_a_body_that_drips_does_not_move() -> None:
    with serving() as server:
        client = server.connect()
        head = POST % 1_000_000
        client.send(head)
        server.received(client, len(head))
        for count in range(16):
            client.send(b"x")
            server.received(client, len(head) + count + 1)
            server.later(1)
        assert client.answer().status == 408


def test_a_body_that_moves_has_all_the_time_it_needs() -> None:
    with serving() as server:
        client = server.connect()
        head = POST % 30_000
        client.send(head)
        for count in range(1, 101):
            client.send(b"x" * 300)
            server.received(client, len(head) + 300 * count)
            server.later(2)
        assert client.answer().body == b"x" * 30_000


@pytest.mark.parametrize("head", [POST % 4, POST[:-2] % 4 + b"Expect: 100-continue\r\n\r\n"], ids=["plain", "expect"])
def test_the_application_has_all_the_time_it_needs(head: bytes) -> None:
    app = Waiting()
    with serving(app) as server:
        client = server.connect()
        client.send(head if b"Expect" in head else head + b"body")
        app.asked_by_now(server, 1)
        server.later(*[10] * 10)
        server.do(app.go.set)
        if b"Expect" in head:
            client.send(b"body")
        assert client.answer().body == b"body"


def test_a_body_that_nobody_takes_is_not_late() -> None:
    app = Waiting()
    with serving(app) as server:
        client = server.connect()
        client.send(POST % 200_000 + b"x" * 150_000)
        protocol = server.protocol(client)
        server.see(lambda: protocol.flow.read_paused)
        server.later(*[10] * 10)
        assert client.is_open
        server.do(app.go.set)
        client.send(b"x" * 50_000)
        assert len(client.answer().body) == 200_000


def test_a_body_that_was_answered_before_its_end_has_no_second_answer() -> None:
    async def hasty(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        await respond(send)

    with serving(hasty) as server:
        client = server.connect()
        assert client.ask(POST % 1_000 + b"x").status == 200
        server.later(16)
        assert client.rest() == b""


async def big(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
    await respond(send, b"x" * 30_000_000)


@pytest.mark.parametrize("request_", [GET, GET[:-2] + b"Connection: close\r\n\r\n"], ids=["kept", "closed"])
def test_who_does_not_read_is_dropped(request_: bytes) -> None:
    assert STALLED_S == 20
    with serving(big) as server:
        client = server.connect()
        client.send(request_)
        protocol = server.protocol(client)
        server.see(lambda: protocol.transport.get_write_buffer_size() > 1_000_000)
        server.later(1)
        server.later(19.9)
        assert server.open == 1
        server.later(0.1)
        server.see(lambda: server.open == 0)


def test_who_reads_slowly_is_not() -> None:
    with serving(big) as server:
        client = server.connect()
        client.send(GET)
        protocol = server.protocol(client)
        server.see(lambda: protocol.transport.get_write_buffer_size() > 1_000_000)
        for _ in range(3):
            client.read(2_000_000)
            # What was read makes room for more in the system's buffers.
            before = protocol.transport.get_write_buffer_size()
            client.read(2_000_000)
            server.see(lambda before=before: protocol.transport.get_write_buffer_size() < before)  # type: ignore[misc]
            server.later(15)
        assert client.answer().status == 200


def test_the_server_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PERIOD_S", 0.02)
    monkeypatch.setattr(http, "PERIOD_S", 0.02)
    with serving(echo, header_s=0.1, ticking=True) as server:
        assert server.connect().rest() == b""
        # And again after it had nothing to look at.
        server.see(lambda: server.config.connections._timer is None)
        assert server.connect().rest() == b""


def test_while_the_loop_was_held_up_nobody_was_late(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = connections.Connections(10, 10)
    times = iter((100.0, 101.0, 161.0))

    class Loop:
        def time(self) -> float:
            return next(times)

        def call_later(self, seconds: float, call: object, *_arguments: object) -> None:
            assert (seconds, call) == (1, kept._look)

    loop: Any = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    kept._keep(Held(), None)
    kept._look(loop)
    assert kept.now == 1
    kept._look(loop)
    assert kept.now == 3


class Held:
    """A connection that nothing happens to."""

    client: tuple[str, int] | None = None
    since = 0.0
    waits = False
    asked = False

    def check(self, now: float) -> None: ...

    def drop(self) -> None: ...
