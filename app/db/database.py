"""The store as the rest of the house sees it: `read`, `write`, and connections for the compiled reader."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import Session as DbSession

from app.db.addresses import async_url, postgres_arguments
from app.db.breaker import Breaker
from app.db.changes import Change, noted
from app.db.engine import READ_ONLY, make_engine
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
from app.db.trouble import OutcomeUnknown, Trouble
from app.db.verdicts import UNIQUE_VIOLATION, judge, sqlstate

__all__ = ["Database", "DbSession"]

Result = TypeVar("Result")
Answer = TypeVar("Answer")

TRIES = 5
FIRST_PAUSE_S = 0.005


class Database:
    """One per process. Operations are plain functions of a session; each write is one transaction."""

    def __init__(self, url: str, *, transaction_pooler: bool = False) -> None:
        """`transaction_pooler`: the address is that of one, and nothing may be left behind on its connections."""
        target = async_url(url)
        self.dialect = target.get_backend_name()
        # The one file, on SQLite.
        self.file = SqliteFile(target.database or "") if self.dialect == "sqlite" else None
        self.engine = make_engine(url, self.file, transaction_pooler=transaction_pooler)
        # Called with each SQL statement before it runs; tests count them.
        self.listeners: list[Listener] = []
        # Called with what a transaction has recorded, once it is committed; they must not raise.
        self.committed: list[Callable[[Sequence[Change]], None]] = []
        self.breaker = Breaker()
        self._reads: ReadPool = (
            SqliteReadPool(self.file, self.listeners)
            if self.file is not None
            else PostgresReadPool(
                target, postgres_arguments(url, transaction_pooler=transaction_pooler), self.listeners
            )
        )
        # SQLite takes one write lock per file: waiting here, in order, beats spinning on it.
        self._writer = asyncio.Lock() if self.dialect == "sqlite" else None
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._tell)
        writing = sessionmaker(class_=DbSession)
        # By the commit itself: a write that is cancelled right after it has changed the store all the same.
        event.listen(writing, "after_commit", self._announce)
        self._writing = async_sessionmaker(self.engine, sync_session_class=writing, expire_on_commit=False)

    def reading(self, *, snapshot: bool = False) -> Reading:
        """A connection for compiled statements. `snapshot`: all of them see the same moment. Raises `Trouble`."""
        return Reading(self._reads, self.breaker, snapshot=snapshot)

    async def read(self, work: Callable[[DbSession], Result]) -> Result:
        """Run a function that only reads. Raises `Trouble` where the store cannot."""
        return await self._run(partial(self._read_once, work))

    async def write(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
    ) -> Answer:
        """One transaction: `work` changes, `answer` reads on the same connection what became of it, commit.

        Raises what `work` raises, with nothing stored; `Conflict` when PostgreSQL gave up five times; other `Trouble`
        where the store cannot: of that, only `OutcomeUnknown` may have stored something.
        """
        return await self._run(partial(self._write_once, work, answer))

    async def change(self, work: Callable[[DbSession], Result]) -> Result:
        """One transaction whose result is all the caller wants."""

        async def as_it_is(result: Result, _statements: Statements) -> Result:
            return result

        return await self.write(work, as_it_is)

    async def close(self) -> None:
        await self._reads.close()
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
        """How long to wait before the next attempt; None for what is no trouble. Raises `Trouble`."""
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
        if isinstance(error, Trouble):
            raise error
        raise verdict.trouble(verdict.reason) from error

    async def _connect(self, session: AsyncSession, **options: Any) -> None:
        try:
            await session.connection(execution_options=options)
        except Exception as error:
            verdict = judge(error, connecting=True)
            if verdict is None:
                raise
            self.breaker.judged(verdict)
            raise verdict.trouble(verdict.reason) from error
        self.breaker.succeeded()

    async def _read_once(self, work: Callable[[DbSession], Result]) -> Result:
        async with AsyncSession(self.engine, sync_session_class=DbSession, expire_on_commit=False) as session:
            await self._connect(session, **{READ_ONLY: True})
            return await session.run_sync(work)  # type: ignore[arg-type]

    async def _write_once(
        self,
        work: Callable[[DbSession], Result],
        answer: Callable[[Result, Statements], Awaitable[Answer]],
    ) -> Answer:
        async with AsyncExitStack() as stack:
            if self._writer is not None:
                await stack.enter_async_context(self._writer)
            session = await stack.enter_async_context(self._writing())
            await self._connect(session)
            result = await session.run_sync(work)  # type: ignore[arg-type]
            await session.flush()
            connection = await (await session.connection()).get_raw_connection()
            answered = await answer(result, self._statements(connection.driver_connection))
            if self.file is not None:
                self.file.check()
            await self._commit(session)
            return answered

    async def _commit(self, session: AsyncSession) -> None:
        try:
            await session.commit()
        except Exception as error:
            verdict = judge(error)
            if verdict is not None and verdict.lost:
                raise OutcomeUnknown(verdict.reason) from error
            raise

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
