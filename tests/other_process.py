"""Simulated processes of the service on the gateway's database: each has its own connections and memory."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx2
import orjson

from app.db.database import Database
from app.db.feed.hints import Hints
from app.settings.service import Settings
from app.web.app import create_app
from app.web.feed_hints import feed_hints
from tests.gateway import Gateway

Result = TypeVar("Result")
PATIENCE_S = 10


class OtherProcess:
    """A further process. `hints`: None if it only polls."""

    def __init__(self, gateway: Gateway, settings: Settings, *, with_hints: bool) -> None:
        self.clock = gateway.clock
        self._run = gateway.run
        self.hints: Hints | None = None
        self.database = Database(settings.database_url)

        def choose(settings: Settings, database: Database) -> Hints | None:
            self.hints = feed_hints(settings, database) if with_hints else None
            return self.hints

        self.app = create_app(settings, clock=gateway.clock, database=self.database, choose_hints=choose)
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://marquee.test")

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._run(coroutine)

    def gql(self, document: str, token: str, **variables: Any) -> Any:
        content = orjson.dumps({"query": document, "variables": variables}, default=str)
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        body = self.run(self.client.post("/graphql", content=content, headers=headers)).json()
        assert "errors" not in body, body
        return body["data"]

    def wait_until(self, holds: Callable[[], bool]) -> None:
        for _ in range(PATIENCE_S * 1_000):
            if holds():
                return
            self.run(asyncio.sleep(0.001))
        raise AssertionError("It did not happen.")

    async def live(self, started: asyncio.Event, stopping: asyncio.Event) -> None:
        try:
            async with self.app.router.lifespan_context(self.app):
                started.set()
                await stopping.wait()
        finally:
            await self.client.aclose()
            await self.database.close()


@contextmanager
def other_process(gateway: Gateway, *, with_hints: bool = True, **settings: Any) -> Iterator[OtherProcess]:
    """Run one for the length of the block. `settings`: those that differ from the gateway's."""
    process = OtherProcess(gateway, gateway.settings.model_copy(update=settings), with_hints=with_hints)
    started, stopping = asyncio.Event(), asyncio.Event()

    async def start() -> "asyncio.Task[None]":
        living = asyncio.create_task(process.live(started, stopping))
        await started.wait()
        return living

    async def stop() -> None:
        stopping.set()
        await living

    living = gateway.run(start())
    try:
        yield process
    finally:
        gateway.run(stop())
