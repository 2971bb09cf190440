"""From a database URL to an engine whose connections behave alike: keys enforced, bounded waits, one zone."""

import sqlite3
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.db.deadlines import Deadline
from app.db.ended import end_on_postgresql, end_on_sqlite

READ_ONLY = "marquee_read_only"
# How many milliseconds a write may still wait for the lock of the file.
LOCK_WAIT_MS = "marquee_lock_wait_ms"
POOL_SIZE = 10
POOL_WAIT_S = 2.0
BUSY_WAIT_MS = 5_000
# FULL survives a power cut with nothing acknowledged lost; NORMAL may roll the last commits back.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_WAIT_MS}",
)
POSTGRES_SETTINGS = {
    # The planner's estimate of a nested page passes the JIT threshold; compiling costs more than it saves.
    "jit": "off",
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
    "timezone": "UTC",
}
# A write that meets a lock gives its connection back soon, and queues without one.
WRITE_LOCK_WAIT = {"lock_timeout": "250"}
CONNECT_S = 3.0


def postgres_settings(deadline: Deadline | None) -> dict[str, str]:
    """What each session on the server begins with."""
    return POSTGRES_SETTINGS | {"statement_timeout": str(deadline.database_ms if deadline else 0)}


def async_url(url: str) -> URL:
    """The URL with the asynchronous driver of its engine. ValueError for any other engine."""
    parsed = make_url(url)
    name = parsed.get_backend_name()
    if name == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if name in ("postgresql", "postgres"):
        # asyncpg has another word for what every PostgreSQL address calls sslmode.
        options = {"ssl" if name == "sslmode" else name: value for name, value in parsed.query.items()}
        return parsed.set(drivername="postgresql+asyncpg", query=options)
    raise ValueError("A database URL starts with sqlite:/// or postgresql://.")


def to_json(value: Any) -> str:
    """Compact JSON: a line break in it would end a server-sent event early."""
    return orjson.dumps(value).decode()


def make_engine(url: str, deadline: Deadline | None = None) -> AsyncEngine:
    """An engine for the write side; without a deadline, for migrations, whose statements take as long as they take."""
    target = async_url(url)
    if target.get_backend_name() == "sqlite":
        engine = create_async_engine(target, json_serializer=to_json, json_deserializer=orjson.loads)
        _prepare_sqlite(engine)
        if deadline:
            end_on_sqlite(engine, deadline)
        return engine
    engine = create_async_engine(
        target,
        json_serializer=to_json,
        json_deserializer=orjson.loads,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        isolation_level="READ COMMITTED",
        connect_args={
            "server_settings": postgres_settings(deadline) | (WRITE_LOCK_WAIT if deadline else {}),
            "statement_cache_size": 512,
            "timeout": CONNECT_S,
            "command_timeout": deadline.client_s if deadline else None,
        },
    )
    end_on_postgresql(engine, deadline)
    return engine


def check_file(path: str) -> None:
    """Raise what SQLite says of a file that it cannot open.

    Before aiosqlite is asked: its thread would tell an event loop that may be gone by then.
    """
    sqlite3.connect(path).close()


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "do_connect")
    def on_opening(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
        check_file(arguments[0])

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver would begin transactions itself, deferred, and the upgrade to a write fails at once.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get(READ_ONLY, False):
            connection.exec_driver_sql("BEGIN")
            return
        wait = options.get(LOCK_WAIT_MS)
        if wait is None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wait}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_WAIT_MS}")
