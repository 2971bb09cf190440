"""Prepared statements, bounded by bytes: how much memory each takes, and the cache of each kind of connection.

The drivers bound only the number of statements. One that answers a large document takes 2 MiB of this process with
SQLite, and 30 MiB of the server with PostgreSQL.
"""

import sqlite3
from dataclasses import dataclass
from typing import Any

from asyncpg.connection import _StatementCache

from app.core.lru_cache import LruCache
from app.settings.caches import MIB, CacheShares

KIB = 2**10
MAX_STATEMENTS = 100
SQLITE_READERS = 4
# Connections of the write side. Only one of them writes at a time.
SQLITE_WRITERS = 5

# Measured for the statements that generated documents are compiled to: the estimates of all of them together are twice
# what SQLite reports, and no statement takes more than 1.4 times its estimate. A sort keeps whole rows, and code for
# window functions is long.
SQLITE_BASE = 2 * KIB
SQLITE_PER_CHARACTER = 12
SQLITE_PER_SORT = 16 * KIB
SQLITE_PER_WINDOW = 48 * KIB
# Measured with PostgreSQL 15, with the generic plan: 160 times the text on average, and more for short statements.
POSTGRESQL_BASE = 64 * KIB
POSTGRESQL_PER_CHARACTER = 160


@dataclass(frozen=True, slots=True)
class StatementMemory:
    """How many bytes of prepared statements one connection keeps."""

    reader: int
    writer: int

    @classmethod
    def of(cls, dialect: str, cache_mib: int) -> "StatementMemory":
        if dialect == "sqlite":
            share = CacheShares.of(cache_mib).statements
            return cls(reader=share * 4 // 5 // SQLITE_READERS, writer=share // 5 // SQLITE_WRITERS)
        # The server keeps them. This process keeps the text and some 3 KiB of each, which fits into its share.
        return cls(reader=cache_mib * MIB, writer=cache_mib * MIB)


def sqlite_bytes(sql: str) -> int:
    """About how much memory SQLite takes for this statement."""
    sorts, windows = sql.count(" ORDER BY "), sql.count(" OVER (")
    return SQLITE_BASE + SQLITE_PER_CHARACTER * len(sql) + SQLITE_PER_SORT * sorts + SQLITE_PER_WINDOW * windows


def postgresql_bytes(sql: str) -> int:
    """About how much memory the server takes for this statement."""
    return POSTGRESQL_BASE + POSTGRESQL_PER_CHARACTER * len(sql)


def longest_on_postgresql(max_bytes: int) -> int:
    """How many characters a statement may have to fit into so many bytes."""
    return max((max_bytes - POSTGRESQL_BASE) // POSTGRESQL_PER_CHARACTER, 1)


class SqliteConnection(sqlite3.Connection):
    """Keeps its prepared statements itself: for each text to run, the driver calls the connection for a statement."""

    def __init__(self, *arguments: Any, max_bytes: int, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "cached_statements": 0})
        self._prepared: LruCache[str, Any] = LruCache(MAX_STATEMENTS, max_bytes)

    def __call__(self, sql: str) -> Any:
        statement = self._prepared.get(sql)
        if statement is None:
            statement = super().__call__(sql)
            self._prepared.put(sql, statement, sqlite_bytes(sql))
        return statement

    def close(self) -> None:
        # SQLite keeps a connection open as long as it has statements.
        self._prepared.clear()
        super().close()


def bound_asyncpg(connection: Any, max_bytes: int) -> None:
    """Bound the statements that asyncpg itself caches. It must not cache longer ones."""
    if connection._stmt_cache.get_max_size():
        connection._stmt_cache = _AsyncpgCache(connection._stmt_cache, max_bytes)


def bound_sqlalchemy(connection: Any, max_bytes: int) -> None:
    """Bound the statements that SQLAlchemy caches on one of asyncpg's connections."""
    if connection._prepared_statement_cache is not None:
        connection._prepared_statement_cache = _SqlalchemyCache(max_bytes)


class _AsyncpgCache(_StatementCache):  # type: ignore[misc]
    """Stands in for the cache of an asyncpg connection."""

    __slots__ = ("_max_bytes",)

    def __init__(self, replaced: Any, max_bytes: int) -> None:
        super().__init__(
            loop=replaced._loop,
            max_size=min(replaced._max_size, MAX_STATEMENTS),
            on_remove=replaced._on_remove,
            max_lifetime=replaced._max_lifetime,
        )
        self._max_bytes = max_bytes

    def _maybe_cleanup(self) -> None:
        """Called for each new statement."""
        size = sum(postgresql_bytes(query) for query, *_ in self._entries)
        while len(self._entries) > self._max_size or size > self._max_bytes:
            (query, *_), entry = self._entries.popitem(last=False)
            size -= postgresql_bytes(query)
            self._clear_entry_callback(entry)
            self._on_remove(entry._statement)


class _SqlalchemyCache:
    """Stands in for the cache of SQLAlchemy's adapter, which looks up, reads and assigns items."""

    def __init__(self, max_bytes: int) -> None:
        self._prepared: LruCache[str, Any] = LruCache(MAX_STATEMENTS, max_bytes)

    def __contains__(self, sql: str) -> bool:
        return self._prepared.get(sql) is not None

    def __getitem__(self, sql: str) -> Any:
        return self._prepared.get(sql)

    def __setitem__(self, sql: str, statement: Any) -> None:
        self._prepared.put(sql, statement, postgresql_bytes(sql))
