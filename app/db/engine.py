"""Makes SQLAlchemy engines. Their connections enforce foreign keys, wait for a bounded time and use UTC."""

from functools import partial
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.db.addresses import async_url, postgres_arguments, postgres_settings
from app.db.deadlines import Deadline, enforce_on_postgresql, enforce_on_sqlite
from app.db.dialect import DRIVER
from app.db.error_classification import classify
from app.db.prepared import (
    SQLITE_WRITERS,
    SqliteConnection,
    StatementMemory,
    bound_asyncpg,
    bound_sqlalchemy,
    longest_on_postgresql,
)
from app.db.sqlite_file import SqliteFile
from app.settings.caches import CACHE_MIB

READ_ONLY = "marquee_read_only"
# How many milliseconds a write may still wait for the lock on the file.
LOCK_WAIT_MS = "marquee_lock_wait_ms"
POOL_SIZE = 10
POOL_WAIT_S = 2.0
BUSY_WAIT_MS = 5_000
# With FULL, a power cut loses no acknowledged commit; with NORMAL, it may lose the last ones.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_WAIT_MS}",
)


def to_json(value: Any) -> str:
    """Compact JSON: a line break in it would end a server-sent event early."""
    return orjson.dumps(value).decode()


def make_engine(
    url: str,
    file: SqliteFile | None = None,
    deadline: Deadline | None = None,
    *,
    transaction_pooler: bool = False,
    cache_mib: int = CACHE_MIB,
) -> AsyncEngine:
    """An engine for the write side, migrations and start-up.

    `file`: of a SQLite database, if the caller checks it as well. `deadline`: None for migrations, whose statements may
    take any time. `transaction_pooler`: see `postgres_arguments`. `cache_mib`: of all caches of this process.
    """
    target = async_url(url)
    max_bytes = StatementMemory.of(target.get_backend_name(), cache_mib).writer
    if target.get_backend_name() == "sqlite":
        engine = create_async_engine(
            target,
            json_serializer=to_json,
            json_deserializer=orjson.loads,
            pool_size=SQLITE_WRITERS,
            max_overflow=0,
            # As long as for the lock on the file: the connections are few, and all requests with a token use them.
            pool_timeout=BUSY_WAIT_MS / 1_000,
        )
        _prepare_sqlite(engine, file or SqliteFile(target.database or ""), max_bytes)
        if deadline is not None:
            enforce_on_sqlite(engine, deadline)
        return engine
    arguments = postgres_arguments(url, deadline, transaction_pooler=transaction_pooler, writing=True)
    if transaction_pooler:
        # A statement without a name is prepared again on whichever connection runs it.
        arguments |= {"prepared_statement_cache_size": 0, "prepared_statement_name_func": str}
    # SQLAlchemy caches its own statements, and asyncpg those of the compiled reader: half of the memory for each.
    arguments["max_cacheable_statement_size"] = longest_on_postgresql(max_bytes // 2)
    engine = create_async_engine(
        target.set(drivername=DRIVER),
        json_serializer=to_json,
        json_deserializer=orjson.loads,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        isolation_level="READ COMMITTED",
        connect_args=arguments,
    )
    _prepare_postgresql(engine, max_bytes)
    enforce_on_postgresql(engine, deadline)
    if transaction_pooler:
        _set_locally(engine, postgres_settings(deadline, writing=True))
    return engine


def _set_locally(engine: AsyncEngine, settings: dict[str, str]) -> None:
    """Apply settings for each transaction: behind a pooler, other clients use the same session later."""
    chosen = "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(chosen)


def _prepare_postgresql(engine: AsyncEngine, max_bytes: int) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        bound_sqlalchemy(connection, max_bytes // 2)
        bound_asyncpg(connection.driver_connection, max_bytes // 2)

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        failure = classify(context.sqlalchemy_exception or context.original_exception)
        if failure is not None and failure.connection_lost:
            # This also invalidates all older connections: a server that became read-only is so for each of them.
            context.is_disconnect = True


def _prepare_sqlite(engine: AsyncEngine, file: SqliteFile, max_bytes: int) -> None:
    @event.listens_for(engine.sync_engine, "do_connect")
    def on_opening(_dialect: Any, _record: Any, arguments: Any, options: Any) -> None:
        file.try_opening()
        arguments[0] = file.uri
        options |= {"uri": True, "factory": partial(SqliteConnection, max_bytes=max_bytes)}

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver itself would begin deferred transactions, and upgrading one to a write can fail at once.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()
        file.check()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        options = connection.get_execution_options()
        wait = options.get(LOCK_WAIT_MS)
        if wait is None:
            connection.exec_driver_sql("BEGIN" if options.get(READ_ONLY, False) else "BEGIN IMMEDIATE")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wait}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_WAIT_MS}")
