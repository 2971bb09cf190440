"""Connection limits, in total and per address, and which idle connection is closed for a new one."""

import asyncio
import logging
import struct
from ipaddress import ip_network
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

import pytest

from app.web.protocol.connections import Connections
from tests.web.protocol.serving import GET, LIMITS, Client, Receive, Running, Send, respond, serving


class Held:
    """An application that responds once `proceed` is set."""

    def __init__(self) -> None:
        self.requests = 0
        self.proceed = asyncio.Event()

    async def __call__(self, _scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        self.requests += 1
        await self.proceed.wait()
        await respond(send)


def busy(server: Running, app: Held, **options: Any) -> Client:
    """A connection with a request in progress."""
    client = server.connect(**options)
    before = app.requests
    client.send(GET)
    server.wait_until(lambda: app.requests == before + 1)
    return client


def silent(server: Running, **options: Any) -> Client:
    client = server.connect(**options)
    server.protocol(client)
    return client


def test_the_limits_come_from_the_settings() -> None:
    assert (LIMITS.connections, LIMITS.connections_per_address, LIMITS.trusted) == (2_000, 250, ())


def test_an_address_at_its_limit_does_not_keep_others_out(caplog: pytest.LogCaptureFixture) -> None:
    app = Held()
    with serving(app, connections_per_address=3) as server:
        clients = [busy(server, app) for _ in range(3)]
        assert [server.connect().rest() for _ in range(5)] == [b""] * 5
        other = busy(server, app, source_address=("127.0.0.2", 0))
        assert (server.open, caplog.messages) == (4, [])
        server.advance(1, 1)
        server.do(app.proceed.set)
        assert [each.answer().status for each in [*clients, other]] == [200] * 4
        clients[0].hang_up()
        server.wait_until(lambda: server.open == 3)
        assert server.connect().ask().status == 200
    assert caplog.messages == [
        "5 connections were closed at once: too many are open of one address (MARQUEE_MAX_CONNECTIONS_PER_ADDRESS)"
    ]
    assert caplog.records[0].levelno == logging.WARNING


def test_an_idle_connection_is_closed_for_a_new_one_of_its_address() -> None:
    app = Held()
    with serving(app, connections_per_address=3) as server:
        server.do(app.proceed.set)
        used = server.connect()
        assert used.ask().status == 200
        server.do(app.proceed.clear)
        server.advance(1)
        first = silent(server)
        answered = busy(server, app)
        # The one without a request is closed first, though it has been idle for less time.
        second = busy(server, app)
        assert (first.rest(), used.is_open) == (b"", True)
        server.advance(1)
        third = busy(server, app)
        assert used.rest() == b""
        assert server.connect().rest() == b""
        server.do(app.proceed.set)
        assert [each.answer().status for each in (answered, second, third)] == [200] * 3


@pytest.mark.parametrize(
    ("trusted", "open_"), [("127.0.0.0/8", 5), ("127.0.0.1", 5), ("::ffff:127.0.0.1", 2), ("10.0.0.0/8", 2)]
)
def test_a_trusted_proxy_has_no_limit_per_address(trusted: str, open_: int) -> None:
    app = Held()
    with serving(app, connections_per_address=2, trusted=(ip_network(trusted),)) as server:
        for _ in range(5):
            server.connect().send(GET)
        server.wait_until(lambda: (app.requests, server.open) == (open_, open_))


@pytest.mark.parametrize(
    ("trusted", "client", "scheme"), [((), "127.0.0.1", "http"), (("127.0.0.0/8",), "192.0.2.7", "https")]
)
def test_only_a_trusted_proxy_sets_the_client_address(trusted: tuple[str, ...], client: str, scheme: str) -> None:
    async def echo_client(scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        await respond(send, f"{scope['client'][0]} {scope['scheme']}".encode())

    with serving(echo_client, trusted=tuple(ip_network(each) for each in trusted)) as server:
        answer = server.connect().ask(GET[:-2] + b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n")
        assert answer.body.decode() == f"{client} {scheme}"


def test_the_process_limits_connections_of_all_addresses(caplog: pytest.LogCaptureFixture) -> None:
    app = Held()
    with serving(app, connections=4) as server:
        clients = [busy(server, app, source_address=(f"127.0.0.{number}", 0)) for number in range(2, 6)]
        assert server.connect().rest() == b""
        clients[0].hang_up()
        server.wait_until(lambda: server.open == 3)
        quiet = silent(server)
        # Idle connections are listed once a second.
        server.advance(1)
        late = busy(server, app)
        assert quiet.rest() == b""
        server.do(app.proceed.set)
        assert [each.answer().status for each in [*clients[1:], late]] == [200] * 4
    assert caplog.messages == ["1 connections were closed at once: too many are open in all (MARQUEE_MAX_CONNECTIONS)"]


def test_a_thousand_silent_connections_keep_nobody_out() -> None:
    with serving(connections=100) as server:
        others = [server.connect(source_address=(f"127.0.1.{number % 8 + 1}", 0)) for number in range(1_000)]
        server.wait_until(lambda: server.open <= 100)
        assert server.connect().ask().status == 200
        assert len(others) == 1_000
        server.advance(10, 1)
        assert server.open <= 1


def test_a_connection_stops_counting_however_it_ends() -> None:
    with serving(connections_per_address=1) as server:
        for _ in range(3):
            client = server.connect()
            assert client.ask().status == 200
            client.hang_up()
            server.wait_until(lambda: server.open == 0)
            reset = silent(server)
            reset._socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            reset.hang_up()
            server.wait_until(lambda: server.open == 0)
            assert server.connect().ask(GET[:-2] + b"Connection: close\r\n\r\n").status == 200
            server.wait_until(lambda: server.open == 0)
            assert server.connect().ask(b"nonsense\r\n\r\n").status == 400
            server.advance(3)
            server.wait_until(lambda: server.open == 0)
        assert server.config.connections._by_address == {}


class Peer:
    """A connection, as far as `Connections` needs one."""

    def __init__(self, address: str | None) -> None:
        self.client = None if address is None else (address, 1)
        self.since = 0.0
        self.is_idle = False
        self.has_requested = True

    def check(self, now: float) -> None: ...

    def abort(self) -> None: ...


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        # A Unix socket.
        ("", "", False),
        (None, None, False),
    ],
)
def test_the_key_that_a_connection_is_counted_by(
    monkeypatch: pytest.MonkeyPatch, one: str | None, other: str | None, same: bool
) -> None:
    connections = Connections(10, 1)
    monkeypatch.setattr(connections, "_timer", object())
    assert connections.admit(Peer(one))
    assert connections.admit(Peer(other)) is not same
