"""Runs the migrations that a database lacks, one process at a time.

Revisions are named after the day on which they were written and numbered within it; the last in that order is the head.
"""

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from enum import StrEnum
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.errors import MarqueeError
from app.db.database import Database
from app.db.engine import make_engine
from app.db.sqlite_file import make_private

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = files("app.db") / "migrations"
# Any number that is the same in every version.
ADVISORY_LOCK = 5_317_230_811
SQLITE_LOCK_WAIT_MS = 60_000
SQLITE_RETRY_S = 0.02
TOO_NEW = "The database was written by a newer version of Marquee. Start that version, or restore a backup."
POSTGRES_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
CURRENT = "SELECT version_num FROM alembic_version"
HAS_REVISION = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT count(*) FROM pg_class WHERE oid = to_regclass('alembic_version')",
}

# The length of the column in Alembic's own table.
NAME_LENGTH = 32

Result = TypeVar("Result")


class MigrationError(MarqueeError):
    """The database cannot be migrated; the message says why. Nothing was changed."""

    code = "REFUSED"


def head() -> str:
    """The revision that this version of the code needs."""
    return max(_known(), key=by_number)


def _known() -> list[str]:
    names = (entry.name for entry in (MIGRATIONS / "versions").iterdir())
    return [name.removesuffix(".py") for name in names if name.endswith(".py")]


def by_number(name: str) -> list[tuple[int, str]]:
    """A sort key with numbers as numbers: the tenth revision of a day follows the ninth."""
    return [(int(word), "") if word.isdecimal() else (0, word) for word in name.split("_")]


def next_name(message: str, today: date, after: str) -> str:
    """`2026_11_21_1_what_it_does`: the name of a new revision that follows the revision `after`.

    The number counts the revisions of a day. If today is before the newest revision's day, that day is used.
    """
    *newest, number = (int(word) for word in after.split("_")[:4])
    day = max(today, date(*newest))
    count = number + 1 if day == date(*newest) else 1
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_") or "change"
    return f"{day:%Y_%m_%d}_{count}_{slug}"[:NAME_LENGTH].rstrip("_")


def upgrade(url: str, notes: list[str] | None = None, *, transaction_pooler: bool = False) -> bool:
    """Run all missing migrations or none; False if none was missing. Within a loop use `asyncio.to_thread`.

    Sentences about changed rows that people should know are appended to `notes`.
    """
    written: list[str] = []
    work = partial(_run_missing, notes=written)
    ran = asyncio.run(run_locked(url, work, transaction_pooler=transaction_pooler))
    if notes is not None:
        notes += written
    return ran


class SchemaState(StrEnum):
    """The database's tables compared with those that this version needs. The values are readiness codes."""

    CURRENT = "current"
    OLDER = "not-migrated"
    NEWER = "migrated-by-a-newer-version"


async def schema_state(database: Database) -> SchemaState:
    """Whether the database has the tables that this version needs."""
    if database.is_missing:
        return SchemaState.OLDER
    async with database.reading() as statements:
        if not await statements.fetch_value(HAS_REVISION[database.dialect], ()):
            return SchemaState.OLDER
        current = await statements.fetch_value(CURRENT, ())
    if current == head():
        return SchemaState.CURRENT
    return SchemaState.OLDER if current is None or current in _known() else SchemaState.NEWER


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


def configuration(connection: Connection | None = None) -> "Config":
    """Alembic's configuration for the installed package."""
    # Imported only when needed: most starts find nothing to migrate.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _run_missing(connection: Connection, notes: list[str]) -> bool:
    if _current(connection) == head():
        return False
    from alembic import command
    from alembic.util import CommandError

    config = configuration(connection)
    config.attributes["notes"] = notes
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise MigrationError(TOO_NEW) from error
    return True


def _current(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text(CURRENT)).scalar()


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


async def _check_references(connection: AsyncConnection) -> None:
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
    if broken is not None:
        raise MigrationError(f"A migration left rows of {broken[0]} that refer to nothing.")
