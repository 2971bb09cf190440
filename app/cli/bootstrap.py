"""Open the configured database for one command, and migrate it or wait for it."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

from app.cli.errors import CommandError
from app.cli.output import print_notice
from app.settings.service import SQLITE, Settings, load_settings

if TYPE_CHECKING:
    from app.db.database import Database, DbSession
    from app.db.feed.publicity import Publicity
    from app.db.schema_state import SchemaState, StoredRevision
    from app.graph.reading.reader import Reader

Result = TypeVar("Result")
# Between two attempts to connect.
RETRY_S = 0.5
SERVES_BESIDE = "A newer version has migrated the database. This version can go on serving it."


def prepare(settings: Settings, print_note: Callable[[str], None] = print_notice) -> "SchemaState":
    """Migrate the database to this version if it is older; the state in which it was found.

    `print_note` prints notes about rows that the migrations changed.
    """
    from app.db.migrate import upgrade
    from app.db.schema_state import SchemaState

    notes: list[str] = []
    pooler = settings.transaction_pooler
    found = wait_for_server(settings, lambda: upgrade(settings.database_url, notes, transaction_pooler=pooler))
    address = settings.database_url
    if address.startswith(SQLITE) and not os.access(address.removeprefix(SQLITE), os.W_OK):
        print_notice("The database file is read-only: nothing can be stored in it.")
    if found is SchemaState.COMPATIBLE:
        print_notice(SERVES_BESIDE)
    if found is SchemaState.OLDER:
        print_notice("The database has been migrated to this version.")
        for sentence in notes:
            print_note(sentence)
    return found


def stored_revision_of(settings: Settings) -> "StoredRevision":
    """The revision of the configured database, which is neither created nor changed."""
    from app.db.migrate import run_unlocked
    from app.db.schema_state import stored_in_file, stored_revision

    address, pooler = settings.database_url, settings.transaction_pooler
    if address.startswith(SQLITE):
        return stored_in_file(address.removeprefix(SQLITE))
    return wait_for_server(settings, lambda: run_unlocked(address, stored_revision, transaction_pooler=pooler))


def wait_for_server(settings: Settings, work: Callable[[], Result]) -> Result:
    """Run `work`, again and again until the database's server responds or the wait ends; announce the wait once."""
    from app.db.error_classification import is_worth_waiting_for, why_unreachable

    gc.enable()
    deadline = time.monotonic() + settings.database_wait_s
    announced = False
    while True:
        try:
            return work()
        except Exception as error:
            if not is_worth_waiting_for(error) or time.monotonic() >= deadline:
                raise
            if not announced:
                print_notice(f"{why_unreachable(error)} Waiting for it for up to {settings.database_wait_s} seconds.")
                announced = True
        time.sleep(RETRY_S)


@asynccontextmanager
async def open_database(settings: Settings) -> "AsyncIterator[Database]":
    """The configured database, closed after the block. Every command and thread opens it here.

    Imports all tables first: storing a row needs every table that its columns refer to.
    """
    import app.db.all_tables  # noqa: F401
    from app.db.database import Database
    from app.db.deadlines import Deadline

    # `main` has switched it off for the imports.
    gc.enable()
    database = Database(
        settings.database_url,
        Deadline(settings.statement_timeout_ms),
        transaction_pooler=settings.transaction_pooler,
        cache_mib=settings.cache_mib,
    )
    database.publicity = _publicity(database.dialect)
    try:
        yield database
    finally:
        await database.close()


def _publicity(dialect: str) -> "Callable[[], Publicity]":
    """Of the schema, which is loaded when it is first needed."""

    @cache
    def make() -> "Publicity":
        from app.graph.context import system_clock
        from app.graph.publicity import SchemaPublicity

        return SchemaPublicity(schema_reader(), dialect, system_clock)

    return make


@lru_cache(maxsize=1)
def schema_reader() -> "Reader":
    """The reader of the schema, which takes a second to load.

    Commands that change what existed before load it before they write: a transaction must not wait for it.
    """
    from app.graph.reading.model import Model
    from app.graph.reading.reader import Reader
    from app.schema import schema

    return Reader(Model(schema))


def in_database(work: "Callable[[Database], Awaitable[Result]]", settings: Settings | None = None) -> Result:
    """Run `work` on the database. Raises `CommandError` if this version cannot serve its schema."""
    from app.db.migrate import TOO_NEW
    from app.db.schema_state import SchemaState, schema_state

    async def run() -> Result:
        async with open_database(settings or load_settings()) as database:
            version = await schema_state(database)
            if version is SchemaState.NEWER:
                raise CommandError(TOO_NEW)
            if version is SchemaState.OLDER:
                raise CommandError("The database is not migrated to this version. Run `marquee migrate` first.")
            return await work(database)

    return asyncio.run(run())


def in_transaction(work: "Callable[[DbSession, datetime], Result]", settings: Settings | None = None) -> Result:
    """Run `work` in one transaction."""
    from app.graph.context import system_clock

    return in_database(lambda database: database.change(lambda db: work(db, system_clock())), settings)
