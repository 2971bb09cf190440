"""Connections that answer one prepared statement with one value: what the compiled reader runs on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Protocol

import aiosqlite
import asyncpg
from sqlalchemy.engine import URL

from app.db.deadlines import RECOVER_S, Alarm, Deadline, quieten, under, watch_socket
from app.db.engine import POOL_SIZE, POOL_WAIT_S, SQLITE_PRAGMAS
from app.db.error_classification import judge
from app.db.errors import Overloaded
from app.db.prepared import SQLITE_READERS, SqliteConnection, bound_asyncpg, longest_on_postgresql
from app.db.sqlite_file import SqliteFile

Listener = Callable[[str], None]


class Statements(Protocol):
    """One connection. `sql` is in the engine's own parameter style: `?1` on SQLite, `$1` on PostgreSQL."""

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        """The first column of the first row, or None."""


class SqliteStatements:
    """Over an `aiosqlite` connection. `left`: somebody went away while it was at work, and perhaps it still is."""

    def __init__(self, connection: aiosqlite.Connection, listeners: Sequence[Listener], deadline: Deadline) -> None:
        self._connection = connection
        self._listeners = listeners
        self._seconds = deadline.database_s
        self.left = False

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        alarm = Alarm(under(self._connection), self._seconds)
        try:
            rows = list(await self._connection.execute_fetchall(sql, values))
        except asyncio.CancelledError:
            self.left = True
            raise
        finally:
            alarm.off()
        return rows[0][0] if rows else None


class PostgresStatements:
    """Over an `asyncpg` connection, whose own cache keeps the statements prepared. `left`: as above."""

    def __init__(self, connection: asyncpg.Connection, listeners: Sequence[Listener]) -> None:
        self._connection = connection
        self._listeners = listeners
        self.left = False

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        try:
            return await self._connection.fetchval(sql, *values)
        except TimeoutError:
            # Nothing is heard of the server: closing it politely would wait for the same silence.
            self._connection.terminate()
            raise
        except asyncio.CancelledError:
            self.left = True
            raise


class ReadPool(Protocol):
    """Connections for reading. A snapshot shows several statements the same moment."""

    def acquire(self, *, snapshot: bool) -> AbstractAsyncContextManager[Statements]: ...

    async def close(self) -> None: ...


class SqliteReadPool:
    """A few read-only connections to one file, each with its thread, opened when first needed."""

    def __init__(
        self, file: SqliteFile, listeners: Sequence[Listener], deadline: Deadline, statement_bytes: int
    ) -> None:
        self._file = file
        self._listeners = listeners
        self._deadline = deadline
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._all: list[aiosqlite.Connection] = []
        self._left = SQLITE_READERS
        self._connect = partial(SqliteConnection, max_bytes=statement_bytes)
        self._aside = Aside()

    @asynccontextmanager
    async def acquire(self, *, snapshot: bool) -> AsyncIterator[Statements]:
        connection = await self._take()
        statements = SqliteStatements(connection, self._listeners, self._deadline)
        # Until it is known to be quiet.
        statements.left = snapshot
        try:
            if snapshot:
                await connection.execute("BEGIN")
                statements.left = False
            yield statements
            if snapshot and not statements.left:
                statements.left = True
                await connection.execute("ROLLBACK")
                statements.left = False
        finally:
            # Those who left are not kept waiting, and those who wait get it once it is quiet.
            if statements.left or (snapshot and connection.in_transaction):
                self._aside.start(self._recover(connection))
            else:
                self._free.put_nowait(connection)

    async def close(self) -> None:
        await self._aside.over()
        for connection in self._all:
            alarm = Alarm(under(connection), 0)
            try:
                await connection.close()
            finally:
                alarm.off()
        self._all.clear()

    async def _recover(self, connection: aiosqlite.Connection) -> None:
        try:
            await quieten(connection)
        finally:
            self._free.put_nowait(connection)

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
        opening = aiosqlite.connect(self._file.uri, uri=True, isolation_level=None, factory=self._connect)
        # A disk that does not answer must not keep the process from ending.
        opening._thread.daemon = True
        connection = await opening
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

    def __init__(
        self,
        url: URL,
        arguments: dict[str, Any],
        listeners: Sequence[Listener],
        deadline: Deadline,
        statement_bytes: int,
    ) -> None:
        # Taken apart as the write side's is, so that both go to the same place in the same way.
        self._address = {**url.get_dialect()().create_connect_args(url)[1], **arguments}
        self._listeners = listeners
        self._deadline = deadline
        self._statement_bytes = statement_bytes
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._aside = Aside()

    @asynccontextmanager
    async def acquire(self, *, snapshot: bool) -> AsyncIterator[Statements]:
        pool = self._pool or await self._open()
        try:
            connection = await pool.acquire(timeout=POOL_WAIT_S)
        except TimeoutError as error:
            raise Overloaded from error
        statements = PostgresStatements(connection, self._listeners)
        transaction = connection.transaction(isolation="repeatable_read", readonly=True) if snapshot else None
        # Until it is known to be quiet.
        statements.left = snapshot
        try:
            if transaction is not None:
                await transaction.start()
                statements.left = False
            yield statements
            if transaction is not None and not statements.left and not connection.is_closed():
                statements.left = True
                await transaction.rollback()
                statements.left = False
        except Exception as error:
            verdict = judge(error)
            if verdict is not None and verdict.lost:
                # However alive it looks.
                connection.terminate()
            raise
        finally:
            # Those who left are not kept waiting for the server to end what they had asked.
            if transaction is not None and not connection.is_closed() and connection.is_in_transaction():
                statements.left = True
            if statements.left:
                self._aside.start(self._recover(pool, connection, transaction))
            else:
                await pool.release(connection)

    async def close(self) -> None:
        await self._aside.over()
        if self._pool is not None:
            pool, self._pool = self._pool, None
            try:
                async with asyncio.timeout(RECOVER_S):
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    async def _recover(self, pool: asyncpg.Pool, connection: Any, transaction: Any) -> None:
        try:
            async with asyncio.timeout(RECOVER_S):
                if transaction is not None and not connection.is_closed():
                    # Behind the statement, which asyncpg has asked the server to end.
                    await transaction.rollback()
                await pool.release(connection)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # The pool has it back by that.
            connection.terminate()

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    **self._address,
                    min_size=0,
                    max_size=POOL_SIZE,
                    max_cached_statement_lifetime=0,
                    max_cacheable_statement_size=longest_on_postgresql(self._statement_bytes),
                    init=self._set_up,
                    reset=_keep,
                )
            return self._pool

    async def _set_up(self, connection: Any) -> None:
        watch_socket(connection._transport, self._deadline)
        bound_asyncpg(connection, self._statement_bytes)


class Aside:
    """Tasks that clean up behind those who did not wait for it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def over(self) -> None:
        """Returns when they are done."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _keep(_connection: asyncpg.Connection) -> None:
    """Nothing to reset."""
