"""Open the configured database for one command, and migrate it or wait for it."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from app.cli.errors import CommandError
from app.cli.output import print_notice
from app.settings.service import SQLITE, Settings, load_settings

if TYPE_CHECKING:
    from app.db.database import Database, DbSession

Result = TypeVar("Result")
# Between two attempts to connect.
RETRY_S = 0.5


def prepare(settings: Settings, print_note: Callable[[str], None] = print_notice) -> bool:
    """Migrate the database to this version; True if there was something to migrate.

    `print_note` prints notes about rows that the migrations changed.
    """
    from app.db.migrate import upgrade

    notes: list[str] = []
    pooler = settings.transaction_pooler
    changed = wait_for_server(settings, lambda: upgrade(settings.database_url, notes, transaction_pooler=pooler))
    address = settings.database_url
    if address.startswith(SQLITE) and not os.access(address.removeprefix(SQLITE), os.W_OK):
        print_notice("The database file is read-only: nothing can be stored in it.")
    if not changed:
        return False
    print_notice("The database has been migrated to this version.")
    for sentence in notes:
        print_note(sentence)
    return True


def wait_for_server(settings: Settings, work: Callable[[], Result]) -> Result:
    """Run `work`, again and again until the database's server responds or the wait ends; announce the wait once."""
    from app.db.error_classification import is_worth_waiting_for, why_unreachable

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

    database = Database(
        settings.database_url,
        Deadline(settings.statement_timeout_ms),
        transaction_pooler=settings.transaction_pooler,
        cache_mib=settings.cache_mib,
    )
    try:
        yield database
    finally:
        await database.close()


def in_database(work: "Callable[[Database], Awaitable[Result]]", settings: Settings | None = None) -> Result:
    """Run `work` on the database. Raises `CommandError` if its schema is not this version's."""
    from app.db.migrate import TOO_NEW, SchemaState, schema_state

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
