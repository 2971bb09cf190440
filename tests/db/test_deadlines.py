"""A statement ends by its deadline or when nobody waits for it any more, and its connection goes on."""

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

# Without an end, and for so long that no test would wait for it.
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT 1 FROM pg_sleep(600)",
}
SOON = Deadline(200)
LATE = Deadline(600_000)
# Longer than anything here takes, on a busy machine too.
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


def endlessly(database: Database) -> dict[str, Callable[[], Coroutine[Any, Any, Any]]]:
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


async def is_whole(database: Database) -> None:
    """Every connection is there and answers."""
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


async def heals(database: Database) -> None:
    """Not at once: while the store is away, only now and then somebody looks."""
    for _ in range(200):
        try:
            await database.write(lambda _db: None, one)
            return await is_whole(database)
        except Unavailable:
            await asyncio.sleep(0.05)
    raise AssertionError("It stays away.")


@pytest.mark.parametrize("way", WAYS)
def test_a_statement_past_its_deadline_is_told_as_overload(gateway: Gateway, way: str) -> None:
    async def run() -> None:
        async with opened(gateway, SOON) as database:
            with pytest.raises(Overloaded):
                await endlessly(database)[way]()
            await is_whole(database)

    gateway.run(run())


@pytest.mark.parametrize("way", WAYS)
def test_a_statement_that_nobody_waits_for_is_ended(gateway: Gateway, way: str) -> None:
    async def run() -> None:
        async with opened(gateway, LATE) as database:
            begun = asyncio.Event()
            database.listeners.append(lambda _statement: begun.set())
            asking = [asyncio.create_task(endlessly(database)[way]()) for _ in range(4)]
            await begun.wait()
            # The engine has it by then, and may not have begun.
            for _ in range(5):
                await asyncio.sleep(0.01)
            for each in asking:
                each.cancel()
            ended = await asyncio.gather(*asking, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError | Overloaded) for each in ended), ended
            await is_whole(database)

    gateway.run(run())


def test_closing_ends_what_still_runs(gateway: Gateway) -> None:
    async def run() -> None:
        async with asyncio.timeout(PATIENCE_S):
            database = Database(gateway.settings.database_url, LATE)
            running = [asyncio.create_task(endlessly(database)["reading"]()) for _ in range(2)]
            await asyncio.sleep(0.05)
            await database.close()
            ended = await asyncio.gather(*running, return_exceptions=True)
            assert all(isinstance(each, StoreError) for each in ended), ended
            with pytest.raises(Unavailable):
                async with database.reading() as statements:
                    await statements.fetch_value("SELECT 1", ())

    gateway.run(run())


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_network_that_swallows_everything_is_told_in_time_and_the_connection_is_dropped(gateway: Gateway) -> None:
    """Between us and the server stands somebody who passes nothing on any more, and closes nothing."""
    url = gateway.database.engine.url

    async def run() -> None:
        passing = asyncio.Event()
        passing.set()

        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(65_536):
                await passing.wait()
                writer.write(data)
            writer.close()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection(url.host or "localhost", url.port or 5432)
            await asyncio.gather(pass_on(reader, back), pass_on(there, writer), return_exceptions=True)

        between = await asyncio.start_server(connected, "127.0.0.1")
        port = between.sockets[0].getsockname()[1]
        through = url.set(drivername="postgresql", host="127.0.0.1", port=port, query={"sslmode": "disable"})
        database = Database(through.render_as_string(hide_password=False), Deadline(400))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await is_whole(database)
                passing.clear()
                for way in ("reading", "snapshot", "read", "write", "answer"):
                    # A connection that was made before, one that is asked whether it lives, and new ones.
                    with pytest.raises(StoreError):
                        await endlessly(database)[way]()
                passing.set()
                await heals(database)
        finally:
            await database.close()
            between.close()

    gateway.run(run())
