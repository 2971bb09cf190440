"""A connection for compiled statements: another one where it is of no use any more, and trouble by its names."""

import asyncio
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any

from app.db.breaker import Breaker
from app.db.error_classification import judge
from app.db.errors import StoreError
from app.db.statements import ReadPool, Statements

# Connections that turn out to be dead, or to hold plans for tables as they were, before one is given up.
REPLACED = 5
# Before the first other one: a server's last word comes a moment before the end of the connection, which is noticed.
PAUSE_S = 0.005


class Reading:
    """As a context manager, the `Statements` of one connection.

    What has not answered anything yet can be asked again elsewhere. After that, another connection would show
    another moment: then those who asked are told, and so are all that ask it from then on.
    """

    def __init__(self, pool: ReadPool, breaker: Breaker, *, snapshot: bool) -> None:
        self._pool = pool
        self._breaker = breaker
        self._snapshot = snapshot
        self._left = REPLACED
        self._answered = False
        self._failed: StoreError | None = None
        self._lent: AbstractAsyncContextManager[Statements] | None = None
        self._statements: Statements | None = None

    async def __aenter__(self) -> Statements:
        await self._take()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._give_back(error)

    async def fetch_value(self, sql: str, values: Any) -> Any:
        """The first column of the first row, or None. Raises `StoreError`."""
        if self._failed is not None:
            raise self._failed
        if self._statements is None:
            await self._take()
        assert self._statements is not None
        try:
            value = await self._statements.fetch_value(sql, values)
        except Exception as error:
            return await self._once_more(error, sql, values)
        self._answered = True
        self._breaker.succeeded()
        return value

    async def _once_more(self, error: Exception, sql: str, values: Any) -> Any:
        verdict = judge(error)
        if verdict is None:
            raise error
        if not verdict.again or self._answered or not self._left:
            trouble = verdict.trouble(verdict.reason)
            if self._snapshot:
                # The transaction is of no use any more.
                self._failed = trouble
            raise trouble from error
        await self._give_back(error)
        await self._pause()
        return await self.fetch_value(sql, values)

    async def _take(self) -> None:
        while True:
            self._breaker.admit()
            lent = self._pool.acquire(snapshot=self._snapshot)
            try:
                self._statements = await lent.__aenter__()
            except Exception as error:
                verdict = judge(error, connecting=True)
                if verdict is None:
                    self._breaker.undecided()
                    raise
                if verdict.again and self._left:
                    self._breaker.undecided()
                    await self._pause()
                    continue
                self._breaker.judged(verdict)
                raise verdict.trouble(verdict.reason) from error
            except BaseException:
                self._breaker.undecided()
                raise
            else:
                self._lent = lent
                return

    async def _pause(self) -> None:
        await asyncio.sleep(PAUSE_S * 2 ** (REPLACED - self._left))
        self._left -= 1

    async def _give_back(self, error: BaseException | None) -> None:
        lent, self._lent, self._statements = self._lent, None, None
        if lent is None:
            return
        try:
            await lent.__aexit__(type(error) if error else None, error, error.__traceback__ if error else None)
        except Exception as late:
            # What was read has been read: a connection that dies now is missed by nobody.
            if judge(late) is None:
                raise
        finally:
            if error is not None:
                self._breaker.undecided()
