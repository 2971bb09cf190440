"""Deadlines of statements: how long one may run, and how it is ended on each engine."""

import asyncio
import socket
import sqlite3
import time
from concurrent.futures import CancelledError as FutureCancelled
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

from app.db.dialect import terminate

# An SQLite statement that had not started is missed by the first interrupt.
INTERRUPT_AGAIN_S = 0.02
# A connection whose statement was ended is used again if it is idle by then, and dropped otherwise.
RECOVER_S = 1.0
# Firewalls drop idle connections silently.
KEEP_ALIVE = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
PING_S = 1.0
# A connection that has answered within this time is taken to be alive. If it is not, nothing has begun on it yet, and
# the transaction is tried again on another one.
ALIVE_S = 1.0
ALARM = "marquee_alarm"
# When a connection has last answered, by the monotonic clock.
ANSWERED = "marquee_answered"


@dataclass(frozen=True, slots=True)
class Deadline:
    """After `whole_ms` a statement has returned or failed.

    The database ends it a little earlier, so that the connection stays usable. The client ends it only if the database
    does not answer at all.
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
    """Interrupts the running statement of an SQLite connection after some seconds, again and again until `off`.

    A worker thread may set it, while the event loop runs in another thread.
    """

    __slots__ = ("_connection", "_handle", "_in_worker", "_loop", "_off")

    def __init__(self, connection: sqlite3.Connection, seconds: float) -> None:
        self._connection = connection
        self._off = False
        self._handle: asyncio.TimerHandle | None = None
        self._in_worker = False
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._in_worker = True
            self._loop = asyncio.get_event_loop()
            self._loop.call_soon_threadsafe(self._start, seconds)
        else:
            self._start(seconds)

    def _start(self, seconds: float) -> None:
        if not self._off:
            self._handle = self._loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        # The worker thread may have switched it off at this moment.
        if self._off:
            return
        # A connection that was closed meanwhile has nothing to interrupt.
        with suppress(sqlite3.ProgrammingError):
            self._connection.interrupt()
        self._handle = self._loop.call_later(INTERRUPT_AGAIN_S, self._ring)

    def off(self) -> None:
        """Switch it off, so that it does not interrupt the next statement."""
        self._off = True
        if self._in_worker:
            # Another thread must not touch a timer of the loop: the loop could not be closed then.
            self._loop.call_soon_threadsafe(self._cancel)
        else:
            self._cancel()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()


def sqlite_connection(connection: aiosqlite.Connection) -> sqlite3.Connection:
    """The driver's connection. Other threads may do nothing with it but interrupt it."""
    return connection._conn


async def interrupt(connection: aiosqlite.Connection) -> None:
    """End the statement of an abandoned connection, and its transaction; also one that is being closed, or was."""
    # A closed connection has neither: aiosqlite raises the one, and SQLite the other while the close is queued.
    with suppress(ValueError, sqlite3.ProgrammingError):
        alarm = Alarm(sqlite_connection(connection), 0)
        try:
            # The rollback waits behind the statement, in the queue of the connection's thread.
            with suppress(sqlite3.OperationalError):
                await connection.rollback()
        finally:
            alarm.off()
        if connection.in_transaction:
            await connection.rollback()


def watch_socket(transport: Any, deadline: Deadline) -> None:
    """Let the kernel detect that the server is gone although the connection was not closed."""
    found = transport.get_extra_info("socket")
    if found is None or found.family not in (socket.AF_INET, socket.AF_INET6):
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # Not every system has all of these options.
    for name, seconds in KEEP_ALIVE.items():
        if option := getattr(socket, name, None):
            found.setsockopt(socket.IPPROTO_TCP, option, seconds)
    if option := getattr(socket, "TCP_USER_TIMEOUT", None):
        found.setsockopt(socket.IPPROTO_TCP, option, deadline.whole_ms)


def enforce_on_sqlite(engine: AsyncEngine, deadline: Deadline) -> None:
    """Set an alarm for each statement of the engine."""
    abandoned: set[asyncio.Task[None]] = set()

    def abandon(driver: Any) -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(interrupt(driver))
        abandoned.add(task)
        task.add_done_callback(abandoned.discard)

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def on_statement(connection: Any, *_rest: Any) -> None:
        driver = connection.connection.driver_connection
        connection.info[ALARM] = Alarm(sqlite_connection(driver), deadline.database_s)

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def on_result(connection: Any, *_rest: Any) -> None:
        connection.info.pop(ALARM).off()

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        connection = context.connection
        if connection is None or connection.invalidated:
            return
        alarm = connection.info.pop(ALARM, None)
        if alarm is not None:
            alarm.off()
        # In a worker thread it is the class of its future.
        if isinstance(context.original_exception, asyncio.CancelledError | FutureCancelled):
            driver: Any = connection.connection.driver_connection
            try:
                # Now, so that the transaction ends before the pool lends the connection again.
                abandon(driver)
            except RuntimeError:
                # A worker thread has no running loop, and only the loop may create a task.
                asyncio.get_event_loop().call_soon_threadsafe(abandon, driver)


def enforce_on_postgresql(engine: AsyncEngine, deadline: Deadline | None) -> None:
    """The server ends statements itself. A connection whose server does not answer is closed."""
    # Connections that have answered before this moment only are pinged before they are used.
    suspect_since = 0.0

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        record.info[ANSWERED] = time.monotonic()
        watch_socket(connection.driver_connection._transport, deadline or Deadline())

    @event.listens_for(engine.sync_engine, "checkin")
    def on_checkin(connection: Any, record: Any) -> None:
        # None: it was invalidated.
        if connection is not None:
            record.info[ANSWERED] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        answered = record.info[ANSWERED]
        if answered > suspect_since and time.monotonic() < answered + ALIVE_S:
            return
        driver = connection.driver_connection
        try:
            # One round trip. SQLAlchemy's own ping takes three, without this timeout.
            await_only(driver.execute("SELECT 1", timeout=PING_S))
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            await_only(terminate(driver))
            raise DisconnectionError from error

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        nonlocal suspect_since
        error = context.original_exception
        connection = context.connection
        if connection is None or connection.invalidated:
            return
        if isinstance(error, TimeoutError):
            suspect_since = time.monotonic()
            # A graceful close would wait for the same silent server.
            driver: Any = connection.connection.driver_connection
            await_only(terminate(driver))
            context.is_disconnect = True
            # The other connections are pinged before they are used.
            context.invalidate_pool_on_disconnect = False
