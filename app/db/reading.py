"""A read connection that is replaced when it turns out to be dead; driver errors become a `StoreError`."""

import asyncio
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any

from app.db.breaker import Breaker
from app.db.error_classification import classify
from app.db.errors import StoreError
from app.db.statements import ReadPool, Statements

# How many connections that are dead, or have plans from before a migration, are replaced before the error is raised.
REPLACED = 5
# Pause before the first replacement: the pool notices a closed connection slightly later than the error arrives.
PAUSE_S = 0.005


class Reading:
    """As a context manager, the `Statements` of one connection.

    Until the first result, a failed statement is repeated on another connection. After that, another connection would
    see another state of the database: the error is raised, in a snapshot for all later statements as well.
    """

    def __init__(self, pool: ReadPool, breaker: Breaker, *, snapshot: bool) -> None:
        self._pool = pool
        self._breaker = breaker
        self._snapshot = snapshot
        self._replacements_left = REPLACED
        self._has_result = False
        self._failed: StoreError | None = None
        self._acquired: AbstractAsyncContextManager[Statements] | None = None
        self._statements: Statements | None = None

    async def __aenter__(self) -> Statements:
        await self._acquire()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._release(error)

    async def fetch_value(self, sql: str, values: Any) -> Any:
        """The first column of the first row, or None. Raises `StoreError`."""
        if self._failed is not None:
            raise self._failed
        if self._statements is None:
            await self._acquire()
        assert self._statements is not None
        try:
            value = await self._statements.fetch_value(sql, values)
        except Exception as error:
            return await self._retry(error, sql, values)
        self._has_result = True
        self._breaker.succeeded()
        return value

    async def _retry(self, error: Exception, sql: str, values: Any) -> Any:
        failure = classify(error)
        if failure is None:
            raise error
        if not failure.retry or self._has_result or not self._replacements_left:
            trouble = failure.error(failure.reason)
            if self._snapshot:
                # The transaction is broken.
                self._failed = trouble
            raise trouble from error
        await self._release(error)
        await self._pause()
        return await self.fetch_value(sql, values)

    async def _acquire(self) -> None:
        while True:
            self._breaker.admit()
            acquired = self._pool.acquire(snapshot=self._snapshot)
            try:
                self._statements = await acquired.__aenter__()
            except Exception as error:
                failure = classify(error, connecting=True)
                if failure is None:
                    self._breaker.inconclusive()
                    raise
                if failure.retry and self._replacements_left:
                    self._breaker.inconclusive()
                    await self._pause()
                    continue
                self._breaker.connection_failed(failure)
                raise failure.error(failure.reason) from error
            except BaseException:
                self._breaker.inconclusive()
                raise
            else:
                self._acquired = acquired
                return

    async def _pause(self) -> None:
        await asyncio.sleep(PAUSE_S * 2 ** (REPLACED - self._replacements_left))
        self._replacements_left -= 1

    async def _release(self, error: BaseException | None) -> None:
        acquired, self._acquired, self._statements = self._acquired, None, None
        if acquired is None:
            return
        try:
            await acquired.__aexit__(type(error) if error else None, error, error.__traceback__ if error else None)
        except Exception as late:
            # All results are there, so that a connection that dies now does not matter.
            if classify(late) is None:
                raise
        finally:
            if error is not None:
                self._breaker.inconclusive()
