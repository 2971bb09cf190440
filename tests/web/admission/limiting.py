"""Support for tests of rate limits and queues: the shape of their errors, and operations that stay in flight."""

import asyncio
from typing import Any

import httpx2
import pytest

from app.graph.execution import Answer, Executor
from tests.gateway import Gateway

TINY = "{ __typename }"


def ask(gateway: Gateway, token: str | None = None, address: str | None = None) -> httpx2.Response:
    """Send a tiny query. `address` is the X-Forwarded-For of a proxy; the tests' own address is 127.0.0.1."""
    return gateway.post(json={"query": TINY}, headers=headers_of(token, address))


def headers_of(token: str | None = None, address: str | None = None) -> dict[str, str]:
    return ({"authorization": f"Bearer {token}"} if token else {}) | ({"x-forwarded-for": address} if address else {})


def check(response: httpx2.Response, status: int, code: str, retry_after: int) -> dict[str, Any]:
    """Check an error with Retry-After, and return it."""
    assert response.status_code == status, response.text
    assert response.headers["retry-after"] == str(retry_after)
    assert response.headers["cache-control"] == "no-store"
    (error,) = response.json()["errors"]
    retryable = {"retryable": True} if status == 503 else {}
    assert error["extensions"] == {"code": code, "requestId": response.headers["x-request-id"], **retryable}
    return dict(error)


def wait_until_idle(gateway: Gateway) -> None:
    """Wait until nothing is in flight."""

    async def step() -> None:
        await asyncio.sleep(0.001)

    turns = gateway.app.state.services.admission.turns
    for _ in range(5_000):
        if not len(turns):
            return
        gateway.run(step())
    raise AssertionError(f"{len(turns)} are still in flight")


class HeldOperations:
    """Holds operations after their start until the test releases them."""

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        self._gateway = gateway
        self._open = asyncio.Event()
        self.started_count = 0
        run = Executor.run

        async def held(*arguments: Any, **options: Any) -> Answer:
            self.started_count += 1
            await self._open.wait()
            return await run(*arguments, **options)

        monkeypatch.setattr(Executor, "run", held)

    def ask(self, *callers: dict[str, str]) -> list["asyncio.Task[httpx2.Response]"]:
        """Start one query with each of these headers, in this order."""

        async def start() -> list["asyncio.Task[httpx2.Response]"]:
            started = []
            for headers in callers:
                started.append(asyncio.ensure_future(self.post(headers)))
                await self.settle()
            return started

        return self._gateway.run(start())

    async def post(self, headers: dict[str, str]) -> httpx2.Response:
        return await self._gateway.client.post("/graphql", json={"query": TINY}, headers=headers)

    async def settle(self) -> None:
        for _ in range(50):
            await asyncio.sleep(0)

    def release(self, started: "list[asyncio.Task[httpx2.Response]]") -> list[int]:
        """Let the operations end; the status of each."""
        self._open.set()

        async def end() -> list[int]:
            return [response.status_code for response in await asyncio.gather(*started)]

        return self._gateway.run(end())
