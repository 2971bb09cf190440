"""Connections that answer one prepared statement with one value: what the compiled reader runs on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Protocol

import aiosqlite
import asyncpg
from sqlalchemy.engine import URL

from app.db.engine import POOL_SIZE, POOL_WAIT_S, SQLITE_PRAGMAS
from app.db.sqlite_file import SqliteFile
from app.db.trouble import Overloaded
from app.db.verdicts import judge

Listener = Callable[[str], None]
SQLITE_READERS = 4


class Statements(Protocol):
    """One connection. `sql` is in the engine's own parameter style: `?1` on SQLite, `$1` on PostgreSQL."""

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        """The first column of the first row, or None."""


class SqliteStatements:
    """Over an `aiosqlite` connection."""

    def __init__(self, connection: aiosqlite.Connection, listeners: Sequence[Listener]) -> None:
        self._connection = connection
        self._listeners = listeners

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        rows = list(await self._connection.execute_fetchall(sql, values))
        return rows[0][0] if rows else None


class PostgresStatements:
    """Over an `asyncpg` connection, whose own cache keeps the statements prepared."""

    def __init__(self, connection: asyncpg.Connection, listeners: Sequence[Listener]) -> None:
        self._connection = connection
        self._listeners = listeners

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        return await self._connection.fetchval(sql, *values)


class ReadPool(Protocol):
    """Connections for reading. A snapshot shows several statements the same moment."""

    def acquire(self, *, snapshot: bool) -> AbstractAsyncContextManager[Statements]: ...

    async def close(self) -> None: ...


class SqliteReadPool:
    """A few read-only connections to one file, each with its thread, opened when first needed."""

    def __init__(self, file: SqliteFile, listeners: Sequence[Listener], size: int = SQLITE_READERS) -> None:
        self._file = file
        self._listeners = listeners
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._all: list[aiosqlite.Connection] = []
        self._left = size

    @asynccontextmanager
    async def acquire(self, *, snapshot: bool) -> AsyncIterator[Statements]:
        connection = await self._take()
        try:
            try:
                if snapshot:
                    await connection.execute("BEGIN")
                yield SqliteStatements(connection, self._listeners)
            finally:
                if snapshot:
                    # Also after a BEGIN nobody waited for to the end: the connection's thread has it on its list.
                    with suppress(sqlite3.OperationalError):
                        await connection.execute("ROLLBACK")
        finally:
            self._free.put_nowait(connection)

    async def close(self) -> None:
        for connection in self._all:
            await connection.close()
        self._all.clear()

    async def _take(self) -> aiosqlite.Connection:
        if self._free.empty() and self._left:
            self._left -= 1
            try:
                return await self._open()
            except BaseException:
                self._left += 1
                raise
        try:
            # Python 3.11's wait_for forgets that it was cancelled, if what it waits for comes at that moment.
            async with asyncio.timeout(POOL_WAIT_S):
                return await self._free.get()
        except TimeoutError as error:
            raise Overloaded from error

    async def _open(self) -> aiosqlite.Connection:
        self._file.try_opening()
        # Each takes up to a third of a mebibyte.
        connection = await aiosqlite.connect(self._file.uri, uri=True, isolation_level=None, cached_statements=64)
        try:
            self._file.check()
            for pragma in (*SQLITE_PRAGMAS, "PRAGMA query_only=ON"):
                await connection.execute(pragma)
        except BaseException:
            # Its thread would keep the process from ending.
            await connection.close()
            raise
        self._all.append(connection)
        return connection


class PostgresReadPool:
    """asyncpg's pool without its reset, which would be a round trip: nothing here leaves state behind."""

    def __init__(self, url: URL, arguments: dict[str, Any], listeners: Sequence[Listener]) -> None:
        # Taken apart as the write side's is, so that both go to the same place in the same way.
        self._address = {**url.get_dialect()().create_connect_args(url)[1], **arguments}
        self._listeners = listeners
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def acquire(self, *, snapshot: bool) -> AsyncIterator[Statements]:
        pool = self._pool or await self._open()
        try:
            connection = await pool.acquire(timeout=POOL_WAIT_S)
        except TimeoutError as error:
            raise Overloaded from error
        try:
            if snapshot:
                async with connection.transaction(isolation="repeatable_read", readonly=True):
                    yield PostgresStatements(connection, self._listeners)
            else:
                yield PostgresStatements(connection, self._listeners)
        except Exception as error:
            verdict = judge(error)
            if verdict is not None and verdict.lost:
                # However alive it looks.
                connection.terminate()
            raise
        finally:
            await pool.release(connection)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    **self._address,
                    min_size=0,
                    max_size=POOL_SIZE,
                    max_cached_statement_lifetime=0,
                    # The longest compiled page is far above the default bound of 15 KiB.
                    max_cacheable_statement_size=1024 * 1024,
                    reset=_keep,
                )
            return self._pool


async def _keep(_connection: asyncpg.Connection) -> None:
    """Nothing to reset."""
