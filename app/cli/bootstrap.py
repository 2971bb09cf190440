"""Opening the database of the settings for the length of one command."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from app.cli.errors import CommandError
from app.cli.output import tell
from app.settings.service import SQLITE, Settings, load_settings

if TYPE_CHECKING:
    from app.db.database import Database, DbSession

Result = TypeVar("Result")
# Between two attempts to reach a database that is being started.
WAIT_S = 0.5


def prepare(settings: Settings, note: Callable[[str], None] = tell) -> bool:
    """Bring the database to the tables of this version; True if it was not there yet.

    `note` prints what people should know of rows that were changed.
    """
    from app.db.migrate import upgrade

    notes: list[str] = []
    pooler = settings.transaction_pooler
    changed = waited_for(settings, lambda: upgrade(settings.database_url, notes, transaction_pooler=pooler))
    address = settings.database_url
    if address.startswith(SQLITE) and not os.access(address.removeprefix(SQLITE), os.W_OK):
        tell("The database's file takes no changes: nothing can be stored in it.")
    if not changed:
        return False
    tell("The database has been brought to this version's tables.")
    for sentence in notes:
        note(sentence)
    return True


def waited_for(settings: Settings, work: Callable[[], Result]) -> Result:
    """The result of `work`, which is run again until the database's server is there; after a while it is told why."""
    from app.db.unreachable import is_worth_waiting_for, why_unreachable

    deadline = time.monotonic() + settings.database_wait_s
    told = False
    while True:
        try:
            return work()
        except Exception as error:
            if not is_worth_waiting_for(error) or time.monotonic() >= deadline:
                raise
            if not told:
                tell(f"{why_unreachable(error)} Waiting for it for up to {settings.database_wait_s} seconds.")
                told = True
        time.sleep(WAIT_S)


@asynccontextmanager
async def opened(settings: Settings) -> "AsyncIterator[Database]":
    """The database of these settings, closed behind the block; every command and thread opens it here.

    All tables are imported first: a row can be stored only when each table that its columns refer to is known.
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
    """Run `work` on a database whose tables are this version's; refused if they are not."""
    from app.db.migrate import TOO_NEW, Standing, standing

    async def run() -> Result:
        async with opened(settings or load_settings()) as database:
            stands = await standing(database)
            if stands is Standing.NEWER:
                raise CommandError(TOO_NEW)
            if stands is Standing.OLDER:
                raise CommandError(
                    "The database does not have the tables of this version. Run `marquee migrate` first."
                )
            return await work(database)

    return asyncio.run(run())


def in_transaction(work: "Callable[[DbSession, datetime], Result]", settings: Settings | None = None) -> Result:
    """Run `work` in one transaction: all of it is stored, or nothing."""
    from app.graph.context import system_clock

    return in_database(lambda database: database.change(lambda db: work(db, system_clock())), settings)
