"""A query is cancelled when its client disconnects; a mutation that has started is completed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from app.events.tables import EventRow
from tests.builders import make_event, stored
from tests.gateway import Gateway
from tests.interactions.acting import PUBLISHED

QUERY = "query($uuid: UUID!) { event(uuid: $uuid) { name } }"
UPDATE = 'mutation($uuid: UUID!) { updateEvent(uuid: $uuid, input: {name: "New"}) { event { name } } }'
PATIENCE_S = 20


class Client:
    """An ASGI client: sends a request, and disconnects when `left` is set."""

    def __init__(
        self, gateway: Gateway, document: str, token: str | None = None, *, accept: str = "*/*", **variables: Any
    ) -> None:
        self.left = asyncio.Event()
        self.sent: list[Any] = []
        body = orjson.dumps({"query": document, "variables": variables}, default=str)
        self._messages: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
        headers = [(b"content-type", b"application/json"), (b"host", b"marquee.test"), (b"accept", accept.encode())]
        if token:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("marquee.test", 80),
            "scheme": "http",
            "http_version": "1.1",
            "asgi": {"version": "3.0"},
            "root_path": "",
        }
        app: Callable[..., Awaitable[None]] = gateway.app
        self.served: asyncio.Task[None] = asyncio.create_task(app(scope, self._receive, self._send))  # type: ignore[arg-type]

    async def wait_until_served(self) -> None:
        # Not awaited directly: a test's timeout must not cancel the task.
        done, _ = await asyncio.wait([self.served], timeout=PATIENCE_S)
        assert done

    async def _receive(self) -> dict[str, Any]:
        if self._messages:
            return self._messages.pop()
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


class DelayedStatements:
    """Delays every statement until `go_on` is set, and records how they end."""

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started = asyncio.Event()
        self.go_on = asyncio.Event()
        self.ended: list[str] = []
        kind = "SqliteStatements" if gateway.engine == "sqlite" else "PostgresStatements"
        kept: Any = getattr(__import__("app.db.statements", fromlist=[kind]), kind)
        fetch_value = kept.fetch_value

        async def slow(statements: Any, sql: str, values: Any) -> Any:
            self.started.set()
            try:
                await self.go_on.wait()
            except asyncio.CancelledError:
                self.ended.append("cancelled")
                raise
            self.ended.append("done")
            return await fetch_value(statements, sql, values)

        monkeypatch.setattr(kept, "fetch_value", slow)


def test_a_query_is_cancelled_when_its_client_disconnects(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)

    async def leave() -> tuple[list[Any], list[str]]:
        delayed = DelayedStatements(gateway, monkeypatch)
        client = Client(gateway, QUERY, uuid=event.id)
        async with asyncio.timeout(2 * PATIENCE_S):
            await delayed.started.wait()
            client.left.set()
            await client.wait_until_served()
        return client.sent, delayed.ended

    with caplog.at_level(logging.INFO):
        assert gateway.run(leave()) == ([], ["cancelled"])
    assert caplog.records == []


def test_a_mutation_is_completed_after_a_disconnect(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme)

    async def leave() -> list[str]:
        delayed = DelayedStatements(gateway, monkeypatch)
        client = Client(gateway, UPDATE, token, uuid=event.id)
        async with asyncio.timeout(2 * PATIENCE_S):
            await delayed.started.wait()
            client.left.set()
            # Longer than it takes to notice a disconnect.
            await asyncio.sleep(0.2)
            delayed.go_on.set()
            await client.wait_until_served()
        return delayed.ended

    # The answer was read, and the change appended.
    assert gateway.run(leave()) == ["done"] * gateway.ending_statements(asks=True)
    assert [row["name"] for row in stored(gateway, EventRow)] == ["New"]


def test_a_slow_query_is_answered_if_its_client_stays(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)

    async def stay() -> tuple[int, Any]:
        delayed = DelayedStatements(gateway, monkeypatch)
        client = Client(gateway, QUERY, uuid=event.id)
        async with asyncio.timeout(2 * PATIENCE_S):
            await delayed.started.wait()
            await asyncio.sleep(0.2)
            delayed.go_on.set()
            await client.wait_until_served()
        return client.sent[0]["status"], orjson.loads(client.sent[1]["body"])

    assert gateway.run(stay()) == (200, {"data": {"event": {"name": event.name}}})


def test_two_hundred_disconnects_leave_nothing_behind(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    """Disconnect during statements that would never end by themselves."""
    endless = {
        "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
        "postgresql": "SELECT 1 FROM pg_sleep(600)",
    }
    event = make_event(gateway, gateway.organisation(), **PUBLISHED)

    async def hang_up() -> Any:
        monkeypatch = pytest.MonkeyPatch()
        kind = "SqliteStatements" if gateway.engine == "sqlite" else "PostgresStatements"
        kept: Any = getattr(__import__("app.db.statements", fromlist=[kind]), kind)
        fetch_value = kept.fetch_value

        async def never(statements: Any, _sql: str, _values: Any) -> Any:
            return await fetch_value(statements, endless[gateway.engine], ())

        before = asyncio.all_tasks()
        monkeypatch.setattr(kept, "fetch_value", never)
        async with asyncio.timeout(2 * PATIENCE_S):
            clients = [Client(gateway, QUERY, uuid=event.id) for _ in range(200)]
            await asyncio.sleep(0.1)
            for client in clients:
                client.left.set()
            await asyncio.gather(*(client.wait_until_served() for client in clients))
            monkeypatch.undo()
            left = asyncio.all_tasks() - before
            if left:
                await asyncio.wait(left)
        response = await gateway.client.post("/graphql", json={"query": QUERY, "variables": {"uuid": str(event.id)}})
        return response.json()

    with caplog.at_level(logging.WARNING):
        assert gateway.run(hang_up()) == {"data": {"event": {"name": event.name}}}
    assert caplog.records == []
