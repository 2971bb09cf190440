"""A statement on SQLite whose caller was cancelled, while its connection or the whole database closes."""

import asyncio
import gc
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession

from app.db.database import Database
from app.db.deadlines import Deadline, interrupt

# Longer than any test, unless it is interrupted.
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0"


async def opened() -> aiosqlite.Connection:
    """In a transaction."""
    connection = await aiosqlite.connect(":memory:", isolation_level=None)
    await connection.execute("BEGIN")
    return connection


def test_an_interrupt_ends_the_statement_and_its_transaction() -> None:
    async def work() -> None:
        connection = await opened()
        running = asyncio.create_task(connection.execute_fetchall(ENDLESS))
        await asyncio.sleep(0)
        await interrupt(connection)
        with pytest.raises(aiosqlite.OperationalError, match=r"^interrupted$"):
            await running
        assert not connection.in_transaction
        await connection.close()

    asyncio.run(work())


def test_a_closed_connection_has_nothing_to_interrupt() -> None:
    async def work() -> None:
        connection = await opened()
        await connection.close()
        await interrupt(connection)

    asyncio.run(work())


@pytest.mark.parametrize("closes_first", [True, False])
def test_a_connection_that_is_being_closed_is_interrupted(closes_first: bool) -> None:
    async def work() -> None:
        connection = await opened()
        running = asyncio.create_task(connection.execute_fetchall(ENDLESS))
        await asyncio.sleep(0)
        both = (connection.close(), interrupt(connection))
        await asyncio.gather(*(both if closes_first else reversed(both)))
        with pytest.raises(aiosqlite.OperationalError, match=r"^interrupted$"):
            await running

    asyncio.run(work())


@pytest.mark.parametrize("pause", range(8))
def test_a_database_that_closes_after_a_cancelled_read_reports_no_error(tmp_path: Path, pause: int) -> None:
    failures: list[dict[str, Any]] = []

    def read(db: DbSession) -> None:
        db.connection().execute(text(ENDLESS))

    async def work() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
        (tmp_path / "marquee.db").touch()
        database = Database(f"sqlite:///{tmp_path}/marquee.db", Deadline())
        await database.read(lambda db: db.connection().execute(text("SELECT 1")).scalar())
        reading = asyncio.create_task(database.read(read))
        await asyncio.sleep(0.05)
        reading.cancel()
        for _ in range(pause):
            await asyncio.sleep(0)
        await database.close()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await asyncio.sleep(0.1)

    asyncio.run(work())
    gc.collect()
    assert failures == []
