"""Read connections to PostgreSQL: lent last in, first out, bounded, replaced when dead, closed when idle."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from app.db import connection_stack
from app.db.addresses import async_url, postgres_arguments
from app.db.connection_stack import ConnectionStack
from app.db.deadlines import Deadline
from app.db.statements import PostgresReadPool
from tests.engines import Engine

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
MARK = "SELECT set_config('marquee.mark', $1, false)"
MARKED = "SELECT current_setting('marquee.mark', true)"
SLEEP = "SELECT pg_sleep(30)"


def with_stack(engine: Engine, size: int, work: Callable[[ConnectionStack], Coroutine[Any, Any, None]]) -> None:
    address = make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)

    async def run() -> None:
        stack = ConnectionStack(lambda: asyncpg.connect(address), size, 0.2)
        try:
            await work(stack)
        finally:
            stack.terminate()

    asyncio.run(run())


@on_postgresql
def test_the_connection_that_was_returned_last_is_lent_first(engine: Engine) -> None:
    async def work(stack: ConnectionStack) -> None:
        first, second = await stack.take(), await stack.take()
        stack.give_back(first)
        stack.give_back(second)
        for _ in range(3):
            assert await stack.take() is second
            stack.give_back(second)

    with_stack(engine, 2, work)


@on_postgresql
def test_who_waits_gets_what_is_returned_and_in_order(engine: Engine) -> None:
    async def work(stack: ConnectionStack) -> None:
        only = await stack.take()
        order: list[str] = []

        async def wait(name: str) -> None:
            assert await stack.take() is only
            order.append(name)
            stack.give_back(only)

        waiting = [asyncio.create_task(wait(name)) for name in ("first", "left", "third")]
        await asyncio.sleep(0)
        waiting[1].cancel()
        stack.give_back(only)
        await asyncio.gather(*waiting, return_exceptions=True)
        assert order == ["first", "third"]
        assert (await stack.take(), len(stack._waiting)) == (only, 0)
        with pytest.raises(TimeoutError):
            await stack.take()
        assert len(stack._waiting) == 0

    with_stack(engine, 1, work)


@on_postgresql
def test_who_leaves_at_the_moment_of_a_return_passes_it_on(engine: Engine) -> None:
    async def work(stack: ConnectionStack) -> None:
        only = await stack.take()
        leaving, staying = asyncio.create_task(stack.take()), asyncio.create_task(stack.take())
        await asyncio.sleep(0)
        stack.give_back(only)
        leaving.cancel()
        assert await staying is only
        assert leaving.cancelled()

    with_stack(engine, 1, work)


@on_postgresql
def test_a_dead_connection_makes_room_for_who_waits(engine: Engine) -> None:
    async def work(stack: ConnectionStack) -> None:
        dead = await stack.take()
        waiting = asyncio.create_task(stack.take())
        await asyncio.sleep(0)
        dead.terminate()
        stack.give_back(dead)
        fresh = await waiting
        assert await fresh.fetchval("SELECT 1") == 1
        stack.give_back(fresh)
        # One that dies while nobody has it is not lent.
        fresh.terminate()
        assert await (await stack.take()).fetchval("SELECT 2") == 2

    with_stack(engine, 1, work)


@on_postgresql
def test_a_connection_that_cannot_be_opened_leaves_its_room(engine: Engine) -> None:
    async def refuse() -> Any:
        raise ConnectionRefusedError

    async def work(stack: ConnectionStack) -> None:
        opened, stack._connect = stack._connect, refuse
        for _ in range(3):
            with pytest.raises(ConnectionRefusedError):
                await stack.take()
        stack._connect = opened
        assert await (await stack.take()).fetchval("SELECT 1") == 1

    with_stack(engine, 1, work)


@on_postgresql
def test_idle_and_worn_connections_are_replaced(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_stack, "IDLE_S", 0.05)
    monkeypatch.setattr(connection_stack, "MAX_STATEMENTS_RUN", 2)

    async def work(stack: ConnectionStack) -> None:
        worn = await stack.take()
        await worn.fetchval("SELECT 1")
        stack.give_back(worn)
        assert await stack.take() is worn
        await worn.fetchval("SELECT 1")
        stack.give_back(worn)
        idle = await stack.take()
        assert (worn.is_closed(), idle is worn) == (True, False)
        closed = asyncio.Event()
        idle.add_termination_listener(lambda _connection: closed.set())
        stack.give_back(idle)
        await closed.wait()
        assert idle.is_closed()
        assert (len(stack._all), stack._idle_check) == (0, None)

    with_stack(engine, 1, work)


@on_postgresql
def test_closing_waits_for_what_is_lent_and_lends_nothing_more(engine: Engine) -> None:
    async def work(stack: ConnectionStack) -> None:
        lent, free = await stack.take(), await stack.take()
        stack.give_back(free)
        closing = asyncio.create_task(stack.close())
        await asyncio.sleep(0.05)
        assert (free.is_closed(), lent.is_closed(), closing.done()) == (True, False, False)
        with pytest.raises(asyncpg.InterfaceError):
            await stack.take()
        stack.give_back(lent)
        await closing
        assert lent.is_closed()

    with_stack(engine, 2, work)


def session_of(statements: Any) -> Any:
    """The driver's connection."""
    return statements._connection


def with_pool(engine: Engine, work: Callable[[PostgresReadPool], Awaitable[None]]) -> None:
    deadline = Deadline()

    async def run() -> None:
        pool = PostgresReadPool(async_url(engine.url), postgres_arguments(engine.url, deadline), [], deadline, 2**20)
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


@on_postgresql
@pytest.mark.parametrize("snapshot", [False, True])
def test_a_cancelled_read_returns_its_connection_when_its_statement_has_ended(engine: Engine, snapshot: bool) -> None:
    async def work(pool: PostgresReadPool) -> None:
        async with pool.acquire(snapshot=False) as statements:
            assert await statements.fetch_value(MARK, ("here",)) == "here"

        async def sleep() -> None:
            async with pool.acquire(snapshot=snapshot) as statements:
                await statements.fetch_value("SELECT 1", ())
                await statements.fetch_value(SLEEP, ())

        for _ in range(2):
            sleeping = asyncio.create_task(sleep())
            await asyncio.sleep(0.2)
            sleeping.cancel()
            await asyncio.gather(sleeping, return_exceptions=True)
            assert len(pool._stack._free) == 0
            await pool._cleanup.wait()
        async with pool.acquire(snapshot=False) as statements:
            # The same session, and no transaction is open in it.
            assert await statements.fetch_value(MARKED, ()) == "here"
            assert not session_of(statements).is_in_transaction()

    with_pool(engine, work)


@on_postgresql
def test_statements_are_prepared_once_and_again_when_a_table_has_changed(engine: Engine) -> None:
    async def work(pool: PostgresReadPool) -> None:
        prepared = "SELECT count(*)::text FROM pg_prepared_statements WHERE statement LIKE 'SELECT * FROM changing%'"
        async with pool.acquire(snapshot=False) as first, pool.acquire(snapshot=False) as second:
            await first.fetch_value("CREATE TABLE changing (a text)", ())
            try:
                await first.fetch_value("INSERT INTO changing VALUES ('1')", ())
                for statements in (first, second):
                    for _ in range(3):
                        assert await statements.fetch_value("SELECT * FROM changing", ()) == "1"
                    assert await statements.fetch_value(prepared, ()) == "1"
                await first.fetch_value("ALTER TABLE changing ADD COLUMN b text", ())
                assert await first.fetch_value("SELECT * FROM changing", ()) == "1"
                # On the other connection as well.
                assert len(session_of(second)._stmt_cache) == 0
                assert await second.fetch_value("SELECT * FROM changing", ()) == "1"
            finally:
                await first.fetch_value("DROP TABLE changing", ())

    with_pool(engine, work)
