"""Pipelined requests: sent without waiting for responses."""

import asyncio
from typing import Any

import pytest

from app.web.protocol import http
from tests.web.protocol.serving import GET, Receive, Send, respond, serving


class Counting:
    """An application that responds with the number of the request and counts disconnects."""

    def __init__(self) -> None:
        self.requests = 0
        self.disconnected = 0
        self.proceed = asyncio.Event()

    async def __call__(self, _scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.requests += 1
        number = self.requests
        await self.proceed.wait()
        message = await receive()
        if message["type"] == "http.disconnect":
            self.disconnected += 1
        else:
            await respond(send, str(number).encode())


def test_requests_are_answered_in_order() -> None:
    app = Counting()
    app.proceed.set()
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 50)
        assert [int(client.answer().body) for _ in range(50)] == list(range(1, 51))
        client.send(GET)
        assert client.answer().body == b"51"


def test_too_many_requests_close_the_connection_after_the_first_are_answered() -> None:
    app = Counting()
    app.proceed.set()
    assert http.PIPELINED == 100
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 300)
        answers = [client.answer() for _ in range(101)]
        assert [int(each.body) for each in answers] == list(range(1, 102))
        assert [each.headers.get("connection") for each in answers] == [None] * 100 + ["close"]
        assert client.rest() == b""
        assert app.requests == 101


def test_waiting_requests_are_dropped_when_the_client_disconnects() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 90)
        server.received(client, 90 * len(GET))
        protocol = server.protocol(client)
        assert (len(protocol.pipeline), app.requests) == (89, 1)
        client.hang_up()
        server.do(app.proceed.set)
        server.wait_until(lambda: server.open == 0)
        assert len(protocol.pipeline) == 0
        server.wait_until(lambda: not protocol.tasks)
        assert app.requests == 1


def test_the_application_learns_of_a_disconnect_while_other_requests_wait() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 3)
        server.received(client, 3 * len(GET))
        server.do(server.protocol(client).abort)
        server.wait_until(lambda: server.open == 0)
        server.do(app.proceed.set)
        server.wait_until(lambda: app.disconnected == 1)
        assert app.requests == 1


@pytest.mark.parametrize("second", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n"])
def test_a_malformed_request_does_not_disturb_the_response_before_it(second: bytes) -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET + GET + second)
        server.received(client, len(GET + GET + second))
        server.do(app.proceed.set)
        answers = [client.answer() for _ in range(2)]
        assert [(each.status, each.body) for each in answers] == [(200, b"1"), (200, b"2")]
        assert client.rest() == b""


def test_a_waiting_request_with_a_broken_body_is_dropped() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET + b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")
        server.wait_until(lambda: app.requests == 1)
        server.do(app.proceed.set)
        assert client.answer().body == b"1"
        assert client.rest() == b""
        assert app.requests == 1


def test_a_broken_body_is_refused_at_once() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        server.wait_until(lambda: app.requests == 1)
        client.send(b"nonsense\r\n")
        assert client.answer().status == 400
        assert client.rest() == b""
        server.do(app.proceed.set)
        server.wait_until(lambda: app.disconnected == 1)


def test_a_websocket_upgrade_behind_a_request_is_refused() -> None:
    app = Counting()
    upgrade = GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with serving(app) as server:
        client = server.connect()
        client.send(GET + upgrade)
        server.wait_until(lambda: app.requests == 1)
        server.do(app.proceed.set)
        assert client.answer().body == b"1"
        assert client.rest() == b""


def test_a_disconnect_is_noticed_before_the_next_request_starts() -> None:
    requests: list[None] = []
    proceed = asyncio.Event()

    async def deaf(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        requests.append(None)
        await proceed.wait()
        # In one piece: a second piece could reach a connection that is already reset.
        await respond(send, b"")

    with serving(deaf) as server:
        client = server.connect()
        client.send(GET * 3)
        server.received(client, 3 * len(GET))
        client.hang_up()
        server.do(proceed.set)
        server.wait_until(lambda: server.open == 0)
        assert len(requests) == 1
