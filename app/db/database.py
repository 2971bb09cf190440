"""The store as the rest of the house sees it: `read`, `write`, and connections for the compiled reader."""

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
from app.db.deadlines import RECOVER_S, Deadline, quieten
from app.db.engine import LOCK_WAIT_MS, READ_ONLY, make_engine
from app.db.error_classification import UNIQUE_VIOLATION, judge, sqlstate
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
from app.db.turns import LEAST_MS, OnAttempt, Turns, Waiting
from app.db.worker_thread import run_in_worker_thread
from app.settings.caches import CACHE_MIB

__all__ = ["Database", "DbSession"]

Result = TypeVar("Result")
Answer = TypeVar("Answer")

TRIES = 5
FIRST_PAUSE_S = 0.005
READ_ONLY_CHECKS = {
    "sqlite": "SELECT 'off'",
    # Also of a server that follows another one.
    "postgresql": "SELECT current_setting('transaction_read_only')",
}
# Of PostgreSQL's connections, those that may wait for one event.
ABREAST = 3
# SQLite takes one write lock per file: waiting for it here, in order, beats spinning on it.
WHOLE_FILE = "file"
# Less is not worth a statement of its own.
NOTABLE_WAIT_S = 0.05


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
        """`transaction_pooler`: the address is that of one, and nothing may be left behind on its connections.

        `cache_mib`: memory of all caches of this process, prepared statements among them.
        """
        # Else the first request that changes anything does it, and all others wait.
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
        self._turns = Turns(1 if self.dialect == "sqlite" else ABREAST)
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._tell)
        writing = sessionmaker(class_=DbSession)
        # By the commit itself: a write that is cancelled right after it has changed the store all the same.
        event.listen(writing, "after_commit", self._announce)
        self._writing = async_sessionmaker(self.engine, sync_session_class=writing, expire_on_commit=False)

    @property
    def is_missing(self) -> bool:
        """Whether there is no file yet; of a server that is not known before it is asked."""
        return self.file is not None and self.file.is_missing

    def reading(self, *, snapshot: bool = False) -> Reading:
        """A connection for compiled statements. `snapshot`: all of them see the same moment. Raises `StoreError`."""
        return Reading(self._reads, self.breaker, snapshot=snapshot)

    async def read(self, work: Callable[[DbSession], Result]) -> Result:
        """Run a function that only reads. Raises `StoreError` where the store cannot."""
        return await self._run(partial(self._read_once, work))

    async def write(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
        *,
        about: Hashable = None,
        aside: bool = False,
        on_attempt: OnAttempt | None = None,
    ) -> Answer:
        """One transaction: `work` changes, `answer` reads on the same connection what became of it, commit.

        `about`: what most of the change is about. Of those that are about the same, a few run at a time.
        `aside`: the work is long, and computes in a thread. As long as nothing was started, a write may be cancelled
        without losing anything: `on_attempt` tells.

        Raises what `work` raises, `Conflict` after five serialisation failures on PostgreSQL, and other kinds of
        `StoreError`. Nothing is stored then, except perhaps with `OutcomeUnknown`.
        """
        waiting = Waiting.about(WHOLE_FILE if self.dialect == "sqlite" else about, on_attempt)
        once = partial(self._write_once, work, answer, waiting, aside)
        return await self._run(partial(self._in_turn, waiting, once))

    async def change(self, work: Callable[[DbSession], Result]) -> Result:
        """One transaction whose result is all the caller wants."""

        async def as_it_is(result: Result, _statements: Statements) -> Result:
            return result

        return await self.write(work, as_it_is)

    async def fault(self) -> str | None:
        """Why nothing can be stored, in a word, though the store answers; None if it can. Raises `StoreError`."""
        if self.file is not None and self.file.is_replaced:
            return "database-file-replaced"
        async with self.reading() as statements:
            read_only = await statements.fetch_value(READ_ONLY_CHECKS[self.dialect], ())
        if read_only == "on" or (self.file is not None and not self.file.is_writable):
            return "database-read-only"
        return None

    async def close(self) -> None:
        self.breaker.close()
        await self._reads.close()
        # A server that does not answer is not said goodbye to.
        with suppress(TimeoutError):
            async with asyncio.timeout(RECOVER_S):
                await self.engine.dispose()

    async def _run(self, once: Callable[[], Awaitable[Answer]]) -> Answer:
        """Run a transaction, and once more where nothing came of it for a reason that passes."""
        attempt = 0
        while True:
            self.breaker.admit()
            attempt += 1
            try:
                return await once()
            except Exception as error:
                pause = self._pause(error, attempt)
                if pause is None:
                    raise
            finally:
                self.breaker.undecided()
            await asyncio.sleep(pause)

    def _pause(self, error: Exception, attempt: int) -> float | None:
        """How long to wait before the next attempt; None for what is no trouble. Raises `StoreError`."""
        waited: float = FIRST_PAUSE_S * 2**attempt * (1 + random.random())  # noqa: S311
        if sqlstate(error) == UNIQUE_VIOLATION:
            # Taken for good, if it is still there the last time.
            return waited if self.dialect == "postgresql" and attempt < TRIES else None
        verdict = judge(error)
        if verdict is None:
            return None
        if verdict.raced and attempt < TRIES:
            return waited
        if verdict.again and attempt < TRIES:
            return 0.0
        if isinstance(error, StoreError):
            raise error
        raise verdict.trouble(verdict.reason) from error

    async def _connect(self, session: AsyncSession, **options: Any) -> None:
        try:
            await session.connection(execution_options=options)
        except Exception as error:
            verdict = judge(error, connecting=True)
            if verdict is None or verdict.again:
                # The next connection may be better.
                raise
            self.breaker.judged(verdict)
            raise verdict.trouble(verdict.reason) from error
        self.breaker.succeeded()

    async def _read_once(self, work: Callable[[DbSession], Result]) -> Result:
        async with AsyncSession(self.engine, sync_session_class=DbSession, expire_on_commit=False) as session:
            await self._connect(session, **{READ_ONLY: True})
            return await session.run_sync(work)  # type: ignore[arg-type]

    async def _in_turn(self, waiting: Waiting, once: Callable[[], Awaitable[Answer]]) -> Answer:
        """After a lock was not free in a moment, wait for it among those who are after the same row."""
        while True:
            try:
                async with self._turns.of(waiting.subject, waiting.until):
                    waiting.on_attempt(True)
                    return await once()
            except DBAPIError as error:
                if sqlstate(error) != LOCK_TIMEOUT:
                    raise
                waiting.on_attempt(False)
                if waiting.left_ms() <= LEAST_MS:
                    raise Overloaded("a lock was not free in time") from error
                waiting.met_a_lock = True
                await self._find_line(waiting, error)

    async def _find_line(self, waiting: Waiting, error: DBAPIError) -> None:
        if waiting.subject is None:
            waiting.subject = await locked_row(self.engine, error)
        elif not self._turns.knows(waiting.subject):
            self._turns.learn(waiting.subject, await locked_row(self.engine, error))

    async def _write_once(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
        waiting: Waiting,
        aside: bool,
    ) -> Answer:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(self._writing())
            late = self.dialect == "sqlite" and waiting.waited_s() > NOTABLE_WAIT_S
            await self._connect(session, **({LOCK_WAIT_MS: waiting.left_ms()} if late else {}))
            if waiting.met_a_lock:
                await session.execute(text(f"SET LOCAL lock_timeout = {max(waiting.left_ms(), LEAST_MS)}"))
            if aside:
                result = await run_in_worker_thread(session, work)
            else:
                result = await session.run_sync(work)  # type: ignore[arg-type]
            await session.flush()
            connection = await (await session.connection()).get_raw_connection()
            answered = await self._answer(answer, result, connection.driver_connection)
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
            # asyncpg asks the server to end what nobody waits for, by itself.
            if self.dialect == "sqlite":
                await quieten(driver)
            raise

    async def _commit(self, session: AsyncSession) -> None:
        try:
            await session.commit()
        except Exception as error:
            verdict = judge(error)
            if verdict is not None and verdict.lost:
                raise OutcomeUnknown(verdict.reason) from error
            raise

    def _announce(self, session: Session) -> None:
        changes = recorded_changes(session)
        for listener in self.commit_listeners if changes else ():
            listener(changes)

    def _statements(self, driver_connection: Any) -> Statements:
        if self.dialect == "sqlite":
            return SqliteStatements(driver_connection, self.listeners, self.deadline)
        return PostgresStatements(driver_connection, self.listeners)

    def _tell(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for listener in self.listeners:
            listener(statement)
