"""Streams of `marquee serve`, by real clients: they end with the process and are not in its log."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.cli.running import PATIENCE_S, Marquee, Process, address
from tests.cli.test_serve import ON_SQLITE, ask

PROTOCOL = Subprotocol("graphql-transport-ws")
FOLLOW = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { event { name } } }"
RENAME = "mutation { updateEvent(uuid: %s, input: {name: %s}) { userErrors { code } } }"
CANARY = "canary-7f3a"


@contextmanager
def following(url: str, token: str, uuid: str) -> Iterator[ClientConnection]:
    """A WebSocket that subscribes to the event. The pong shows that the server has handled the subscription."""
    sockets = f"{url.replace('http', 'ws')}?{CANARY}"
    # Workers that are still starting let the client wait.
    with connect(sockets, subprotocols=[PROTOCOL], open_timeout=PATIENCE_S) as client:
        assert client.subprotocol == PROTOCOL
        assert not client.protocol.extensions
        client.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(client.recv(PATIENCE_S)) == {"type": "connection_ack"}
        payload = {"query": FOLLOW, "variables": {"uuid": uuid}}
        client.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        yield client


def close_code(client: ClientConnection) -> int:
    """The code with which the server closes, after any messages."""
    while True:
        try:
            client.recv(PATIENCE_S)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@contextmanager
def serving(marquee: Marquee, *arguments: str) -> Iterator[tuple[Process, str]]:
    with marquee.process("serve", "--port", "0", *arguments) as process:
        yield process, address(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@ON_SQLITE
def test_open_streams_do_not_delay_a_stop(
    prepared: Marquee, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The log at its most verbose level.
    monkeypatch.setitem(os.environ, "MARQUEE_LOG_LEVEL", "debug")
    made = prepared("demo", "--json").json
    token, headers = made["token"], {"authorization": f"Bearer {made['token']}"}
    with serving(prepared) as (process, url):
        uuid = made["event"]
        body = {"query": FOLLOW, "variables": {"uuid": uuid}}
        accepts = ("text/event-stream", "multipart/mixed;subscriptionSpec=1.0")
        with (
            following(url, token, uuid) as client,
            httpx2.Client(timeout=PATIENCE_S, headers={**headers, "accept-encoding": "gzip, br, zstd"}) as http,
            http.stream("POST", url, json=body, headers={"accept": accepts[0]}) as events,
            http.stream("POST", url, json=body, headers={"accept": accepts[1]}) as parts,
        ):
            event_lines, part_lines = events.iter_lines(), parts.iter_lines()
            assert next(event_lines) == ":"
            # Until each of them has received a change.
            new_name = "NO"
            for count in range(100):
                new_name = f"Camp {count}"
                renamed = ask(url, RENAME % (json.dumps(uuid), json.dumps(new_name)), token)
                assert renamed == {"data": {"updateEvent": {"userErrors": []}}}
                try:
                    client.recv(0.1)
                    break
                except TimeoutError:
                    continue
            assert new_name in next(line for line in event_lines if line.startswith("data: "))
            assert new_name in next(line for line in part_lines if '"payload"' in line)
            process.send_signal(number)
            assert close_code(client) == 1012
            assert [line for line in event_lines if line.startswith("event: complete")] == []
            assert '"code":"OVERLOADED"' in "".join(part_lines)
        # Half the drain time: it did not wait for the streams.
        _, err = process.communicate(timeout=12)
    assert process.returncode == 0
    for secret in (token, CANARY, uuid, new_name, "Traceback"):
        assert secret not in err


@ON_SQLITE
def test_the_server_refuses_an_oversized_message(prepared: Marquee) -> None:
    with serving(prepared) as (_, url):
        socket_url = url.replace("http", "ws")
        with pytest.raises(InvalidStatus) as refused:
            connect(socket_url, subprotocols=[PROTOCOL], origin=Origin("https://evil.test"))
        assert refused.value.response.status_code == 403
        with connect(socket_url, subprotocols=[PROTOCOL]) as client:
            client.send("x" * (1024 * 1024 + 1))
            assert close_code(client) == 1009
        with connect(socket_url, subprotocols=[Subprotocol("graphql-ws"), PROTOCOL]) as client:
            client.send("null")
            assert close_code(client) == 4400
