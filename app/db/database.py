"""The database for the rest of the application: `read`, `write`, and connections for the compiled reader."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, configure_mappers, sessionmaker
from sqlmodel import Session as DbSession

from app.db.addresses import async_url, postgres_arguments
from app.db.breaker import Breaker
from app.db.deadlines import RECOVER_S, Deadline, interrupt
from app.db.ending import Ending
from app.db.engine import LOCK_WAIT_MS, READ_ONLY, make_engine
from app.db.error_classification import UNIQUE_VIOLATION, classify, sqlstate
from app.db.errors import OutcomeUnknown, Overloaded, StoreError
from app.db.feed.publicity import Asking, Publicity
from app.db.locked_rows import LOCK_TIMEOUT, locked_row
from app.db.outbox import Change
from app.db.prepared import StatementMemory
from app.db.reading import Reading
from app.db.replica import NEVER, WRITTEN, Replica
from app.db.sqlite_file import SqliteFile
from app.db.statements import (
    Listener,
    PostgresReadPool,
    PostgresStatements,
    ReadPool,
    SqliteReadPool,
    SqliteStatements,
    Statements,
)
from app.db.worker_thread import run_in_worker_thread
from app.db.write_slots import MIN_LOCK_WAIT_MS, OnAttempt, PendingWrite, WriteSlots
from app.db.written_columns import forget, note_statement
from app.settings.caches import CACHE_MIB
from app.settings.store import MAX_LAG_S

__all__ = ["Database", "DbSession"]

Result = TypeVar("Result")
Answer = TypeVar("Answer")

TRIES = 5
FIRST_PAUSE_S = 0.005
READ_ONLY_CHECKS = {
    "sqlite": "SELECT 'off'",
    # Also on for a standby server.
    "postgresql": "SELECT current_setting('transaction_read_only')",
}
# Writes about one event at a time, on PostgreSQL.
WRITES_PER_SUBJECT = 3
# SQLite has one write lock per file. Waiting for it here, in order, is better than polling it.
WHOLE_FILE = "file"
_APPENDED = "appended changes"
# After a shorter wait it is not worth a statement to shorten the wait for SQLite's lock.
LONG_WAIT_S = 0.05


class Database:
    """One per process. Operations are plain functions of a session; each write is one transaction."""

    def __init__(
        self,
        url: str,
        deadline: Deadline | None = None,
        *,
        transaction_pooler: bool = False,
        cache_mib: int = CACHE_MIB,
        read_url: str | None = None,
        max_lag_s: float = MAX_LAG_S,
    ) -> None:
        """`transaction_pooler`: the URL is that of a pooler whose connections must not keep state.

        `read_url`: of a PostgreSQL standby server, which may lag behind for `max_lag_s` seconds.

        `cache_mib`: memory of all caches of this process, prepared statements among them.
        """
        # Otherwise the first write would do it and block all other requests.
        configure_mappers()
        target = async_url(url)
        self.dialect = target.get_backend_name()
        # The one file, on SQLite.
        self.file = SqliteFile(target.database or "") if self.dialect == "sqlite" else None
        self.deadline = deadline or Deadline()
        self.engine = make_engine(
            url, self.file, self.deadline, transaction_pooler=transaction_pooler, cache_mib=cache_mib
        )
        # Called with each SQL statement before it runs; tests count them.
        self.listeners: list[Listener] = []
        # Called with the changes of each committed transaction; they must not raise.
        self.commit_listeners: list[Callable[[Sequence[Change]], None]] = []
        # Set by the application, which knows the schema.
        self.publicity: Callable[[], Publicity] | None = None
        self.breaker = Breaker()
        statement_bytes = StatementMemory.of(self.dialect, cache_mib).reader

        def postgres_pool(url: str) -> PostgresReadPool:
            arguments = postgres_arguments(url, self.deadline, transaction_pooler=transaction_pooler)
            return PostgresReadPool(async_url(url), arguments, self.listeners, self.deadline, statement_bytes)

        self._reads: ReadPool = (
            SqliteReadPool(self.file, self.listeners, self.deadline, statement_bytes)
            if self.file is not None
            else postgres_pool(url)
        )
        self.replica = (
            None if read_url is None else Replica(postgres_pool(read_url), self.reading, self.breaker, max_lag_s)
        )
        # Behind a pooler, writes that wait for a lock would hold the connections that the lock's owner needs as well.
        alone = self.dialect == "sqlite" or transaction_pooler
        self._slots = WriteSlots(1 if alone else WRITES_PER_SUBJECT)
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._on_statement)
        sessions = sessionmaker(class_=DbSession)
        # On the event, because a task that is cancelled right after the commit has changed the database all the same.
        event.listen(sessions, "after_commit", self._on_commit)
        self._sessions = async_sessionmaker(self.engine, sync_session_class=sessions, expire_on_commit=False)

    @property
    def is_missing(self) -> bool:
        """Whether there is no file yet; False for a server, which is not checked."""
        return self.file is not None and self.file.is_missing

    def reading(self, *, snapshot: bool = False) -> Reading:
        """A connection for compiled statements, all in one snapshot if `snapshot`. Raises `StoreError`."""
        return Reading(self._reads, self.breaker, snapshot=snapshot)

    async def written(self) -> int | None:
        """The position after everything that has been committed; None without a replica.

        If it cannot be read, it is one that no replica reaches.
        """
        if self.replica is None:
            return None
        try:
            async with self.reading() as statements:
                return int(await statements.fetch_value(WRITTEN, ()))
        except StoreError:
            return NEVER

    async def read(self, work: Callable[[DbSession], Result]) -> Result:
        """Run a function that only reads. Raises `StoreError`."""
        return await self._run(partial(self._read_once, work))

    async def write(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Ending], Awaitable[Answer]],
        *,
        about: Hashable = None,
        in_thread: bool = False,
        on_attempt: OnAttempt | None = None,
    ) -> Answer:
        """One transaction: `work` writes, `answer` reads the result on the same connection, then it commits.

        `about`: what the write mainly concerns, such as an event. The number of simultaneous writes about the same is
        limited. `in_thread`: run long work in a thread. `on_attempt`: called when an attempt starts, and when it
        was rolled back to wait for a lock. Before the first attempt and while waiting a cancellation loses nothing.

        Raises what `work` raises, `Conflict` after five serialisation failures on PostgreSQL, and other kinds of
        `StoreError`. Nothing is stored then, except perhaps after `OutcomeUnknown`.
        """
        pending = PendingWrite.start(WHOLE_FILE if self.dialect == "sqlite" else about, on_attempt)
        attempt = partial(self._write_once, work, answer, pending, in_thread)
        return await self._run(partial(self._in_slot, pending, attempt))

    async def change(self, work: Callable[[DbSession], Result]) -> Result:
        """One transaction without an `answer`: returns the result of `work`."""

        async def same(result: Result, _ending: Ending) -> Result:
            return result

        return await self.write(work, same)

    async def write_fault(self) -> str | None:
        """Why the database can be read but not written, as a code; None if it can be. Raises `StoreError`."""
        if self.file is not None and self.file.is_replaced:
            return "database-file-replaced"
        async with self.reading() as statements:
            read_only = await statements.fetch_value(READ_ONLY_CHECKS[self.dialect], ())
        if read_only == "on" or (self.file is not None and not self.file.is_writable):
            return "database-read-only"
        return None

    async def close(self) -> None:
        self.breaker.shut_down()
        if self.replica is not None:
            await self.replica.close()
        await self._reads.close()
        # Connections of a server that does not answer are dropped.
        with suppress(TimeoutError):
            async with asyncio.timeout(RECOVER_S):
                await self.engine.dispose()

    async def _run(self, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """Run a transaction, and retry it after a failure that may pass."""
        number = 0
        while True:
            self.breaker.admit()
            number += 1
            try:
                return await attempt()
            except Exception as error:
                pause = self._pause(error, number)
                if pause is None:
                    raise
            finally:
                self.breaker.inconclusive()
            await asyncio.sleep(pause)

    def _pause(self, error: Exception, number: int) -> float | None:
        """The pause before the next attempt; None for an error that is no store failure. Raises `StoreError`."""
        backoff: float = FIRST_PAUSE_S * 2**number * (1 + random.random())  # noqa: S311
        if sqlstate(error) == UNIQUE_VIOLATION:
            # Another transaction may have taken a generated value. At the last attempt it is an error.
            return backoff if self.dialect == "postgresql" and number < TRIES else None
        failure = classify(error)
        if failure is None:
            return None
        if failure.contention and number < TRIES:
            return backoff
        if failure.retry and number < TRIES:
            return 0.0
        if isinstance(error, StoreError):
            raise error
        raise failure.error(failure.reason) from error

    def _connect(self, session: Session, **options: Any) -> Connection:
        """The session's connection, with a transaction. Called in a greenlet."""
        try:
            connection = session.connection(execution_options=options)
        except Exception as error:
            failure = classify(error, connecting=True)
            if failure is None or failure.retry:
                raise
            self.breaker.connection_failed(failure)
            raise failure.error(failure.reason) from error
        self.breaker.succeeded()
        return connection

    async def _read_once(self, work: Callable[[DbSession], Result]) -> Result:
        def connected(session: DbSession) -> Result:
            self._connect(session, **{READ_ONLY: True})
            return work(session)

        async with AsyncSession(self.engine, sync_session_class=DbSession, expire_on_commit=False) as session:
            return await session.run_sync(connected)  # type: ignore[arg-type]

    async def _in_slot(self, pending: PendingWrite, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """After a lock timeout, release the connection and wait in the queue of the locked row."""
        while True:
            try:
                async with self._slots.slot(pending.subject, pending.until):
                    pending.on_attempt(True)
                    return await attempt()
            except Exception as error:
                if sqlstate(error) != LOCK_TIMEOUT:
                    raise
                pending.on_attempt(False)
                if pending.left_ms() <= MIN_LOCK_WAIT_MS:
                    raise Overloaded("a lock was not free in time") from error
                pending.lock_timed_out = True
                await self._find_queue(pending, error)

    async def _find_queue(self, pending: PendingWrite, error: Exception) -> None:
        if pending.subject is None:
            pending.subject = await locked_row(self.engine, error)
        elif not self._slots.has_alias(pending.subject):
            self._slots.add_alias(pending.subject, await locked_row(self.engine, error))

    async def _write_once(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Ending], Awaitable[Answer]],
        pending: PendingWrite,
        in_thread: bool,
    ) -> Answer:
        def begin(db: DbSession) -> Connection:
            late = self.dialect == "sqlite" and pending.waited_s() > LONG_WAIT_S
            connection = self._connect(db, **({LOCK_WAIT_MS: pending.left_ms()} if late else {}))
            forget(connection)
            if pending.lock_timed_out:
                db.execute(text(f"SET LOCAL lock_timeout = {max(pending.left_ms(), MIN_LOCK_WAIT_MS)}"))
            return connection

        def begin_and_work(db: DbSession) -> tuple[Connection, Result]:
            # Each switch to another greenlet takes a while: all that the session does comes together.
            connection = begin(db)
            result = work(db)
            db.flush()
            return connection, result

        async with AsyncExitStack() as closing:
            session = await closing.enter_async_context(self._sessions())
            if in_thread:
                connection = await session.run_sync(begin)  # type: ignore[arg-type]
                result = await run_in_worker_thread(session, work)
                await session.flush()
            else:
                connection, result = await session.run_sync(begin_and_work)  # type: ignore[arg-type]
            statements = self._statements(connection.connection.driver_connection)
            asking = Asking(self.publicity and self.publicity(), self.dialect, self.reading)
            ending = Ending(session, connection, statements, asking, in_thread=in_thread)
            answered = await self._uninterrupted(answer(result, ending), statements)
            if ending.placed is None:
                await self._uninterrupted(ending.fetch_last(), statements)
            session.sync_session.info[_APPENDED] = ending.placed
            if self.file is not None:
                self.file.check()
            await self._commit(session)
            # The commit has given the connection back: there is nothing left to close.
            closing.pop_all()
        return answered

    async def _uninterrupted(self, running: Awaitable[Answer], statements: Statements) -> Answer:
        """Await what runs statements on the writing connection itself. If it is cancelled, they are ended first."""
        try:
            return await running
        except asyncio.CancelledError:
            # asyncpg cancels the statement itself.
            if isinstance(statements, SqliteStatements):
                await interrupt(statements.connection)
            raise

    async def _commit(self, session: AsyncSession) -> None:
        try:
            await session.commit()
        except Exception as error:
            failure = classify(error)
            if failure is not None and failure.connection_lost:
                raise OutcomeUnknown(failure.reason) from error
            raise

    def _on_commit(self, session: Session) -> None:
        changes = session.info.get(_APPENDED, ())
        for listener in self.commit_listeners if changes else ():
            listener(changes)

    def _statements(self, driver_connection: Any) -> Statements:
        if self.dialect == "sqlite":
            return SqliteStatements(driver_connection, self.listeners, self.deadline)
        return PostgresStatements(driver_connection, self.listeners)

    def _on_statement(self, connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        note_statement(connection, statement)
        for listener in self.listeners:
            listener(statement)
