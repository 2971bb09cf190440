"""A statement ends at its deadline or when it is cancelled, and its connection stays usable."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession

from app.db.database import Database
from app.db.deadlines import Deadline
from app.db.errors import Overloaded, StoreError, Unavailable
from app.db.statements import Statements
from tests.gateway import Gateway

# Longer than any test waits.
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT 1 FROM pg_sleep(600)",
}
# The database ends a statement 50 ms before the client does, so that a busy machine keeps the order.
SOON = Deadline(1_000)
LATE = Deadline(600_000)
# Longer than any test takes, even on a busy machine.
PATIENCE_S = 20


@asynccontextmanager
async def opened(gateway: Gateway, deadline: Deadline) -> AsyncIterator[Database]:
    database = Database(gateway.settings.database_url, deadline)
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield database
    finally:
        await database.close()


async def one(_result: Any, statements: Statements) -> Any:
    return await statements.fetch_value("SELECT 1", ())


def endless_calls(database: Database) -> dict[str, Callable[[], Coroutine[Any, Any, Any]]]:
    """Every way to run a statement."""
    endless = ENDLESS[database.dialect]

    def by_session(db: DbSession) -> Any:
        return db.connection().execute(text(endless)).scalar()

    async def by_statements(snapshot: bool) -> Any:
        async with database.reading(snapshot=snapshot) as statements:
            return await statements.fetch_value(endless, ())

    async def answer(_result: Any, statements: Statements) -> Any:
        return await statements.fetch_value(endless, ())

    return {
        "reading": lambda: by_statements(False),
        "snapshot": lambda: by_statements(True),
        "read": lambda: database.read(by_session),
        "write": lambda: database.change(by_session),
        "answer": lambda: database.write(lambda _db: None, answer),
    }


WAYS = ("reading", "snapshot", "read", "write", "answer")


async def check_connections(database: Database) -> None:
    """Every connection of the pool can be used."""
    connections = 4 if database.dialect == "sqlite" else 10
    all_taken = asyncio.Event()
    taken = 0

    async def take() -> Any:
        nonlocal taken
        async with database.reading() as statements:
            taken += 1
            if taken == connections:
                all_taken.set()
            await all_taken.wait()
            return await statements.fetch_value("SELECT 1", ())

    assert await asyncio.gather(*(take() for _ in range(connections))) == [1] * connections
    assert await database.read(lambda db: db.connection().execute(text("SELECT 1")).scalar()) == 1
    assert await database.write(lambda _db: None, one) == 1


async def recovers(database: Database) -> None:
    """The database is usable again, after the breaker's next probe."""
    for _ in range(200):
        try:
            await database.write(lambda _db: None, one)
            return await check_connections(database)
        except Unavailable:
            await asyncio.sleep(0.05)
    raise AssertionError("It does not recover.")


@pytest.mark.parametrize("way", WAYS)
def test_a_statement_past_its_deadline_is_reported_as_overload(gateway: Gateway, way: str) -> None:
    async def run() -> None:
        async with opened(gateway, SOON) as database:
            with pytest.raises(Overloaded):
                await endless_calls(database)[way]()
            await check_connections(database)

    gateway.run(run())


@pytest.mark.parametrize("way", WAYS)
def test_a_cancelled_statement_is_ended(gateway: Gateway, way: str) -> None:
    async def run() -> None:
        async with opened(gateway, LATE) as database:
            started = asyncio.Event()
            database.listeners.append(lambda _statement: started.set())
            running = [asyncio.create_task(endless_calls(database)[way]()) for _ in range(4)]
            await started.wait()
            # The driver has the statement by then; the database may not have started it.
            for _ in range(5):
                await asyncio.sleep(0.01)
            for each in running:
                each.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError | Overloaded) for each in ended), ended
            await check_connections(database)

    gateway.run(run())


def test_closing_the_database_ends_running_statements(gateway: Gateway) -> None:
    async def run() -> None:
        async with asyncio.timeout(PATIENCE_S):
            database = Database(gateway.settings.database_url, LATE)
            running = [asyncio.create_task(endless_calls(database)["reading"]()) for _ in range(2)]
            await asyncio.sleep(0.05)
            await database.close()
            ended = await asyncio.gather(*running, return_exceptions=True)
            assert all(isinstance(each, StoreError) for each in ended), ended
            with pytest.raises(Unavailable):
                async with database.reading() as statements:
                    await statements.fetch_value("SELECT 1", ())

    gateway.run(run())


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_silent_network_is_reported_in_time_and_the_connection_is_dropped(gateway: Gateway) -> None:
    """A proxy before the server stops forwarding, without closing a connection."""
    url = gateway.database.engine.url

    async def run() -> None:
        forwarding = asyncio.Event()
        forwarding.set()

        async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(65_536):
                await forwarding.wait()
                writer.write(data)
            writer.close()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection(url.host or "localhost", url.port or 5432)
            await asyncio.gather(forward(reader, back), forward(there, writer), return_exceptions=True)

        proxy = await asyncio.start_server(connected, "127.0.0.1")
        port = proxy.sockets[0].getsockname()[1]
        through = url.set(drivername="postgresql", host="127.0.0.1", port=port, query={"sslmode": "disable"})
        database = Database(through.render_as_string(hide_password=False), Deadline(400))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await check_connections(database)
                forwarding.clear()
                for way in ("reading", "snapshot", "read", "write", "answer"):
                    # An open connection, a pinged connection, and new ones.
                    with pytest.raises(StoreError):
                        await endless_calls(database)[way]()
                forwarding.set()
                await recovers(database)
        finally:
            await database.close()
            proxy.close()

    gateway.run(run())
