"""The database for the rest of the application: `read`, `write`, and connections for the compiled reader."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, configure_mappers, sessionmaker
from sqlmodel import Session as DbSession

from app.db.addresses import async_url, postgres_arguments
from app.db.breaker import Breaker
from app.db.deadlines import RECOVER_S, Deadline, interrupt
from app.db.engine import LOCK_WAIT_MS, READ_ONLY, make_engine
from app.db.error_classification import UNIQUE_VIOLATION, classify, sqlstate
from app.db.errors import OutcomeUnknown, Overloaded, StoreError
from app.db.locked_rows import LOCK_TIMEOUT, locked_row
from app.db.outbox import Change, recorded_changes
from app.db.prepared import StatementMemory
from app.db.reading import Reading
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
from app.settings.caches import CACHE_MIB

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
    ) -> None:
        """`transaction_pooler`: the URL is that of a pooler whose connections must not keep state.

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
        self.breaker = Breaker()
        statement_bytes = StatementMemory.of(self.dialect, cache_mib).reader
        self._reads: ReadPool = (
            SqliteReadPool(self.file, self.listeners, self.deadline, statement_bytes)
            if self.file is not None
            else PostgresReadPool(
                target,
                postgres_arguments(url, self.deadline, transaction_pooler=transaction_pooler),
                self.listeners,
                self.deadline,
                statement_bytes,
            )
        )
        self._slots = WriteSlots(1 if self.dialect == "sqlite" else WRITES_PER_SUBJECT)
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._on_statement)
        sessions = sessionmaker(class_=DbSession)
        # On the event, because a task that is cancelled right after the commit has changed the database all the same.
        event.listen(sessions, "after_commit", self._on_commit)
        self._sessions = async_sessionmaker(self.engine, sync_session_class=sessions, expire_on_commit=False)

    @property
    def is_missing(self) -> bool:
        """Whether there is no file yet; False for a server, which has not been asked."""
        return self.file is not None and self.file.is_missing

    def reading(self, *, snapshot: bool = False) -> Reading:
        """A connection for compiled statements, all in one snapshot if `snapshot`. Raises `StoreError`."""
        return Reading(self._reads, self.breaker, snapshot=snapshot)

    async def read(self, work: Callable[[DbSession], Result]) -> Result:
        """Run a function that only reads. Raises `StoreError`."""
        return await self._run(partial(self._read_once, work))

    async def write(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
        *,
        about: Hashable = None,
        in_thread: bool = False,
        on_attempt: OnAttempt | None = None,
        before_commit: Callable[[DbSession, Answer], None] | None = None,
    ) -> Answer:
        """One transaction: `work` writes, `answer` reads the result on the same connection, then it commits.

        `about`: what the write mainly concerns, such as an event. The number of simultaneous writes about the same is
        limited. `in_thread`: run long work in a thread. `on_attempt`: called when an attempt starts, and when it
        was rolled back to wait for a lock. Before the first attempt and while waiting a cancellation loses nothing.
        `before_commit` may store the answer.

        Raises what `work` raises, `Conflict` after five serialisation failures on PostgreSQL, and other kinds of
        `StoreError`. Nothing is stored then, except perhaps after `OutcomeUnknown`.
        """
        pending = PendingWrite.start(WHOLE_FILE if self.dialect == "sqlite" else about, on_attempt)
        attempt = partial(self._write_once, work, answer, pending, in_thread, before_commit)
        return await self._run(partial(self._in_slot, pending, attempt))

    async def change(self, work: Callable[[DbSession], Result]) -> Result:
        """One transaction without an `answer`: returns the result of `work`."""

        async def same(result: Result, _statements: Statements) -> Result:
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

    async def _connect(self, session: AsyncSession, **options: Any) -> None:
        try:
            await session.connection(execution_options=options)
        except Exception as error:
            failure = classify(error, connecting=True)
            if failure is None or failure.retry:
                raise
            self.breaker.connection_failed(failure)
            raise failure.error(failure.reason) from error
        self.breaker.succeeded()

    async def _read_once(self, work: Callable[[DbSession], Result]) -> Result:
        async with AsyncSession(self.engine, sync_session_class=DbSession, expire_on_commit=False) as session:
            await self._connect(session, **{READ_ONLY: True})
            return await session.run_sync(work)  # type: ignore[arg-type]

    async def _in_slot(self, pending: PendingWrite, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """After a lock timeout, release the connection and wait in the queue of the locked row."""
        while True:
            try:
                async with self._slots.slot(pending.subject, pending.until):
                    pending.on_attempt(True)
                    return await attempt()
            except DBAPIError as error:
                if sqlstate(error) != LOCK_TIMEOUT:
                    raise
                pending.on_attempt(False)
                if pending.left_ms() <= MIN_LOCK_WAIT_MS:
                    raise Overloaded("a lock was not free in time") from error
                pending.lock_timed_out = True
                await self._find_queue(pending, error)

    async def _find_queue(self, pending: PendingWrite, error: DBAPIError) -> None:
        if pending.subject is None:
            pending.subject = await locked_row(self.engine, error)
        elif not self._slots.has_alias(pending.subject):
            self._slots.add_alias(pending.subject, await locked_row(self.engine, error))

    async def _write_once(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
        pending: PendingWrite,
        in_thread: bool,
        before_commit: Callable[[DbSession, Answer], None] | None,
    ) -> Answer:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(self._sessions())
            late = self.dialect == "sqlite" and pending.waited_s() > LONG_WAIT_S
            await self._connect(session, **({LOCK_WAIT_MS: pending.left_ms()} if late else {}))
            if pending.lock_timed_out:
                await session.execute(text(f"SET LOCAL lock_timeout = {max(pending.left_ms(), MIN_LOCK_WAIT_MS)}"))
            if in_thread:
                result = await run_in_worker_thread(session, work)
            else:
                result = await session.run_sync(work)  # type: ignore[arg-type]
            await session.flush()
            connection = await (await session.connection()).get_raw_connection()
            answered = await self._answer(answer, result, connection.driver_connection)
            if before_commit is not None:
                await session.run_sync(before_commit, answered)  # type: ignore[arg-type]
            if self.file is not None:
                self.file.check()
            await self._commit(session)
            return answered

    async def _answer(
        self, answer: Callable[[Result, Statements], Awaitable[Answer]], result: Result, driver: Any
    ) -> Answer:
        try:
            return await answer(result, self._statements(driver))
        except asyncio.CancelledError:
            # asyncpg cancels the statement itself.
            if self.dialect == "sqlite":
                await interrupt(driver)
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
        changes = recorded_changes(session)
        for listener in self.commit_listeners if changes else ():
            listener(changes)

    def _statements(self, driver_connection: Any) -> Statements:
        if self.dialect == "sqlite":
            return SqliteStatements(driver_connection, self.listeners, self.deadline)
        return PostgresStatements(driver_connection, self.listeners)

    def _on_statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for listener in self.listeners:
            listener(statement)
