"""Thousands of sockets and subscriptions."""

import asyncio
import json
from typing import Any

import websockets

from tests.hostile.attacks import ATTACKER, attacked
from tests.served.process import Served

SOCKETS = 20
EACH = 100
QUIET_S = 4.0
SUBSCRIPTION = 'subscription {{ eventChanged(uuid: "{event}") {{ kind event {{ name }} }} }}'


async def subscribe(service: Served, number: int) -> Any:
    """A socket with `number` subscriptions to one event."""
    url = service.url.replace("http://", "ws://")
    socket = await websockets.connect(url, subprotocols=["graphql-transport-ws"], additional_headers=ATTACKER)  # type: ignore[list-item]
    await socket.send(json.dumps({"type": "connection_init"}))
    await socket.recv()
    query = SUBSCRIPTION.format(event=service.event)
    for each in range(number):
        await socket.send(json.dumps({"id": str(each), "type": "subscribe", "payload": {"query": query}}))
    return socket


async def count(socket: Any, kind: str) -> int:
    """Count the messages of this type until no more arrive."""
    found = 0
    while True:
        try:
            message = json.loads(await asyncio.wait_for(socket.recv(), QUIET_S))
        except TimeoutError:
            return found
        found += message["type"] == kind


async def refused_and_received(service: Served) -> tuple[int, int]:
    """How many subscriptions are refused, and how many receive one change."""
    sockets = [await subscribe(service, EACH) for _ in range(SOCKETS)]
    refused = sum(await asyncio.gather(*(count(socket, "error") for socket in sockets)))
    change = f'updateEvent(uuid: "{service.event}", input: {{ description: "New." }}) {{ userErrors {{ message }} }}'
    await asyncio.to_thread(service.data, f"mutation {{ {change} }}", service.token)
    received = sum(await asyncio.gather(*(count(socket, "next") for socket in sockets)))
    for socket in sockets:
        await socket.close()
    return refused, received


def test_one_change_for_two_thousand_subscribers(service: Served) -> None:
    with attacked(service):
        assert asyncio.run(refused_and_received(service)) == (1_500, 500)
