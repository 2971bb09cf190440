"""The store as the rest of the house sees it: `read`, `write`, and connections for the compiled reader."""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import Session as DbSession

from app.db.aside import run_aside
from app.db.changes import Change, noted
from app.db.engine import READ_ONLY, make_engine
from app.db.statements import (
    Listener,
    Overloaded,
    PostgresReadPool,
    PostgresStatements,
    ReadPool,
    SqliteReadPool,
    SqliteStatements,
    Statements,
)

__all__ = ["Conflict", "Database", "DbSession"]

Result = TypeVar("Result")
Answer = TypeVar("Answer")

# PostgreSQL: a name or number that another transaction took meanwhile.
UNIQUE_VIOLATION = "23505"
# With serialization failure and deadlock: the whole transaction is run again on what is there by then.
RETRIED_STATES = ("40001", "40P01", UNIQUE_VIOLATION)
TRIES = 5
FIRST_PAUSE_S = 0.005


class Conflict(Exception):
    """Concurrent writes kept undoing this one; nothing of it is stored."""


class Database:
    """One per process. Operations are plain functions of a session; each write is one transaction."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.dialect = self.engine.dialect.name
        # Called with each SQL statement before it runs; tests count them.
        self.listeners: list[Listener] = []
        # Called with what a transaction has recorded, once it is committed; they must not raise.
        self.committed: list[Callable[[Sequence[Change]], None]] = []
        self._reads: ReadPool = (
            SqliteReadPool(self.engine.url, self.listeners)
            if self.dialect == "sqlite"
            else PostgresReadPool(self.engine.url, self.listeners)
        )
        # SQLite takes one write lock per file: waiting here, in order, beats spinning on it.
        self._writer = asyncio.Lock() if self.dialect == "sqlite" else None
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
        aside: bool = False,
    ) -> Answer:
        """One transaction: `work` changes, `answer` reads on the same connection what became of it, commit.

        `aside`: the work is long, and computes in a thread.

        Raises what `work` raises, with nothing stored; `Conflict` when PostgreSQL gave up five times;
        `Overloaded` when no connection, or on SQLite no turn to write, became free.
        """
        attempt = 0
        while True:
            try:
                return await self._write_once(work, answer, aside)
            except PoolTimeout as error:
                raise Overloaded from error
            except DBAPIError as error:
                attempt += 1
                if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                    raise Overloaded from error
                state = getattr(error.orig, "sqlstate", None)
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
        aside: bool,
    ) -> Answer:
        async with AsyncExitStack() as stack:
            if self._writer is not None:
                await stack.enter_async_context(self._writer)
            session = await stack.enter_async_context(self._writing())
            await stack.enter_async_context(session.begin())
            if aside:
                result = await run_aside(session, work)
            else:
                result = await session.run_sync(work)  # type: ignore[arg-type]
            await session.flush()
            connection = await (await session.connection()).get_raw_connection()
            return await answer(result, self._statements(connection.driver_connection))

    def _announce(self, session: Session) -> None:
        changes = noted(session)
        for tell in self.committed if changes else ():
            tell(changes)

    def _statements(self, driver_connection: Any) -> Statements:
        if self.dialect == "sqlite":
            return SqliteStatements(driver_connection, self.listeners)
        return PostgresStatements(driver_connection, self.listeners)

    def _tell(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for listener in self.listeners:
            listener(statement)
