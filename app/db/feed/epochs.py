"""Epochs of change feeds: a random number of each feed that is part of every position that a client holds.

A restored database uses positions again that clients hold for other changes. With another epoch these positions are
unknown, and clients are asked to read everything again (RESYNC).
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlmodel import Session as DbSession

# Older revisions, which can be restored too, have no feeds.
HAS_FEED = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'feed'",
    "postgresql": "SELECT 1 FROM pg_class WHERE oid = to_regclass('feed')",
}
# 32 bits.
RENEW = {
    "sqlite": "UPDATE feed SET epoch = random() & 4294967295",
    "postgresql": "UPDATE feed SET epoch = CAST(floor(random() * 4294967296) AS bigint)",
}


def renew_epochs(db: DbSession) -> None:
    """Give every feed another epoch, in the transaction of this session."""
    connection = db.connection()
    _renew(connection.dialect.name, lambda sql: connection.execute(text(sql)))


def renew_epochs_of(file: sqlite3.Connection) -> None:
    """Give every feed another epoch, in a SQLite database that may be of an older revision."""
    _renew("sqlite", file.execute)


def _renew(dialect: str, execute: Callable[[str], Any]) -> None:
    if execute(HAS_FEED[dialect]).fetchone() is not None:
        execute(RENEW[dialect])
