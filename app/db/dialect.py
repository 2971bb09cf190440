"""SQLAlchemy's asyncpg dialect, changed so that connections are always closed on the event loop.

The original closes a broken connection in the thread that met the error. Long writes run in a worker thread, and only
the event loop's thread may use asyncpg.
"""

import asyncio
from typing import Any

import asyncpg
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import in_greenlet

DRIVER = "postgresql+marquee"
CLOSE_TIMEOUT_S = 2.0


class Dialect(PGDialect_asyncpg):
    """One per engine."""

    supports_statement_cache = True

    def do_terminate(self, dbapi_connection: Any) -> None:
        if in_greenlet():
            await_only(_close(dbapi_connection.driver_connection))
        else:
            super().do_terminate(dbapi_connection)


async def terminate(driver: Any) -> None:
    """Drop the connection. A coroutine, so that a worker thread can let the event loop run it."""
    driver.terminate()


async def _close(driver: Any) -> None:
    try:
        await asyncio.shield(driver.close(timeout=CLOSE_TIMEOUT_S))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        driver.terminate()
    except asyncio.CancelledError:
        driver.terminate()
        raise


registry.register("postgresql.marquee", "app.db.dialect", "Dialect")
