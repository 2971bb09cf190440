"""Finds the row whose lock a PostgreSQL statement waited for in vain."""

import re
from collections.abc import Hashable

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

# LockNotAvailable.
LOCK_TIMEOUT = "55P03"
FEED = "feed"
_LOCKING = re.compile(r"\s+FOR (NO KEY )?UPDATE\s*$")


async def locked_row(engine: AsyncEngine, error: Exception) -> Hashable:
    """The id of the row that the failed statement was to lock, read without the lock.

    The text of any other statement: writes that fail at the same statement probably wait for the same lock.
    """
    # The driver's own exception comes from the append to the feed.
    if not isinstance(error, DBAPIError):
        return FEED
    statement = error.statement or ""
    if not _LOCKING.search(statement):
        return statement
    try:
        async with engine.connect() as connection:
            parameters = error.params if isinstance(error.params, tuple) else ()
            found = await connection.exec_driver_sql(_LOCKING.sub("", statement), parameters)
            row = found.mappings().first()
    except SQLAlchemyError:
        return statement
    return statement if row is None else row.get("id", statement)
