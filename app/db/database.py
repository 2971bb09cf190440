"""The store as the rest of the house sees it: `read`, `write`, and connections for the compiled reader."""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import Session as DbSession

from app.db.changes import Change, noted
from app.db.contention import LOCK_TIMEOUT, locked_row
from app.db.deadlines import Deadline, quieten
from app.db.engine import LOCK_WAIT_MS, READ_ONLY, make_engine
from app.db.statements import (
    Listener,
    PostgresReadPool,
    PostgresStatements,
    ReadPool,
    SqliteReadPool,
    SqliteStatements,
    Statements,
)
from app.db.trouble import Conflict, Overloaded
from app.db.turns import LEAST_MS, Turns, Waiting

__all__ = ["Conflict", "Database", "DbSession"]

Result = TypeVar("Result")
Answer = TypeVar("Answer")

# PostgreSQL: a name or number that another transaction took meanwhile.
UNIQUE_VIOLATION = "23505"
# With serialization failure and deadlock: the whole transaction is run again on what is there by then.
RETRIED_STATES = ("40001", "40P01", UNIQUE_VIOLATION)
TRIES = 5
FIRST_PAUSE_S = 0.005
# Of PostgreSQL's connections, those that may wait for one event.
ABREAST = 3
# SQLite takes one write lock per file: waiting for it here, in order, beats spinning on it.
WHOLE_FILE = "file"
# Less is not worth a statement of its own.
NOTABLE_WAIT_S = 0.05


class Database:
    """One per process. Operations are plain functions of a session; each write is one transaction."""

    def __init__(self, url: str, deadline: Deadline | None = None) -> None:
        self.deadline = deadline or Deadline()
        self.engine = make_engine(url, self.deadline)
        self.dialect = self.engine.dialect.name
        # Called with each SQL statement before it runs; tests count them.
        self.listeners: list[Listener] = []
        # Called with what a transaction has recorded, once it is committed; they must not raise.
        self.committed: list[Callable[[Sequence[Change]], None]] = []
        self._reads: ReadPool = (
            SqliteReadPool(self.engine.url, self.listeners, self.deadline)
            if self.dialect == "sqlite"
            else PostgresReadPool(self.engine.url, self.listeners, self.deadline)
        )
        self._turns = Turns(1 if self.dialect == "sqlite" else ABREAST)
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._tell)
        writing = sessionmaker(class_=DbSession)
        # By the commit itself: a write that is cancelled right after it has changed the store all the same.
        event.listen(writing, "after_commit", self._announce)
        self._writing = async_sessionmaker(self.engine, sync_session_class=writing, expire_on_commit=False)

    def reading(self, *, snapshot: bool = False) -> AbstractAsyncContextManager[Statements]:
        """A connection for compiled statements. `snapshot`: all of them see the same moment."""
        return self._reads.acquire(snapshot=snapshot)

    async def read(self, work: Callable[[DbSession], Result]) -> Result:
        """Run a function that only reads. Raises `Overloaded` when no connection became free."""
        async with AsyncSession(self.engine, sync_session_class=DbSession, expire_on_commit=False) as session:
            try:
                await session.connection(execution_options={READ_ONLY: True})
            except PoolTimeout as error:
                raise Overloaded from error
            return await session.run_sync(work)  # type: ignore[arg-type]

    async def write(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
        *,
        about: Hashable = None,
    ) -> Answer:
        """One transaction: `work` changes, `answer` reads on the same connection what became of it, commit.

        `about`: what most of the change is about. Of those that are about the same, a few run at a time.
        Raises what `work` raises, with nothing stored; `Conflict` when PostgreSQL gave up five times;
        `Overloaded` when no connection, or no turn to write, became free.
        """
        attempt = 0
        waiting = Waiting.about(WHOLE_FILE if self.dialect == "sqlite" else about)
        while True:
            try:
                async with self._turns.of(waiting.subject, waiting.until):
                    return await self._write_once(work, answer, waiting)
            except PoolTimeout as error:
                raise Overloaded from error
            except DBAPIError as error:
                if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                    raise Overloaded from error
                state = getattr(error.orig, "sqlstate", None)
                if state == LOCK_TIMEOUT:
                    await self._queue_up(waiting, error)
                    continue
                attempt += 1
                lasting = state == UNIQUE_VIOLATION and attempt == TRIES
                if state not in RETRIED_STATES or lasting:
                    raise
                if attempt == TRIES:
                    raise Conflict from error
            await asyncio.sleep(FIRST_PAUSE_S * 2**attempt * (1 + random.random()))  # noqa: S311

    async def change(self, work: Callable[[DbSession], Result]) -> Result:
        """One transaction whose result is all the caller wants."""

        async def as_it_is(result: Result, _statements: Statements) -> Result:
            return result

        return await self.write(work, as_it_is)

    async def close(self) -> None:
        await self._reads.close()
        await self.engine.dispose()

    async def _write_once(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
        waiting: Waiting,
    ) -> Answer:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(self._writing())
            await stack.enter_async_context(session.begin())
            if self.dialect != "sqlite":
                if waiting.met_a_lock:
                    await session.execute(text(f"SET LOCAL lock_timeout = {waiting.left_ms()}"))
            elif waiting.waited_s() > NOTABLE_WAIT_S:
                await session.connection(execution_options={LOCK_WAIT_MS: waiting.left_ms()})
            result = await session.run_sync(work)  # type: ignore[arg-type]
            await session.flush()
            connection = await (await session.connection()).get_raw_connection()
            driver: Any = connection.driver_connection
            try:
                return await answer(result, self._statements(driver))
            except asyncio.CancelledError:
                # asyncpg asks the server to end it, by itself.
                if self.dialect == "sqlite":
                    await quieten(driver)
                raise

    async def _queue_up(self, waiting: Waiting, error: DBAPIError) -> None:
        """After a lock was not free in a moment: the next attempt waits among those who are after the same row."""
        if waiting.left_ms() <= LEAST_MS:
            raise Overloaded("a lock was not free in time") from error
        waiting.met_a_lock = True
        if waiting.subject is not None and self._turns.knows(waiting.subject):
            return
        row = await locked_row(self.engine, error)
        if waiting.subject is None:
            waiting.subject = row
        else:
            self._turns.learn(waiting.subject, row)

    def _announce(self, session: Session) -> None:
        changes = noted(session)
        for tell in self.committed if changes else ():
            tell(changes)

    def _statements(self, driver_connection: Any) -> Statements:
        if self.dialect == "sqlite":
            return SqliteStatements(driver_connection, self.listeners, self.deadline)
        return PostgresStatements(driver_connection, self.listeners)

    def _tell(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for listener in self.listeners:
            listener(statement)
