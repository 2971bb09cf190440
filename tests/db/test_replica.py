"""When a read may use the replica, with the primary as its own replica: the clock and the positions decide."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest

from app.db.addresses import async_url, postgres_arguments
from app.db.database import Database
from app.db.error_classification import Failure
from app.db.errors import Conflict, Overloaded, Unavailable
from app.db.replica import LEFT_ALONE_S, NEVER, REPLICA, WRITTEN, Replica, is_worth_reading_again
from app.db.statements import PostgresReadPool, Statements
from tests.engines import Engine

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

Result = TypeVar("Result")
MAX_LAG_S = 10
AWAY = Failure(Unavailable, "the server does not answer at its address", unreachable=True)


class OtherServer:
    """A primary that was started at another time than the replica."""

    async def fetch_value(self, _sql: str, _values: object) -> str:
        return '[1, "2020-01-01T00:00:00+00:00"]'


class World:
    """A replica, its statements so far, and a clock."""

    def __init__(self, url: str) -> None:
        self.now = 100.0
        self.statements: list[str] = []
        self.database = Database(url)
        self._url = url
        self.replica = self.replica_of(self.database.reading)

    def replica_of(self, primary: Callable[[], Any]) -> Replica:
        arguments = postgres_arguments(self._url, self.database.deadline)
        pool = PostgresReadPool(
            async_url(self._url), arguments, [self.statements.append], self.database.deadline, 2**20
        )
        return Replica(pool, primary, self.database.breaker, MAX_LAG_S, lambda: self.now)

    async def read(self, written: int = 0, *, snapshot: bool = False) -> str:
        """`read`, or why it was refused."""
        try:
            async with self.replica.reading(written, snapshot=snapshot) as statements:
                return str(await statements.fetch_value("SELECT 'read'", ()))
        except Unavailable as error:
            return error.reason
        finally:
            # Let the position of the primary arrive.
            if self.replica._sampling is not None:
                await asyncio.gather(self.replica._sampling)


def in_world(engine: Engine, work: Callable[[World], Coroutine[Any, Any, Result]]) -> Result:
    async def run() -> Result:
        world = World(engine.url)
        try:
            return await work(world)
        finally:
            await world.replica.close()
            await world.database.close()

    return asyncio.run(run())


UNKNOWN = "how far the replica lags is not known yet"


@pytest.mark.parametrize("snapshot", [False, True])
def test_a_connection_is_checked_once_while_nothing_new_is_needed(engine: Engine, snapshot: bool) -> None:
    async def work(world: World) -> None:
        assert await world.read(snapshot=snapshot) == UNKNOWN
        assert [await world.read(snapshot=snapshot) for _ in range(3)] == ["read"] * 3
        assert world.statements == [REPLICA, *["SELECT 'read'"] * 3]
        async with world.database.reading() as statements:
            written = await statements.fetch_value(WRITTEN, ())
        assert await world.read(written, snapshot=snapshot) == "read"
        missing = "the replica has not replayed what the caller has written"
        assert await world.read(NEVER, snapshot=snapshot) == missing
        assert await world.read(snapshot=snapshot) == "read"

    in_world(engine, work)


def test_the_replica_needs_a_recent_position_of_the_primary_that_is_up(engine: Engine) -> None:
    async def work(world: World) -> None:
        assert await world.read() == UNKNOWN
        assert await world.read() == "read"
        world.now += MAX_LAG_S + 0.1
        assert await world.read() == UNKNOWN
        assert await world.read() == "read"
        world.now += MAX_LAG_S + 0.1
        world.database.breaker.connection_failed(AWAY)
        assert await world.read() == "read"

    in_world(engine, work)


def test_a_server_with_a_log_of_its_own_is_left_alone(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    @asynccontextmanager
    async def other() -> AsyncIterator[Statements]:
        yield OtherServer()

    async def work(world: World) -> None:
        await world.replica.close()
        world.replica = world.replica_of(other)
        assert await world.read() == UNKNOWN
        assert await world.read() == "the replica is not used: it is not a standby server"
        assert [await world.read() for _ in range(5)] == ["the replica lags too much"] * 5
        world.now += LEFT_ALONE_S
        assert await world.read() == "the replica is not used: it is not a standby server"
        assert world.statements == [REPLICA] * 2

    with caplog.at_level(logging.WARNING, "marquee.store"):
        in_world(engine, work)
    assert caplog.messages == ["the read replica is not used: it is not a standby server"]


def test_a_position_at_the_start_of_a_page_is_the_end_of_the_record_before(engine: Engine) -> None:
    async def work(world: World) -> list[int]:
        async with world.database.reading() as statements:
            return [
                await statements.fetch_value(WRITTEN.replace("pg_current_wal_insert_lsn()", f"'{at}'::pg_lsn"), ())
                for at in ("1/2000", "1/2018", "1/2020")
            ]

    assert in_world(engine, work) == [0x1_0000_2000, 0x1_0000_2000, 0x1_0000_2020]


def test_a_statement_that_took_too_long_is_not_read_again(engine: Engine) -> None:
    async def work(world: World) -> Overloaded:
        async with world.database.reading() as statements:
            with pytest.raises(Overloaded) as raised:
                await statements.fetch_value("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)", ())
        return raised.value

    assert not is_worth_reading_again(in_world(engine, work))
    assert not is_worth_reading_again(None)
    assert is_worth_reading_again(Conflict("other transactions were in the way"))
