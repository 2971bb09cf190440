"""Prepared statements are cached up to a number and to an amount of memory, on every connection."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import text

from app.db.addresses import async_url
from app.db.database import Database
from app.db.engine import POOL_SIZE
from app.db.prepared import (
    MAX_STATEMENTS,
    SQLITE_READERS,
    SQLITE_WRITERS,
    SqliteConnection,
    StatementMemory,
    longest_on_postgresql,
    postgresql_bytes,
    sqlite_bytes,
)
from app.db.statements import Statements
from app.settings.caches import CACHE_MIB, MIB, CacheShares
from tests.bench.questions import EVENT_PAGE, FIFTY_EVENTS, TINY
from tests.engines import Engine
from tests.gateway import Gateway
from tests.reading.event_page import PAGE

NOWHERE = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
DOCUMENTS = {
    TINY: {"uuid": NOWHERE},
    EVENT_PAGE: {"uuid": NOWHERE},
    PAGE: {"uuid": NOWHERE},
    FIFTY_EVENTS: {"from": "2026-01-01T00:00:00Z"},
    "{ events { nodes { organisation { events { pageInfo { hasNextPage } nodes { name } } } } } }": {},
    "{ events(last: 5) { totalCount edges { cursor node { name sessions(last: 3) { nodes { name } } } } } }": {},
}
# The texts that a connection has prepared, as JSON, and how often one of them was run.
PREPARED = {
    "sqlite": "SELECT json_group_array(sql) FROM sqlite_stmt",
    "postgresql": "SELECT json_agg(statement)::text FROM pg_prepared_statements",
}
RUNS = {
    "sqlite": "SELECT run FROM sqlite_stmt WHERE sql = ?1",
    "postgresql": "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = $1",
}
BYTES = {"sqlite": sqlite_bytes, "postgresql": postgresql_bytes}
# Little memory: about four statements of a thousand characters.
LITTLE_MIB = 1
LENGTH = 1_000

with closing(sqlite3.connect(":memory:")) as plain:
    LISTS_STATEMENTS = plain.execute("SELECT sqlite_compileoption_used('ENABLE_STMTVTAB')").fetchone() == (1,)


@pytest.fixture(autouse=True)
def _statements_are_listed(request: pytest.FixtureRequest) -> None:
    """Skip a test on SQLite alone, and only if this build of SQLite has no table of its statements."""
    on_sqlite = "engine" in request.fixturenames and request.getfixturevalue("engine").name == "sqlite"
    if on_sqlite and not LISTS_STATEMENTS:
        pytest.skip("This SQLite does not list its statements.")


def statement(number: int, length: int = LENGTH) -> str:
    """One of so many characters, different for each number."""
    beginning = f"SELECT {number} + 0 * length('"
    return f"{beginning:x<{length - 2}}')"


def prepared(answer: str) -> list[str]:
    """What was prepared, apart from the question after it."""
    found: list[str] = orjson.loads(answer)
    return [each for each in found if each.startswith("SELECT ") and each not in PREPARED.values()]


def size(engine: str, statements: list[str]) -> int:
    return sum(BYTES[engine](each) for each in statements)


@asynccontextmanager
async def opened(gateway: Gateway) -> AsyncIterator[Database]:
    database = Database(gateway.settings.database_url, cache_mib=LITTLE_MIB)
    try:
        yield database
    finally:
        await database.close()


def in_database(gateway: Gateway, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with opened(gateway) as database:
            return await work(database)

    return asyncio.run(run())


def compiled(gateway: Gateway) -> list[str]:
    """The statements that answer a few documents."""
    with gateway.statements() as seen:
        for document, variables in DOCUMENTS.items():
            gateway.gql(document, **variables)
    assert len(seen) == len(DOCUMENTS)
    return seen


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_takes_no_more_memory_than_is_estimated(gateway: Gateway) -> None:
    statements = compiled(gateway)
    with closing(sqlite3.connect(async_url(gateway.settings.database_url).database or "")) as connection:
        kept = [connection(each) for each in statements]
        taken = dict(connection.execute("SELECT sql, mem FROM sqlite_stmt").fetchall())
    assert len(kept) == len(statements)
    for each in statements:
        assert taken[each] <= 1.5 * sqlite_bytes(each), each
    assert sum(taken[each] for each in statements) <= size("sqlite", statements)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_postgresql_takes_about_as_much_memory_as_is_estimated(gateway: Gateway) -> None:
    statements = compiled(gateway)

    async def growth() -> int:
        connection = await asyncpg.connect(gateway.settings.database_url, statement_cache_size=0)
        total = "SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts"
        kept: list[Any] = []

        async def prepare(name: str) -> None:
            for number, each in enumerate(statements):
                found = await connection.prepare(each, name=f"{name}{number}")
                kept.append(found)
                values = [_value(parameter.name) for parameter in found.get_parameters()]
                # The sixth run makes the generic plan, which stays.
                for _ in range(6):
                    await found.fetchval(*values)

        try:
            # First of all the server learns the tables.
            await prepare("first")
            before = await connection.fetchval(total)
            await prepare("second")
            grown: int = await connection.fetchval(total) - before
        finally:
            await connection.close()
        return grown

    estimated = size("postgresql", statements)
    assert estimated / 3 <= asyncio.run(growth()) <= 1.5 * estimated


def _value(kind: str) -> Any:
    return {"uuid": NOWHERE, "int4": 1, "int8": 1}.get(kind, "2026-01-01T00:00:00Z")


def test_a_connection_keeps_as_many_statements_as_fit(gateway: Gateway) -> None:
    async def work(database: Database) -> list[str]:
        async with database.reading() as statements:
            for number in range(30):
                assert await statements.fetch_value(statement(number), ()) == number
                # What is used again and again stays.
                assert await statements.fetch_value(statement(0), ()) == 0
            return prepared(await statements.fetch_value(PREPARED[database.dialect], ()))

    found = in_database(gateway, work)
    limit = StatementMemory.of(gateway.engine, LITTLE_MIB).reader
    assert limit - BYTES[gateway.engine](statement(0)) <= size(gateway.engine, found) <= limit
    newest = [statement(number) for number in range(31 - len(found), 30)]
    assert sorted(found) == sorted([statement(0), *newest])


def test_a_connection_keeps_no_more_than_so_many_statements(gateway: Gateway) -> None:
    async def work(statements: Statements, dialect: str) -> list[str]:
        for number in range(2 * MAX_STATEMENTS):
            await statements.fetch_value(f"SELECT {number}", ())
        return prepared(await statements.fetch_value(PREPARED[dialect], ()))

    async def run() -> list[str]:
        async with gateway.database.reading() as statements:
            return await work(statements, gateway.engine)

    gateway.restart()
    found = gateway.run(run())
    assert MAX_STATEMENTS - 2 <= len(found) <= MAX_STATEMENTS
    assert f"SELECT {2 * MAX_STATEMENTS - 1}" in found


def test_a_statement_that_is_too_large_is_not_kept_and_evicts_nothing(gateway: Gateway) -> None:
    limit = StatementMemory.of(gateway.engine, LITTLE_MIB).reader

    async def work(database: Database) -> list[str]:
        async with database.reading() as statements:
            await statements.fetch_value(statement(1), ())
            for number in (2, 3):
                large = statement(number, 10 * LENGTH)
                assert BYTES[gateway.engine](large) > limit
                assert await statements.fetch_value(large, ()) == number
            return prepared(await statements.fetch_value(PREPARED[database.dialect], ()))

    assert in_database(gateway, work) == [statement(1)]


def test_a_statement_that_is_kept_is_not_prepared_again(gateway: Gateway) -> None:
    async def work(database: Database) -> Any:
        async with database.reading() as statements:
            for _ in range(3):
                await statements.fetch_value(statement(1), ())
            return await statements.fetch_value(RUNS[database.dialect], (statement(1),))

    assert in_database(gateway, work) == 3


def test_connections_that_write_keep_as_many_statements_as_fit(gateway: Gateway) -> None:
    """Both what is written, which SQLAlchemy prepares, and what answers a mutation."""
    seen: list[str] = []

    def write(db: Any) -> None:
        for number in range(30):
            assert db.connection().execute(text(statement(number, LENGTH // 2))).scalar_one() == number

    async def answer(_result: None, statements: Statements) -> list[str]:
        for number in range(100, 130):
            assert await statements.fetch_value(statement(number, LENGTH // 2), ()) == number
        return prepared(await statements.fetch_value(PREPARED[gateway.engine], ()))

    async def work(database: Database) -> None:
        seen.extend(await database.write(write, answer))

    in_database(gateway, work)
    limit = StatementMemory.of(gateway.engine, LITTLE_MIB).writer
    assert size(gateway.engine, seen) <= limit
    assert statement(129, LENGTH // 2) in seen


@pytest.mark.parametrize("cache_mib", [CACHE_MIB, 1_024])
def test_all_connections_together_stay_within_the_share_of_statements(cache_mib: int) -> None:
    share = CacheShares.of(cache_mib).statements
    sqlite = StatementMemory.of("sqlite", cache_mib)
    assert sqlite.reader * SQLITE_READERS + sqlite.writer * SQLITE_WRITERS <= share
    postgresql = StatementMemory.of("postgresql", cache_mib)
    # This process keeps each text and 3 KiB beside it.
    each = max(
        number * (3 * 1_024 + longest_on_postgresql(postgresql.reader // number))
        for number in range(1, MAX_STATEMENTS + 1)
        if postgresql.reader // number > postgresql_bytes("")
    )
    assert 2 * POOL_SIZE * each <= share


def test_all_caches_together_take_what_is_set() -> None:
    shares = CacheShares.of(CACHE_MIB)
    assert sum(astuple(shares)) == (32 * MIB)


def test_a_closed_connection_keeps_nothing_open(tmp_path: Path) -> None:
    connection = SqliteConnection(tmp_path / "a.db", max_bytes=MIB)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE a (b)")
    connection.execute("SELECT b FROM a").fetchall()
    assert (tmp_path / "a.db-wal").exists()
    connection.close()
    assert not (tmp_path / "a.db-wal").exists()


def test_the_connections_of_an_engine_bound_their_statements(engine: Engine) -> None:
    """The drivers' own caches stand in private places: a new version that moves them must not go unnoticed."""

    async def kinds() -> set[str]:
        database = Database(engine.url)
        try:
            async with database.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                if engine.name == "sqlite":
                    return {type(driver._conn).__name__}
                adapter: Any = raw.dbapi_connection
                return {type(driver._stmt_cache).__name__, type(adapter._prepared_statement_cache).__name__}
        finally:
            await database.close()

    expected = {"sqlite": {"SqliteConnection"}, "postgresql": {"_AsyncpgCache", "_SqlalchemyCache"}}
    assert asyncio.run(kinds()) == expected[engine.name]
