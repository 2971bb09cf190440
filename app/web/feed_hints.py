"""Chooses how this process hears what other processes have written."""

import logging

from app.db.database import Database
from app.db.feed.hints import Hints
from app.db.feed.postgres_hints import postgres_hints
from app.db.feed.sqlite_hints import SqliteHints
from app.settings.service import Settings, missing_redis

LOG = logging.getLogger("marquee.feed")


def feed_hints(settings: Settings, database: Database) -> Hints | None:
    """None if the database can only be polled. Raises `SettingsError` if the package for Redis is missing."""
    if database.file is not None:
        return SqliteHints(database.file)
    if settings.redis_url is not None:
        return hints_by_redis(settings.redis_url)
    if settings.listen_database_url is not None:
        return postgres_hints(settings.listen_database_url, database.deadline)
    if settings.transaction_pooler:
        LOG.warning(
            "Subscriptions get changes of other processes by polling: LISTEN needs MARQUEE_LISTEN_DATABASE_URL or"
            " MARQUEE_REDIS_URL behind a transaction pooler."
        )
        return None
    return postgres_hints(settings.database_url, database.deadline)


def hints_by_redis(url: str) -> Hints:
    """Hints through this Redis. Raises `SettingsError` if its package is missing."""
    try:
        from app.db.feed.redis_hints import redis_hints
    except ModuleNotFoundError as error:
        raise missing_redis(error) from None
    return redis_hints(url)
