"""Read connections for the compiled reader: each statement returns one value."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Protocol

import aiosqlite
import asyncpg
from sqlalchemy.engine import URL

from app.db.connection_stack import ConnectionStack
from app.db.deadlines import RECOVER_S, Alarm, Deadline, interrupt, sqlite_connection, watch_socket
from app.db.engine import POOL_SIZE, POOL_WAIT_S, SQLITE_PRAGMAS
from app.db.error_classification import classify
from app.db.errors import Overloaded
from app.db.prepared import SQLITE_READERS, SqliteConnection, bound_asyncpg, longest_on_postgresql
from app.db.sqlite_file import SqliteFile

Listener = Callable[[str], None]
# Receives the driver's connection. What it raises keeps the connection from being lent.
Check = Callable[[object, "PostgresStatements"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Query:
    """SQL of one text, in the engine's own parameter style, and the values of its parameters."""

    sql: str
    values: Sequence[Any]


class Statements(Protocol):
    """One connection. `sql` is in the engine's own parameter style: `?1` on SQLite, `$1` on PostgreSQL."""

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        """The first column of the first row, or None."""


class SqliteStatements:
    """On an `aiosqlite` connection. `abandoned`: the caller was cancelled, and a statement may still be running."""

    def __init__(self, connection: aiosqlite.Connection, listeners: Sequence[Listener], deadline: Deadline) -> None:
        self.connection = connection
        self._listeners = listeners
        self._seconds = deadline.database_s
        self.abandoned = False

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        alarm = Alarm(sqlite_connection(self.connection), self._seconds)
        try:
            rows = list(await self.connection.execute_fetchall(sql, values))
        except asyncio.CancelledError:
            self.abandoned = True
            raise
        finally:
            alarm.off()
        return rows[0][0] if rows else None


class PostgresStatements:
    """On an `asyncpg` connection, which caches the prepared statements. `abandoned`: as above.

    `drop_statements`: forgets what was prepared, when the tables have changed.
    """

    __slots__ = ("_connection", "_drop_statements", "_listeners", "abandoned")

    def __init__(
        self,
        connection: asyncpg.Connection,
        listeners: Sequence[Listener],
        drop_statements: Callable[[], None] | None = None,
    ) -> None:
        self._connection = connection
        self._listeners = listeners
        self._drop_statements = drop_statements or connection._drop_local_statement_cache
        self.abandoned = False

    @property
    def is_in_transaction(self) -> bool:
        return bool(self._connection.is_in_transaction())

    async def fetch_value(self, sql: str, values: Sequence[Any]) -> Any:
        for listener in self._listeners:
            listener(sql)
        try:
            return await self._fetch(sql, values)
        except TimeoutError:
            # The server does not respond: an orderly close would wait for it as well.
            self._connection.terminate()
            raise
        except asyncio.CancelledError:
            self.abandoned = True
            raise

    async def _fetch(self, sql: str, values: Sequence[Any]) -> Any:
        """What asyncpg's `fetchval` does, without its detours for a statement that is prepared."""
        connection = self._connection
        statement = connection._stmt_cache.get((sql, asyncpg.Record, False))
        if statement is not None:
            try:
                rows = await connection._protocol.bind_execute(statement, values, "", 1, False, None)
            except asyncpg.InvalidCachedStatementError:
                self._drop_statements()
                if connection.is_in_transaction():
                    raise
            else:
                return rows[0][0] if rows else None
        return await connection.fetchval(sql, *values)


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
    """A stack of connections that are not reset when they are returned: no statement here changes the session."""

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
        self._stack = ConnectionStack(self._connect, POOL_SIZE, POOL_WAIT_S)
        self._cleanup = CleanupTasks()

    def acquire(self, *, snapshot: bool, check: Check | None = None) -> AbstractAsyncContextManager[Statements]:
        """`check` runs before the snapshot is taken."""
        return _Borrowed(self._stack, self._cleanup, self._listeners, snapshot, check)

    async def close(self) -> None:
        await self._cleanup.wait()
        try:
            async with asyncio.timeout(RECOVER_S):
                await self._stack.close()
        except TimeoutError:
            self._stack.terminate()

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(
            **self._address,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=longest_on_postgresql(self._statement_bytes),
        )
        watch_socket(connection._transport, self._deadline)
        bound_asyncpg(connection, self._statement_bytes)
        return connection


class _Borrowed:
    """One connection of the stack, as an `async with` block that has its statements."""

    __slots__ = (
        "_check",
        "_cleanup",
        "_connection",
        "_listeners",
        "_snapshot",
        "_stack",
        "_statements",
        "_transaction",
    )

    def __init__(
        self,
        stack: ConnectionStack,
        cleanup: "CleanupTasks",
        listeners: Sequence[Listener],
        snapshot: bool,
        check: Check | None,
    ) -> None:
        self._stack = stack
        self._cleanup = cleanup
        self._listeners = listeners
        self._snapshot = snapshot
        self._check = check

    async def __aenter__(self) -> Statements:
        try:
            self._connection = await self._stack.take()
        except TimeoutError as error:
            raise Overloaded from error
        self._statements = PostgresStatements(self._connection, self._listeners, self._stack.drop_statements)
        self._transaction: Any = None
        if self._check is not None or self._snapshot:
            try:
                await self._begin()
            except BaseException as error:
                self._give_back(error)
                raise
        return self._statements

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._transaction is not None and error is None:
            try:
                await self._roll_back()
            except BaseException as late:
                self._give_back(late)
                raise
        self._give_back(error)

    async def _begin(self) -> None:
        if self._check is not None:
            await self._check(self._connection, self._statements)
        if self._snapshot:
            self._transaction = self._connection.transaction(isolation="repeatable_read", readonly=True)
            # Until BEGIN has returned.
            self._statements.abandoned = True
            await self._transaction.start()
            self._statements.abandoned = False

    async def _roll_back(self) -> None:
        if not self._statements.abandoned and not self._connection.is_closed():
            self._statements.abandoned = True
            await self._transaction.rollback()
            self._statements.abandoned = False

    def _give_back(self, error: BaseException | None) -> None:
        connection, statements = self._connection, self._statements
        if isinstance(error, Exception):
            failure = classify(error)
            if failure is not None and failure.connection_lost:
                # It may still look usable.
                connection.terminate()
        if self._transaction is not None and not connection.is_closed() and connection.is_in_transaction():
            statements.abandoned = True
        if statements.abandoned:
            # A cancelled caller does not wait until the server has cancelled its statement.
            self._cleanup.start(_recover(self._stack, connection, self._transaction))
        else:
            self._stack.give_back(connection)


async def _recover(stack: ConnectionStack, connection: Any, transaction: Any) -> None:
    """Return a connection when its statement, which asyncpg has requested the server to cancel, has ended."""
    try:
        async with asyncio.timeout(RECOVER_S):
            if transaction is not None and not connection.is_closed():
                await transaction.rollback()
            if not connection.is_closed() and connection._protocol._is_cancelling():
                await connection._protocol._wait_for_cancellation(RECOVER_S)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
    finally:
        stack.give_back(connection)


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
