"""SQLAlchemy's side of asyncpg, whose connections are ended on the event loop wherever that is decided.

SQLAlchemy's own closes a broken connection in the thread that met the error. Long writes compute in a thread, and
asyncpg and its loop may be touched by none but the loop's.
"""

import asyncio
from typing import Any

import asyncpg
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import in_greenlet

DRIVER = "postgresql+marquee"
# How long a server is given to be said goodbye to.
GOODBYE_S = 2.0


class Dialect(PGDialect_asyncpg):
    """One per engine."""

    supports_statement_cache = True

    def do_terminate(self, dbapi_connection: Any) -> None:
        if in_greenlet():
            await_only(_goodbye(dbapi_connection.driver_connection))
        else:
            super().do_terminate(dbapi_connection)


async def terminate(driver: Any) -> None:
    """Close it without a word: as a coroutine, so that whoever decides it can have the loop do it."""
    driver.terminate()


async def _goodbye(driver: Any) -> None:
    try:
        # Whoever is cancelled meanwhile ends it at once.
        await asyncio.shield(driver.close(timeout=GOODBYE_S))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        driver.terminate()
    except asyncio.CancelledError:
        driver.terminate()
        raise


registry.register("postgresql.marquee", "app.db.dialect", "Dialect")
