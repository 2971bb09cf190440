"""From a database URL to an engine whose connections behave alike: keys enforced, bounded waits, one zone."""

from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.db.addresses import POSTGRES_SETTINGS, async_url, postgres_arguments
from app.db.sqlite_file import SqliteFile
from app.db.verdicts import judge

READ_ONLY = "marquee_read_only"
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
# For one transaction: what is set for a session would go to whoever is lent the server's connection next.
SET_LOCALLY = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', true)" for name, value in POSTGRES_SETTINGS.items()
)


def to_json(value: Any) -> str:
    """Compact JSON: a line break in it would end a server-sent event early."""
    return orjson.dumps(value).decode()


def make_engine(url: str, file: SqliteFile | None = None, *, transaction_pooler: bool = False) -> AsyncEngine:
    """An engine for the write side, migrations and start-up.

    `file`: of a SQLite database, for those who look after it. `transaction_pooler`: see `postgres_arguments`.
    """
    target = async_url(url)
    if target.get_backend_name() == "sqlite":
        engine = create_async_engine(target, json_serializer=to_json, json_deserializer=orjson.loads)
        _prepare_sqlite(engine, file or SqliteFile(target.database or ""))
        return engine
    arguments = postgres_arguments(url, transaction_pooler=transaction_pooler)
    if transaction_pooler:
        # Without a name, a statement is prepared anew wherever it is run.
        arguments |= {"prepared_statement_cache_size": 0, "prepared_statement_name_func": str}
    engine = create_async_engine(
        target,
        json_serializer=to_json,
        json_deserializer=orjson.loads,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args=arguments,
    )
    _prepare_postgresql(engine, transaction_pooler=transaction_pooler)
    return engine


def _prepare_postgresql(engine: AsyncEngine, *, transaction_pooler: bool) -> None:
    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        verdict = judge(context.sqlalchemy_exception or context.original_exception)
        if verdict is not None and verdict.lost:
            # With it go all that were opened before: a server that turned read-only has done so to each of them.
            context.is_disconnect = True

    if transaction_pooler:

        @event.listens_for(engine.sync_engine, "begin")
        def on_begin(connection: Any) -> None:
            connection.exec_driver_sql(SET_LOCALLY)


def _prepare_sqlite(engine: AsyncEngine, file: SqliteFile) -> None:
    @event.listens_for(engine.sync_engine, "do_connect")
    def on_opening(_dialect: Any, _record: Any, arguments: Any, options: Any) -> None:
        file.try_opening()
        arguments[0] = file.uri
        options["uri"] = True

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver would begin transactions itself, deferred, and the upgrade to a write fails at once.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()
        file.check()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        reads = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
