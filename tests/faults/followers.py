"""Clients that subscribe over WebSockets: one at a process, or at one after the other."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets

from tests.served.process import PATIENCE_S, Served

PROTOCOL: Any = "graphql-transport-ws"


class Subscribed:
    """An open subscription."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def next(self, within_s: float = PATIENCE_S) -> Any:
        """The field of the next item."""
        message = json.loads(await asyncio.wait_for(self._socket.recv(), within_s))
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        [item] = message["payload"]["data"].values()
        return item


@asynccontextmanager
async def subscribed(service: Served, query: str, **variables: Any) -> AsyncIterator[Subscribed]:
    """A subscription with all rights."""
    url = service.url.replace("http://", "ws://")
    async with websockets.connect(url, subprotocols=[PROTOCOL], open_timeout=PATIENCE_S) as socket:
        authorization = {"authorization": f"Bearer {service.token}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": authorization}))
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        payload = {"query": query, "variables": variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        yield Subscribed(socket)
