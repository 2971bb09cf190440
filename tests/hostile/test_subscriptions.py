"""Sockets and subscriptions by the thousand."""

import asyncio
import json
from typing import Any

import websockets

from tests.hostile.attacks import ATTACKER, attacked
from tests.served.process import Served

SOCKETS = 20
EACH = 100
QUIET_S = 4.0
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


async def counted(socket: Any, kind: str) -> int:
    """How many messages of this kind come, until nothing more does."""
    found = 0
    while True:
        try:
            message = json.loads(await asyncio.wait_for(socket.recv(), QUIET_S))
        except TimeoutError:
            return found
        found += message["type"] == kind


async def told(service: Served) -> tuple[int, int]:
    """How many of the subscriptions are refused, and how many hear of one change."""
    sockets = [await subscribed(service, EACH) for _ in range(SOCKETS)]
    refused = sum(await asyncio.gather(*(counted(socket, "error") for socket in sockets)))
    change = f'updateEvent(uuid: "{service.event}", input: {{ description: "Told." }}) {{ userErrors {{ message }} }}'
    await asyncio.to_thread(service.data, f"mutation {{ {change} }}", service.token)
    heard = sum(await asyncio.gather(*(counted(socket, "next") for socket in sockets)))
    for socket in sockets:
        await socket.close()
    return refused, heard


def test_one_change_before_two_thousand_equal_subscribers(service: Served) -> None:
    with attacked(service):
        assert asyncio.run(told(service)) == (1_500, 500)
