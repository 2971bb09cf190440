"""What SQLAlchemy runs ends by its deadline, and when nobody waits for it any more."""

import asyncio
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

from app.db.deadlines import Alarm, Deadline, quieten, under, watch_socket
from app.db.dialect import terminate

# A connection that does not answer at once is none any more.
PING_S = 1.0
ALARM = "marquee_alarm"
FRESH = "marquee_fresh"


def end_on_sqlite(engine: AsyncEngine, deadline: Deadline) -> None:
    """Each statement has an alarm, which interrupts it."""
    abandoned: set[asyncio.Task[None]] = set()

    def abandon(driver: Any) -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(quieten(driver))
        abandoned.add(task)
        task.add_done_callback(abandoned.discard)

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def on_statement(connection: Any, *_rest: Any) -> None:
        driver = connection.connection.driver_connection
        connection.info[ALARM] = Alarm(under(driver), deadline.database_s)

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
        if isinstance(context.original_exception, asyncio.CancelledError):
            driver: Any = connection.connection.driver_connection
            try:
                # At once: the transaction ends before anybody is lent the connection.
                abandon(driver)
            except RuntimeError:
                # Long writes compute in a thread without a running loop, and a task is its loop's alone.
                asyncio.get_event_loop().call_soon_threadsafe(abandon, driver)


def end_on_postgresql(engine: AsyncEngine, deadline: Deadline | None) -> None:
    """The server ends statements itself; what the server does not answer takes the connection with it."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        record.info[FRESH] = True
        watch_socket(connection.driver_connection._transport, deadline or Deadline())

    @event.listens_for(engine.sync_engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.pop(FRESH, False):
            return
        driver = connection.driver_connection
        try:
            # One round trip, where SQLAlchemy's own ping takes three and as long as any statement.
            await_only(driver.execute("SELECT 1", timeout=PING_S))
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            await_only(terminate(driver))
            raise DisconnectionError from error

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        error = context.original_exception
        connection = context.connection
        if connection is None or connection.invalidated:
            return
        if isinstance(error, TimeoutError):
            # Closing it politely would wait for the same silence.
            driver: Any = connection.connection.driver_connection
            await_only(terminate(driver))
            context.is_disconnect = True
            # The others are asked whether they live before they are used.
            context.invalidate_pool_on_disconnect = False
