"""Read connections for the compiled reader: each statement returns one value."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Protocol

import aiosqlite
import asyncpg
from sqlalchemy.engine import URL

from app.db.deadlines import RECOVER_S, Alarm, Deadline, interrupt, sqlite_connection, watch_socket
from app.db.engine import POOL_SIZE, POOL_WAIT_S, SQLITE_PRAGMAS
from app.db.error_classification import classify
from app.db.errors import Overloaded
from app.db.prepared import SQLITE_READERS, SqliteConnection, bound_asyncpg, longest_on_postgresql
from app.db.sqlite_file import SqliteFile

Listener = Callable[[str], None]


class Statements(Protocol):
    """One connection. `sql` is in the engine's own parameter style: `?1` on SQLite, `$1` on PostgreSQL."""

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        """The first column of the first row, or None."""


class SqliteStatements:
    """On an `aiosqlite` connection. `abandoned`: the caller was cancelled, and a statement may still be running."""

    def __init__(self, connection: aiosqlite.Connection, listeners: Sequence[Listener], deadline: Deadline) -> None:
        self._connection = connection
        self._listeners = listeners
        self._seconds = deadline.database_s
        self.abandoned = False

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        alarm = Alarm(sqlite_connection(self._connection), self._seconds)
        try:
            rows = list(await self._connection.execute_fetchall(sql, values))
        except asyncio.CancelledError:
            self.abandoned = True
            raise
        finally:
            alarm.off()
        return rows[0][0] if rows else None


class PostgresStatements:
    """On an `asyncpg` connection, which caches the prepared statements. `abandoned`: as above."""

    def __init__(self, connection: asyncpg.Connection, listeners: Sequence[Listener]) -> None:
        self._connection = connection
        self._listeners = listeners
        self.abandoned = False

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        try:
            return await self._connection.fetchval(sql, *values)
        except TimeoutError:
            # The server does not respond: an orderly close would wait for it as well.
            self._connection.terminate()
            raise
        except asyncio.CancelledError:
            self.abandoned = True
            raise


class ReadPool(Protocol):
    """Connections for reading. In a snapshot, all statements see the same state of the database."""

    def acquire(self, *, snapshot: bool) -> AbstractAsyncContextManager[Statements]: ...

    async def close(self) -> None: ...


class SqliteReadPool:
    """A few read-only connections to one file, each with its own thread, opened when first needed."""

    def __init__(
        self, file: SqliteFile, listeners: Sequence[Listener], deadline: Deadline, statement_bytes: int
    ) -> None:
        self._file = file
        self._listeners = listeners
        self._deadline = deadline
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._all: list[aiosqlite.Connection] = []
        self._unopened = SQLITE_READERS
        self._connect = partial(SqliteConnection, max_bytes=statement_bytes)
        self._cleanup = CleanupTasks()

    @asynccontextmanager
    async def acquire(self, *, snapshot: bool) -> AsyncIterator[Statements]:
        connection = await self._take()
        statements = SqliteStatements(connection, self._listeners, self._deadline)
        # Until BEGIN has returned.
        statements.abandoned = snapshot
        try:
            if snapshot:
                await connection.execute("BEGIN")
                statements.abandoned = False
            yield statements
            if snapshot and not statements.abandoned:
                statements.abandoned = True
                await connection.execute("ROLLBACK")
                statements.abandoned = False
        finally:
            # A cancelled caller does not wait. The connection returns to the pool when its statement has ended.
            if statements.abandoned or (snapshot and connection.in_transaction):
                self._cleanup.start(self._recover(connection))
            else:
                self._free.put_nowait(connection)

    async def close(self) -> None:
        await self._cleanup.wait()
        for connection in self._all:
            alarm = Alarm(sqlite_connection(connection), 0)
            try:
                await connection.close()
            finally:
                alarm.off()
        self._all.clear()

    async def _recover(self, connection: aiosqlite.Connection) -> None:
        try:
            await interrupt(connection)
        finally:
            self._free.put_nowait(connection)

    async def _take(self) -> aiosqlite.Connection:
        if self._free.empty() and self._unopened:
            self._unopened -= 1
            try:
                return await self._open()
            except BaseException:
                self._unopened += 1
                raise
        try:
            # In Python 3.11, `wait_for` can swallow a cancellation that arrives together with the result.
            async with asyncio.timeout(POOL_WAIT_S):
                return await self._free.get()
        except TimeoutError as error:
            raise Overloaded from error

    async def _open(self) -> aiosqlite.Connection:
        self._file.try_opening()
        opening = aiosqlite.connect(self._file.uri, uri=True, isolation_level=None, factory=self._connect)
        # A disk that does not respond must not keep the process from exiting.
        opening._thread.daemon = True
        connection = await opening
        try:
            self._file.check()
            for pragma in (*SQLITE_PRAGMAS, "PRAGMA query_only=ON"):
                await connection.execute(pragma)
        except BaseException:
            # Its thread would keep the process from exiting.
            await connection.close()
            raise
        self._all.append(connection)
        return connection


class PostgresReadPool:
    """asyncpg's pool without its reset, which costs a round trip: no statement here changes the session."""

    def __init__(
        self,
        url: URL,
        arguments: dict[str, Any],
        listeners: Sequence[Listener],
        deadline: Deadline,
        statement_bytes: int,
    ) -> None:
        # Parsed by SQLAlchemy as for the write side, so that both connect alike.
        self._address = {**url.get_dialect()().create_connect_args(url)[1], **arguments}
        self._listeners = listeners
        self._deadline = deadline
        self._statement_bytes = statement_bytes
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._cleanup = CleanupTasks()

    @asynccontextmanager
    async def acquire(self, *, snapshot: bool) -> AsyncIterator[Statements]:
        pool = self._pool or await self._open()
        try:
            connection = await pool.acquire(timeout=POOL_WAIT_S)
        except TimeoutError as error:
            raise Overloaded from error
        statements = PostgresStatements(connection, self._listeners)
        transaction = connection.transaction(isolation="repeatable_read", readonly=True) if snapshot else None
        # Until BEGIN has returned.
        statements.abandoned = snapshot
        try:
            if transaction is not None:
                await transaction.start()
                statements.abandoned = False
            yield statements
            if transaction is not None and not statements.abandoned and not connection.is_closed():
                statements.abandoned = True
                await transaction.rollback()
                statements.abandoned = False
        except Exception as error:
            failure = classify(error)
            if failure is not None and failure.connection_lost:
                # It may still look usable.
                connection.terminate()
            raise
        finally:
            # A cancelled caller does not wait until the server has cancelled its statement.
            if transaction is not None and not connection.is_closed() and connection.is_in_transaction():
                statements.abandoned = True
            if statements.abandoned:
                self._cleanup.start(self._recover(pool, connection, transaction))
            else:
                await pool.release(connection)

    async def close(self) -> None:
        await self._cleanup.wait()
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
                    # After the statement, which asyncpg has asked the server to cancel.
                    await transaction.rollback()
                await pool.release(connection)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            # Terminating it makes room in the pool.
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
                    reset=_no_reset,
                )
            return self._pool

    async def _set_up(self, connection: Any) -> None:
        watch_socket(connection._transport, self._deadline)
        bound_asyncpg(connection, self._statement_bytes)


class CleanupTasks:
    """Tasks that return connections to their pool after their callers were cancelled."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait(self) -> None:
        """Wait until all tasks have ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _no_reset(_connection: asyncpg.Connection) -> None:
    """Leave the session as it is."""
