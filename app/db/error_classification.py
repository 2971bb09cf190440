"""From what a driver raises to what it means: which trouble it is, and whether another connection may be better.

An error that is judged to be nothing here is a bug, or a rule of the store's own that was broken.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.db.errors import Conflict, Overloaded, StorageFull, StoreError, Unavailable

# PostgreSQL: a name or number that another transaction took meanwhile.
UNIQUE_VIOLATION = "23505"
READ_ONLY = "25006"
# What is not one of these comes from our own code, whatever it was raised from.
_DRIVERS = (
    StoreError,
    DBAPIError,
    PoolTimeout,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    sqlite3.Error,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`again`: nothing came of it, and the next connection may do it. `lost`: the connection is of no use any more.

    `raced`: another transaction was in the way. `away`: so is the store, for everybody.
    """

    trouble: type[StoreError]
    reason: str
    again: bool = False
    lost: bool = False
    raced: bool = False
    away: bool = False


_AWAY = Verdict(Unavailable, "the server does not answer at its address", away=True)
_SLOW_TO_CONNECT = Verdict(Unavailable, "the server did not answer in time", away=True)
_LOST = Verdict(Unavailable, "the connection was lost", again=True, lost=True)
_NO_CONNECTION = Verdict(Overloaded, "no connection became free in time")
_TOO_SLOW = Verdict(Unavailable, "the server did not answer in time", lost=True)
_STALE_PLAN = Verdict(Unavailable, "a migration has changed the tables", again=True)
_RACED = Verdict(Conflict, "other transactions were in the way", raced=True)
_DISK_FULL = Verdict(StorageFull, "the disk is full")

_BY_STATE = {
    "08": _LOST,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P05": _LOST,
    "57P03": Verdict(Unavailable, "the server is starting or stopping", away=True),
    "57P04": Verdict(Unavailable, "there is no database of this name on the server", away=True),
    "3D000": Verdict(Unavailable, "there is no database of this name on the server", away=True),
    "28P01": Verdict(Unavailable, "the user or the password is wrong", away=True),
    "28": Verdict(Unavailable, "the user is not let in", away=True),
    "42501": Verdict(Unavailable, "the user may not do this here"),
    # Those who have a connection are served: the store is not away.
    "53300": Verdict(Unavailable, "the server takes no more connections"),
    "53100": _DISK_FULL,
    "53": Verdict(Overloaded, "the server is out of memory"),
    "58": Verdict(Unavailable, "the server cannot read or write its files"),
    # An old leader, or one that is being replaced. The session keeps it, whatever the server becomes.
    READ_ONLY: Verdict(Unavailable, "the server takes no changes at the moment", again=True, lost=True),
    "25P03": Verdict(Overloaded, "a transaction was idle for too long", lost=True),
    "25P04": Verdict(Overloaded, "a transaction took too long", lost=True),
    "55P03": Verdict(Overloaded, "a lock was not free in time"),
    "57014": Verdict(Overloaded, "a statement took too long"),
    # What was prepared on a connection that a pooler has given to somebody else, or that was reset.
    "26000": _STALE_PLAN,
    "40001": _RACED,
    "40P01": _RACED,
}
_BY_RESULT = {
    sqlite3.SQLITE_BUSY: Verdict(Overloaded, "another process keeps the file locked"),
    sqlite3.SQLITE_LOCKED: Verdict(Overloaded, "another process keeps the file locked"),
    # The handshake of the write-ahead log, lost to others again and again.
    sqlite3.SQLITE_PROTOCOL: Verdict(Overloaded, "another process keeps the file locked"),
    sqlite3.SQLITE_INTERRUPT: Verdict(Overloaded, "a statement took too long"),
    sqlite3.SQLITE_NOMEM: Verdict(Overloaded, "there is no memory left"),
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_IOERR: Verdict(Unavailable, "the file cannot be read or written"),
    sqlite3.SQLITE_CANTOPEN: Verdict(Unavailable, "the file or its folder cannot be opened"),
    sqlite3.SQLITE_PERM: Verdict(Unavailable, "the file or its folder cannot be opened"),
    sqlite3.SQLITE_READONLY: Verdict(Unavailable, "the file is read-only"),
    sqlite3.SQLITE_NOTADB: Verdict(Unavailable, "the file is no SQLite database"),
    sqlite3.SQLITE_CORRUPT: Verdict(Unavailable, "the file is damaged"),
}


def judge(error: BaseException, *, connecting: bool = False) -> Verdict | None:
    """What an error means; None for a bug. `connecting`: there was no connection yet."""
    for cause in causes(error) if isinstance(error, _DRIVERS) else ():
        if isinstance(cause, StoreError):
            return Verdict(type(cause), cause.reason)
        if found := _judge(cause, connecting):
            return found
    return None


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from, nearest first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = getattr(current, "orig", None) or current.__cause__ or current.__context__


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's own word for it, if it comes from there."""
    return next((state for each in causes(error) if (state := getattr(each, "sqlstate", None))), None)


def _judge(error: BaseException, connecting: bool) -> Verdict | None:
    if isinstance(error, PoolTimeout):
        return _NO_CONNECTION
    if isinstance(error, asyncpg.InvalidCachedStatementError | asyncpg.OutdatedSchemaCacheError):
        return _STALE_PLAN
    if state := getattr(error, "sqlstate", None):
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(getattr(error, "sqlite_errorcode", 0))
    if isinstance(error, asyncpg.InternalClientError):
        # An answer that the driver did not wait for: the last word of a server that has ended the session.
        return _LOST
    if isinstance(error, asyncpg.InterfaceError):
        return _LOST if "clos" in str(error) else None
    return _of_the_network(error, connecting)


def _of_sqlite(code: int) -> Verdict | None:
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _DISK_FULL
    # The low byte is the error, the rest its circumstances.
    return _BY_RESULT.get(code & 0xFF)


def _of_the_network(error: BaseException, connecting: bool) -> Verdict | None:
    if isinstance(error, TimeoutError):
        return _SLOW_TO_CONNECT if connecting else _TOO_SLOW
    if isinstance(error, ConnectionError):
        return _AWAY if connecting else _LOST
    # Files are opened by others, too: any other error of the system is the network's only while connecting.
    return _AWAY if connecting and isinstance(error, OSError) else None
