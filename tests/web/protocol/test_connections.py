"""How many connections there may be, of one address and in all, and which of them makes room for another."""

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
    """An application that answers once it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def __call__(self, _scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        self.asked += 1
        await self.go.wait()
        await respond(send)


def busy(server: Running, app: Held, **options: Any) -> Client:
    """A connection with a request that is being answered."""
    client = server.connect(**options)
    before = app.asked
    client.send(GET)
    server.see(lambda: app.asked == before + 1)
    return client


def silent(server: Running, **options: Any) -> Client:
    client = server.connect(**options)
    server.protocol(client)
    return client


def test_the_caps_are_those_of_the_settings() -> None:
    assert (LIMITS.connections, LIMITS.connections_per_address, LIMITS.trusted) == (2_000, 250, ())


def test_one_address_has_so_many_and_others_are_let_in(caplog: pytest.LogCaptureFixture) -> None:
    app = Held()
    with serving(app, connections_per_address=3) as server:
        clients = [busy(server, app) for _ in range(3)]
        assert [server.connect().rest() for _ in range(5)] == [b""] * 5
        other = busy(server, app, source_address=("127.0.0.2", 0))
        assert (server.open, caplog.messages) == (4, [])
        server.later(1, 1)
        server.do(app.go.set)
        assert [each.answer().status for each in [*clients, other]] == [200] * 4
        clients[0].hang_up()
        server.see(lambda: server.open == 3)
        assert server.connect().ask().status == 200
    assert caplog.messages == [
        "5 connections were closed at once: too many are open of one address (MARQUEE_MAX_CONNECTIONS_PER_ADDRESS)"
    ]
    assert caplog.records[0].levelno == logging.WARNING


def test_what_only_waits_makes_room_for_others_of_its_address() -> None:
    app = Held()
    with serving(app, connections_per_address=3) as server:
        server.do(app.go.set)
        used = server.connect()
        assert used.ask().status == 200
        server.do(app.go.clear)
        server.later(1)
        first = silent(server)
        answered = busy(server, app)
        # The one that never asked goes first, though it has waited less.
        second = busy(server, app)
        assert (first.rest(), used.is_open) == (b"", True)
        server.later(1)
        third = busy(server, app)
        assert used.rest() == b""
        assert server.connect().rest() == b""
        server.do(app.go.set)
        assert [each.answer().status for each in (answered, second, third)] == [200] * 3


@pytest.mark.parametrize(
    ("trusted", "open_"), [("127.0.0.0/8", 5), ("127.0.0.1", 5), ("::ffff:127.0.0.1", 2), ("10.0.0.0/8", 2)]
)
def test_a_trusted_proxy_is_many(trusted: str, open_: int) -> None:
    app = Held()
    with serving(app, connections_per_address=2, trusted=(ip_network(trusted),)) as server:
        for _ in range(5):
            server.connect().send(GET)
        server.see(lambda: (app.asked, server.open) == (open_, open_))


@pytest.mark.parametrize(
    ("trusted", "client", "scheme"), [((), "127.0.0.1", "http"), (("127.0.0.0/8",), "192.0.2.7", "https")]
)
def test_what_a_proxy_says_is_believed_of_those_that_are_trusted(
    trusted: tuple[str, ...], client: str, scheme: str
) -> None:
    async def told(scope: dict[str, Any], _receive: Receive, send: Send) -> None:
        await respond(send, f"{scope['client'][0]} {scope['scheme']}".encode())

    with serving(told, trusted=tuple(ip_network(each) for each in trusted)) as server:
        answer = server.connect().ask(GET[:-2] + b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n")
        assert answer.body.decode() == f"{client} {scheme}"


def test_the_process_has_so_many_of_all_addresses(caplog: pytest.LogCaptureFixture) -> None:
    app = Held()
    with serving(app, connections=4) as server:
        clients = [busy(server, app, source_address=(f"127.0.0.{number}", 0)) for number in range(2, 6)]
        assert server.connect().rest() == b""
        clients[0].hang_up()
        server.see(lambda: server.open == 3)
        quiet = silent(server)
        # Who could make room is looked up once a second.
        server.later(1)
        late = busy(server, app)
        assert quiet.rest() == b""
        server.do(app.go.set)
        assert [each.answer().status for each in [*clients[1:], late]] == [200] * 4
    assert caplog.messages == ["1 connections were closed at once: too many are open in all (MARQUEE_MAX_CONNECTIONS)"]


def test_a_thousand_silent_ones_keep_nobody_out() -> None:
    with serving(connections=100) as server:
        others = [server.connect(source_address=(f"127.0.1.{number % 8 + 1}", 0)) for number in range(1_000)]
        server.see(lambda: server.open <= 100)
        assert server.connect().ask().status == 200
        assert len(others) == 1_000
        server.later(10, 1)
        assert server.open <= 1


def test_whatever_ends_a_connection_gives_its_place_back() -> None:
    with serving(connections_per_address=1) as server:
        for _ in range(3):
            client = server.connect()
            assert client.ask().status == 200
            client.hang_up()
            server.see(lambda: server.open == 0)
            reset = silent(server)
            reset._socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            reset.hang_up()
            server.see(lambda: server.open == 0)
            assert server.connect().ask(GET[:-2] + b"Connection: close\r\n\r\n").status == 200
            server.see(lambda: server.open == 0)
            assert server.connect().ask(b"nonsense\r\n\r\n").status == 400
            server.later(3)
            server.see(lambda: server.open == 0)
        assert server.config.connections._by_address == {}


class Peer:
    """A connection as far as it is counted."""

    def __init__(self, address: str | None) -> None:
        self.client = None if address is None else (address, 1)
        self.since = 0.0
        self.waits = False
        self.asked = True

    def check(self, now: float) -> None: ...

    def drop(self) -> None: ...


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        # A socket in the file system.
        ("", "", False),
        (None, None, False),
    ],
)
def test_who_counts_as_one_address(
    monkeypatch: pytest.MonkeyPatch, one: str | None, other: str | None, same: bool
) -> None:
    kept = Connections(10, 1)
    monkeypatch.setattr(kept, "_timer", object())
    assert kept.admit(Peer(one))
    assert kept.admit(Peer(other)) is not same
