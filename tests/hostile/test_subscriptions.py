"""Sockets and subscriptions by the thousand."""

import asyncio
import json
from typing import Any

import websockets

from tests.hostile.attacks import ATTACKER, attacked
from tests.served.process import Served

SOCKETS = 20
EACH = 100
FOLLOWED = 'subscription {{ eventChanged(uuid: "{event}") {{ kind event {{ name }} }} }}'


async def subscribed(service: Served, number: int) -> Any:
    """A socket with so many subscriptions of one event."""
    url = service.url.replace("http://", "ws://")
    socket = await websockets.connect(url, subprotocols=["graphql-transport-ws"], additional_headers=ATTACKER)  # type: ignore[list-item]
    await socket.send(json.dumps({"type": "connection_init"}))
    await socket.recv()
    query = FOLLOWED.format(event=service.event)
    for each in range(number):
        await socket.send(json.dumps({"id": str(each), "type": "subscribe", "payload": {"query": query}}))
    return socket


async def told(service: Served) -> int:
    """How many of the subscriptions hear of one change."""
    sockets = [await subscribed(service, EACH) for _ in range(SOCKETS)]
    # A reader that says it is there has been read up to there.
    for socket in sockets:
        await socket.send(json.dumps({"type": "ping"}))
    heard = 0
    refused = 0
    for socket in sockets:
        while True:
            message = json.loads(await asyncio.wait_for(socket.recv(), 30))
            if message["type"] == "pong":
                break
            refused += message["type"] == "error"
    await asyncio.sleep(1)
    change = f'updateEvent(uuid: "{service.event}", input: {{ description: "Told." }}) {{ userErrors {{ message }} }}'
    await asyncio.to_thread(service.data, f"mutation {{ {change} }}", service.token)
    for socket in sockets:
        try:
            while True:
                message = json.loads(await asyncio.wait_for(socket.recv(), 3))
                heard += message["type"] == "next"
        except TimeoutError:
            pass
        await socket.close()
    assert heard + refused == SOCKETS * EACH
    return heard


def test_one_change_before_two_thousand_equal_subscribers(service: Served) -> None:
    with attacked(service):
        assert asyncio.run(told(service)) == 500
