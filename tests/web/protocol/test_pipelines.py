"""Requests that are sent without waiting for answers."""

import asyncio
from typing import Any

import pytest

from app.web.protocol import http
from tests.web.protocol.serving import GET, Receive, Send, respond, serving


class Counting:
    """An application that answers with the number of the request, and counts who has gone."""

    def __init__(self) -> None:
        self.asked = 0
        self.gone = 0
        self.go = asyncio.Event()

    async def __call__(self, _scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.asked += 1
        number = self.asked
        await self.go.wait()
        message = await receive()
        if message["type"] == "http.disconnect":
            self.gone += 1
        else:
            await respond(send, str(number).encode())


def test_requests_are_answered_in_turn() -> None:
    app = Counting()
    app.go.set()
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 50)
        assert [int(client.answer().body) for _ in range(50)] == list(range(1, 51))
        client.send(GET)
        assert client.answer().body == b"51"


def test_of_too_many_the_first_are_answered_and_the_connection_is_closed() -> None:
    app = Counting()
    app.go.set()
    assert http.PIPELINED == 100
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 300)
        answers = [client.answer() for _ in range(101)]
        assert [int(each.body) for each in answers] == list(range(1, 102))
        assert [each.headers.get("connection") for each in answers] == [None] * 100 + ["close"]
        assert client.rest() == b""
        assert app.asked == 101


def test_who_hangs_up_is_not_answered_any_more() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 90)
        server.received(client, 90 * len(GET))
        protocol = server.protocol(client)
        assert (len(protocol.pipeline), app.asked) == (89, 1)
        client.hang_up()
        server.do(app.go.set)
        server.see(lambda: server.open == 0)
        assert len(protocol.pipeline) == 0
        server.see(lambda: not protocol.tasks)
        assert app.asked == 1


def test_an_application_that_answers_one_of_several_is_told_when_the_client_has_gone() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET * 3)
        server.received(client, 3 * len(GET))
        server.do(server.protocol(client).drop)
        server.see(lambda: server.open == 0)
        server.do(app.go.set)
        server.see(lambda: app.gone == 1)
        assert app.asked == 1


@pytest.mark.parametrize("second", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n"])
def test_what_is_wrong_behind_a_request_does_not_break_into_its_answer(second: bytes) -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET + GET + second)
        server.received(client, len(GET + GET + second))
        server.do(app.go.set)
        answers = [client.answer() for _ in range(2)]
        assert [(each.status, each.body) for each in answers] == [(200, b"1"), (200, b"2")]
        assert client.rest() == b""


def test_a_broken_body_behind_a_request_is_dropped_with_its_request() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(GET + b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")
        server.see(lambda: app.asked == 1)
        server.do(app.go.set)
        assert client.answer().body == b"1"
        assert client.rest() == b""
        assert app.asked == 1


def test_a_broken_body_is_answered_at_once() -> None:
    app = Counting()
    with serving(app) as server:
        client = server.connect()
        client.send(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        server.see(lambda: app.asked == 1)
        client.send(b"nonsense\r\n")
        assert client.answer().status == 400
        assert client.rest() == b""
        server.do(app.go.set)
        server.see(lambda: app.gone == 1)


def test_a_socket_behind_a_request_is_none() -> None:
    app = Counting()
    upgrade = GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with serving(app) as server:
        client = server.connect()
        client.send(GET + upgrade)
        server.see(lambda: app.asked == 1)
        server.do(app.go.set)
        assert client.answer().body == b"1"
        assert client.rest() == b""


def test_the_next_request_is_not_begun_before_the_server_has_looked_for_a_hang_up() -> None:
    asked: list[None] = []
    go = asyncio.Event()

    async def deaf(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        asked.append(None)
        await go.wait()
        # In one piece: a second one would already meet a connection that the system has broken off.
        await respond(send, b"")

    with serving(deaf) as server:
        client = server.connect()
        client.send(GET * 3)
        server.received(client, 3 * len(GET))
        client.hang_up()
        server.do(go.set)
        server.see(lambda: server.open == 0)
        assert len(asked) == 1
