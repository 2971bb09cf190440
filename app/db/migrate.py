"""Runs the migrations that a database lacks, one process at a time, while others may be serving it."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.errors import MarqueeError
from app.db.engine import make_engine
from app.db.error_classification import sqlstate
from app.db.locked_rows import LOCK_TIMEOUT
from app.db.revisions import MIGRATIONS
from app.db.schema_state import SchemaState, stored_revision
from app.db.sqlite_file import make_private

if TYPE_CHECKING:
    from alembic.config import Config

# Any number that is the same in every version.
ADVISORY_LOCK = 5_317_230_811
SQLITE_LOCK_WAIT_MS = 60_000
SQLITE_RETRY_S = 0.02
TOO_NEW = "The database was written by a newer version of Marquee. Start that version, or restore a backup."
POSTGRES_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
# While a migration waits for a table, the requests of other processes queue up behind it. Theirs give up after two
# seconds (`lock_timeout` in app/db/addresses.py).
TABLE_WAIT_MS = 1_000
TABLE_PAUSE_S = 1.0
TABLE_PATIENCE_S = 120.0
DEADLOCK = "40P01"
TABLES_IN_USE = (
    "The migrations could not lock the tables that they change: long transactions are using them. Nothing was changed;"
    " try again when they have ended."
)

Result = TypeVar("Result")


class MigrationError(MarqueeError):
    """The database cannot be migrated; the message says why. Nothing was changed."""

    code = "REFUSED"


def upgrade(url: str, notes: list[str] | None = None, *, transaction_pooler: bool = False) -> SchemaState:
    """Run all missing migrations or none. Within a loop use `asyncio.to_thread`.

    Returns the state in which the database was found: OLDER if there were migrations to run. Raises `MigrationError`
    for a newer database that this version cannot serve. Sentences about changed rows that people should know are
    appended to `notes`.
    """
    deadline = time.monotonic() + TABLE_PATIENCE_S
    while True:
        written: list[str] = []
        work = partial(_run_missing, notes=written)
        try:
            found = asyncio.run(run_locked(url, work, transaction_pooler=transaction_pooler))
        except DBAPIError as error:
            if sqlstate(error) not in (LOCK_TIMEOUT, DEADLOCK):
                raise
            if time.monotonic() > deadline:
                raise MigrationError(TABLES_IN_USE) from error
        else:
            if notes is not None:
                notes += written
            return found
        # The requests that have queued up go first.
        time.sleep(TABLE_PAUSE_S)


async def run_locked(url: str, work: Callable[[Connection], Result], *, transaction_pooler: bool = False) -> Result:
    """Run `work` in one transaction, while no other process migrates."""
    engine = make_engine(url, transaction_pooler=transaction_pooler)
    is_sqlite = engine.dialect.name == "sqlite"
    try:
        if is_sqlite:
            await _switch_to_wal(engine.url.database or "")
        async with engine.connect() as connection:
            if is_sqlite:
                await _prepare_sqlite(connection)
            async with connection.begin():
                if not is_sqlite:
                    await _lock_postgresql(connection)
                result = await connection.run_sync(work)
                if is_sqlite:
                    await _check_references(connection)
            return result
    finally:
        await engine.dispose()


def run_unlocked(url: str, work: Callable[[Connection], Result], *, transaction_pooler: bool = False) -> Result:
    """Run `work`, which only reads, on PostgreSQL, without waiting for migrations."""

    async def run() -> Result:
        engine = make_engine(url, transaction_pooler=transaction_pooler)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def configuration(connection: Connection | None = None) -> "Config":
    """Alembic's configuration for the installed package."""
    # Imported only when needed: most starts find nothing to migrate.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _run_missing(connection: Connection, notes: list[str]) -> SchemaState:
    found = stored_revision(connection).state
    if found is SchemaState.NEWER:
        raise MigrationError(TOO_NEW)
    if found is SchemaState.OLDER:
        from alembic import command

        config = configuration(connection)
        config.attributes["notes"] = notes
        command.upgrade(config, "head")
    return found


async def _switch_to_wal(path: str) -> None:
    # SQLite does not wait for the lock here: of two processes that create the file, one fails at once.
    make_private(path)
    deadline = time.monotonic() + SQLITE_LOCK_WAIT_MS / 1000
    while True:
        try:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        await asyncio.sleep(SQLITE_RETRY_S)


async def _prepare_sqlite(connection: AsyncConnection) -> None:
    # Set outside a transaction. With foreign keys on, rebuilding a table would delete the rows that refer to it.
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute("PRAGMA foreign_keys=OFF")
    await driver.execute(f"PRAGMA busy_timeout={SQLITE_LOCK_WAIT_MS}")


async def _lock_postgresql(connection: AsyncConnection) -> None:
    for limit in POSTGRES_LIMITS:
        await connection.execute(text(f"SET LOCAL {limit} = 0"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    await connection.execute(text(f"SET LOCAL lock_timeout = {TABLE_WAIT_MS}"))


async def _check_references(connection: AsyncConnection) -> None:
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
    if broken is not None:
        raise MigrationError(f"A migration left rows of {broken[0]} that refer to nothing.")
