"""Opening the database of the settings for the length of one command."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from app.cli.faults import CommandRefused
from app.cli.output import tell
from app.settings.service import Settings, load_settings

if TYPE_CHECKING:
    from app.db.database import Database, DbSession

Result = TypeVar("Result")


def prepare(settings: Settings, note: Callable[[str], None] = tell) -> bool:
    """Bring the database to the tables of this version; True if it was not there yet.

    `note` prints what people should know of rows that were changed.
    """
    from app.db.migrate import upgrade

    notes: list[str] = []
    if not upgrade(settings.database_url, notes):
        return False
    tell("The database has been brought to this version's tables.")
    for sentence in notes:
        note(sentence)
    return True


@asynccontextmanager
async def opened(settings: Settings) -> "AsyncIterator[Database]":
    """The database of these settings, closed behind the block; every command and thread opens it here.

    All tables are imported first: a row can be stored only when each table that its columns refer to is known.
    """
    import app.db.all_tables  # noqa: F401
    from app.db.database import Database

    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def in_database(work: "Callable[[Database], Awaitable[Result]]", settings: Settings | None = None) -> Result:
    """Run `work` on a database whose tables are this version's; refused if they are not."""
    from app.db.migrate import at_head

    async def run() -> Result:
        async with opened(settings or load_settings()) as database:
            if not await at_head(database):
                raise CommandRefused(
                    "The database does not have the tables of this version. Run `marquee migrate` first."
                )
            return await work(database)

    return asyncio.run(run())


def in_transaction(work: "Callable[[DbSession, datetime], Result]", settings: Settings | None = None) -> Result:
    """Run `work` in one transaction: all of it is stored, or nothing."""
    from app.graph.context import system_clock

    return in_database(lambda database: database.change(lambda db: work(db, system_clock())), settings)
