"""Connections to one PostgreSQL server: the one that was returned last is lent first.

Thus the fewest are in use, and those keep their prepared statements and the server's caches warm. asyncpg's own pool
does the same for several times the work: it wraps each connection, and resets and shields each return.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg

# A connection that nobody has used for so long is closed.
IDLE_S = 300.0
# After so many statements a connection is replaced: the server's process keeps growing a little.
MAX_STATEMENTS_RUN = 50_000


class ConnectionStack:
    """At most `size` connections, opened by `connect` when first needed. One per server and event loop."""

    def __init__(self, connect: Callable[[], Awaitable[Any]], size: int, wait_s: float) -> None:
        self.size = size
        self._connect = connect
        self._wait_s = wait_s
        # How many more may be opened.
        self._room = size
        self._all: set[Any] = set()
        # Those that are not lent, with the time of their return, earliest first.
        self._free: deque[tuple[Any, float]] = deque()
        # Who waits for a connection, or, as None, for room to open one.
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._idle_check: asyncio.TimerHandle | None = None
        self._closing: asyncio.Future[None] | None = None

    async def take(self) -> Any:
        """Borrow a connection. Raises `TimeoutError` if none is free in time, and what opening one raises."""
        while self._free:
            connection, _ = self._free.pop()
            if not connection.is_closed():
                return connection
            self._drop(connection)
        async with asyncio.timeout(self._wait_s):
            if self._room:
                self._room -= 1
            elif (connection := await self._next()) is not None:
                return connection
            try:
                if self._closing is not None:
                    raise asyncpg.InterfaceError("the connections are being closed")
                connection = await self._connect()
            except BaseException:
                self._make_room()
                raise
        self._all.add(connection)
        return connection

    def give_back(self, connection: Any) -> None:
        """Return a borrowed connection. One that is closed or worn makes room for another one."""
        if self._closing is not None or connection.is_closed() or _is_worn(connection):
            self._drop(connection)
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        now = asyncio.get_running_loop().time()
        self._free.append((connection, now))
        if self._idle_check is None:
            self._check_idle_at(now + IDLE_S)

    def drop_statements(self) -> None:
        """Forget what all connections have prepared: the tables have changed."""
        for connection in self._all:
            connection._drop_local_statement_cache()

    async def close(self) -> None:
        """Close all connections, those that are lent when they are returned. `terminate` ends the wait."""
        self._closing = asyncio.get_running_loop().create_future()
        if self._idle_check is not None:
            self._idle_check.cancel()
        while self._free:
            connection, _ = self._free.pop()
            try:
                await connection.close()
            finally:
                self._drop(connection)
        if self._room < self.size:
            await self._closing

    def terminate(self) -> None:
        """Close all connections at once."""
        self._free.clear()
        for connection in tuple(self._all):
            self._drop(connection)

    async def _next(self) -> Any:
        waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                with suppress(ValueError):
                    self._waiting.remove(waiter)
            elif waiter.result() is None:
                self._make_room()
            else:
                self.give_back(waiter.result())
            raise

    def _drop(self, connection: Any) -> None:
        """Close a connection, if it is still open, and make room. Once for each connection."""
        if connection not in self._all:
            return
        self._all.remove(connection)
        connection.terminate()
        self._make_room()

    def _make_room(self) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._room += 1
        if self._closing is not None and self._room == self.size and not self._closing.done():
            self._closing.set_result(None)

    def _check_idle_at(self, when: float) -> None:
        self._idle_check = asyncio.get_running_loop().call_at(when, self._close_idle)

    def _close_idle(self) -> None:
        self._idle_check = None
        now = asyncio.get_running_loop().time()
        while self._free and self._free[0][1] + IDLE_S <= now:
            connection, _ = self._free.popleft()
            self._drop(connection)
        if self._free:
            self._check_idle_at(self._free[0][1] + IDLE_S)


def _is_worn(connection: Any) -> bool:
    return bool(connection._protocol.queries_count >= MAX_STATEMENTS_RUN)
