"""The proxy settings of `deploy/` pass queries, sockets, streams, uploads and client addresses."""

import asyncio
import json
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import websockets

from tests.faults.proxies import NAME, caddy, nginx
from tests.served.process import Served, served

SUBSCRIPTION = 'subscription {{ eventChanged(uuid: "{event}") {{ kind }} }}'
# The health checks of the tests bypass the proxy.
SETTINGS = {"hosts": f"{NAME},127.0.0.1", "trusted_proxies": "127.0.0.1", "env": "production"}


class ServerNameTransport(httpx2.AsyncHTTPTransport):
    """Connects to this machine, and sends the configured name as SNI."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.extensions["sni_hostname"] = NAME
        return await super().handle_async_request(request)


def unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def change(client: httpx2.AsyncClient, service: Served) -> None:
    # Another text each time: the same one twice is no change.
    given = f'{{ description: "{uuid4()}" }}'
    document = f'updateEvent(uuid: "{service.event}", input: {given}) {{ userErrors {{ message }} }}'
    headers = {"authorization": f"Bearer {service.token}"}
    answer = await client.post("/graphql", json={"query": f"mutation {{ {document} }}"}, headers=headers)
    assert answer.json() == {"data": {"updateEvent": {"userErrors": []}}}


async def over_a_socket(client: httpx2.AsyncClient, service: Served, port: int) -> Any:
    connecting = websockets.connect(
        f"wss://{NAME}:{port}/graphql",
        host="127.0.0.1",
        port=port,
        ssl=unverified(),
        server_hostname=NAME,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
    )
    async with connecting as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        payload = {"query": SUBSCRIPTION.format(event=service.event)}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv()) == {"type": "pong"}
        await change(client, service)
        return json.loads(await asyncio.wait_for(socket.recv(), 20))["payload"]


async def over_a_stream(client: httpx2.AsyncClient, service: Served) -> Any:
    headers = {"accept": "text/event-stream"}
    body = {"query": SUBSCRIPTION.format(event=service.event)}
    async with client.stream("POST", "/graphql", json=body, headers=headers) as response:
        lines = response.aiter_lines()
        # The opening comment arrives at once: the proxy does not buffer the stream.
        assert await asyncio.wait_for(anext(lines), 20) == ":"
        await change(client, service)
        async for line in lines:
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))


async def check_through_proxy(service: Served, port: int) -> None:
    expected = {"data": {"eventChanged": {"kind": "UPDATED"}}}
    async with httpx2.AsyncClient(
        base_url=f"https://127.0.0.1:{port}",
        transport=ServerNameTransport(verify=unverified()),
        headers={"host": NAME},
        timeout=60,
    ) as client:
        answer = await client.post("/graphql", json={"query": f'{{ event(uuid: "{service.event}") {{ name }} }}'})
        assert answer.json() == {"data": {"event": {"name": "Chaos Communication Camp 2019"}}}
        assert await over_a_socket(client, service, port) == expected
        assert await over_a_stream(client, service) == expected
        headers = {"authorization": f"Bearer {service.token}"}
        uploaded = await client.post("/files", files={"file": ("a.txt", b"a" * 20 * 2**20)}, headers=headers)
        assert uploaded.status_code == 201, uploaded.text


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_the_documented_proxies(
    proxy: Callable[[Path, int], AbstractContextManager[int]], file: str, tmp_path: Path
) -> None:
    with served(file, tmp_path, SETTINGS) as service, proxy(tmp_path, service.port) as port:
        asyncio.run(check_through_proxy(service, port))
