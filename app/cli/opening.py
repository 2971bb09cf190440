"""Opening the database of the settings for the length of one command."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from app.cli.faults import CommandRefused
from app.cli.output import tell
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.db.database import Database, DbSession

Result = TypeVar("Result")


def prepare(settings: Settings) -> bool:
    """Bring the database to the tables of this version; True if it was not there yet."""
    from app.db.migrate import upgrade

    if not upgrade(settings.database_url):
        return False
    tell("The database has been brought to this version's tables.")
    return True


def in_database(work: "Callable[[Database], Awaitable[Result]]", settings: Settings | None = None) -> Result:
    """Run `work` on a database whose tables are this version's; refused if they are not."""
    from app.db.database import Database
    from app.db.migrate import at_head

    url = (settings or load_settings()).database_url

    async def run() -> Result:
        database = Database(url)
        try:
            if not await at_head(database):
                raise CommandRefused(
                    "The database does not have the tables of this version. Run `marquee migrate` first."
                )
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def in_transaction(work: "Callable[[DbSession, datetime], Result]", settings: Settings | None = None) -> Result:
    """Run `work` in one transaction: all of it is stored, or nothing."""
    from app.graph.context import system_clock

    return in_database(lambda database: database.change(lambda db: work(db, system_clock())), settings)
