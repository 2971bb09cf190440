"""How long one statement may take, and how it is ended: from this side on both engines, by PostgreSQL as well."""

import asyncio
import socket
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiosqlite

# SQLite is told again: its thread may not have begun when it was told first.
AGAIN_S = 0.02
# A connection whose statement was ended is used again if it is quiet by then, and dropped otherwise.
RECOVER_S = 1.0
# From the ends of an idle connection: what lies between forgets those that say nothing.
KEEP_ALIVE = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


@dataclass(frozen=True, slots=True)
class Deadline:
    """By `whole_ms` whoever waits for a statement has its answer, or is told that there will be none.

    The database ends it a little earlier, so that the connection can go on; the client's side only steps in where
    nothing at all is heard of the database.
    """

    whole_ms: int = 5_000

    @property
    def database_ms(self) -> int:
        return self.whole_ms * 90 // 100

    @property
    def database_s(self) -> float:
        return self.database_ms / 1_000

    @property
    def client_s(self) -> float:
        return self.whole_ms * 0.95 / 1_000


class Alarm:
    """Interrupts what an SQLite connection is at when so many seconds are over, until it is switched off.

    It may be set by a thread that works aside, whose event loop is the one that runs elsewhere.
    """

    __slots__ = ("_apart", "_connection", "_handle", "_loop", "_off", "rang")

    def __init__(self, connection: sqlite3.Connection, seconds: float) -> None:
        self._connection = connection
        self._off = False
        self._handle: asyncio.TimerHandle | None = None
        self.rang = False
        self._apart = False
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._apart = True
            self._loop = asyncio.get_event_loop()
            self._loop.call_soon_threadsafe(self._wait, seconds)
        else:
            self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        if not self._off:
            self._handle = self._loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        # By another thread, it may have been switched off at this moment.
        if self._off:
            return
        self.rang = True
        # Closed meanwhile: then there is nothing to end.
        with suppress(sqlite3.ProgrammingError):
            self._connection.interrupt()
        self._handle = self._loop.call_later(AGAIN_S, self._ring)

    def off(self) -> None:
        """The next statement is not its business."""
        self._off = True
        if self._apart:
            # A timer is its loop's alone: touched by another thread, it keeps the loop from being closed.
            self._loop.call_soon_threadsafe(self._cancel)
        else:
            self._cancel()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()


def under(connection: aiosqlite.Connection) -> sqlite3.Connection:
    """The driver's connection: interrupting is the one thing that another thread than its own may do with it."""
    return connection._conn


async def quieten(connection: aiosqlite.Connection) -> None:
    """End what the connection is at, which nobody waits for any more, and its transaction."""
    alarm = Alarm(under(connection), 0)
    try:
        # It stands behind the statement on the list of the connection's thread.
        with suppress(sqlite3.OperationalError):
            await connection.rollback()
    finally:
        alarm.off()
    if connection.in_transaction:
        await connection.rollback()


def watch_socket(transport: Any, deadline: Deadline) -> None:
    """Let the kernel notice that the other end of a connection is gone, when nothing is heard from it."""
    found = transport.get_extra_info("socket")
    if found is None or found.family not in (socket.AF_INET, socket.AF_INET6):
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # Not every system has all of them.
    for name, seconds in KEEP_ALIVE.items():
        if option := getattr(socket, name, None):
            found.setsockopt(socket.IPPROTO_TCP, option, seconds)
    if option := getattr(socket, "TCP_USER_TIMEOUT", None):
        found.setsockopt(socket.IPPROTO_TCP, option, deadline.whole_ms)
