"""Classifies the drivers' exceptions: which `StoreError` each one is, and whether a retry may help.

An exception that is not classified is a bug or a violated constraint.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.failures import outline
from app.db.errors import Conflict, OutcomeUnknown, Overloaded, StorageFull, StoreError, Unavailable

# PostgreSQL: another transaction has taken the value meanwhile.
UNIQUE_VIOLATION = "23505"
READ_ONLY = "25006"
# A statement reached its timeout, or was cancelled.
TOO_SLOW = "57014"
# Exceptions of other types come from our own code, whatever their causes are.
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
class Failure:
    """`retry`: nothing was done, and another connection may succeed. `connection_lost`: this one is unusable.

    `contention`: a serialisation failure or a deadlock. `unreachable`: the whole database is, for all callers.
    """

    error: type[StoreError]
    reason: str
    retry: bool = False
    connection_lost: bool = False
    contention: bool = False
    unreachable: bool = False


_UNREACHABLE = Failure(Unavailable, "the server does not answer at its address", unreachable=True)
_SLOW_TO_CONNECT = Failure(Unavailable, "the server did not answer in time", unreachable=True)
_LOST = Failure(Unavailable, "the connection was lost", retry=True, connection_lost=True)
_NO_CONNECTION = Failure(Overloaded, "no connection became free in time")
_TOO_SLOW = Failure(Unavailable, "the server did not answer in time", connection_lost=True)
_STALE_PLAN = Failure(Unavailable, "a migration has changed the tables", retry=True)
_CONTENTION = Failure(Conflict, "other transactions were in the way", contention=True)
_DISK_FULL = Failure(StorageFull, "the disk is full")

_BY_STATE = {
    "08": _LOST,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P05": _LOST,
    "57P03": Failure(Unavailable, "the server is starting or stopping", unreachable=True),
    "57P04": Failure(Unavailable, "there is no database of this name on the server", unreachable=True),
    "3D000": Failure(Unavailable, "there is no database of this name on the server", unreachable=True),
    "28P01": Failure(Unavailable, "the user or the password is wrong", unreachable=True),
    "28": Failure(Unavailable, "the user is not let in", unreachable=True),
    "42501": Failure(Unavailable, "the user may not do this here"),
    # Not unreachable: open connections still work.
    "53300": Failure(Unavailable, "the server takes no more connections"),
    "53100": _DISK_FULL,
    "53": Failure(Overloaded, "the server is out of memory"),
    "58": Failure(Unavailable, "the server cannot read or write its files"),
    # A former primary, or one that is being replaced. A session stays read-only even if the server is promoted.
    READ_ONLY: Failure(Unavailable, "the server takes no changes at the moment", retry=True, connection_lost=True),
    "25P03": Failure(Overloaded, "a transaction was idle for too long", connection_lost=True),
    "25P04": Failure(Overloaded, "a transaction took too long", connection_lost=True),
    "55P03": Failure(Overloaded, "a lock was not free in time"),
    TOO_SLOW: Failure(Overloaded, "a statement took too long"),
    # A statement that was prepared on another server connection of a pooler, or on one that was reset.
    "26000": _STALE_PLAN,
    "40001": _CONTENTION,
    "40P01": _CONTENTION,
}
_BY_RESULT = {
    sqlite3.SQLITE_BUSY: Failure(Overloaded, "another process keeps the file locked"),
    sqlite3.SQLITE_LOCKED: Failure(Overloaded, "another process keeps the file locked"),
    # The lock protocol of the write-ahead log, after many attempts.
    sqlite3.SQLITE_PROTOCOL: Failure(Overloaded, "another process keeps the file locked"),
    sqlite3.SQLITE_INTERRUPT: Failure(Overloaded, "a statement took too long"),
    sqlite3.SQLITE_NOMEM: Failure(Overloaded, "there is no memory left"),
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_IOERR: Failure(Unavailable, "the file cannot be read or written"),
    sqlite3.SQLITE_CANTOPEN: Failure(Unavailable, "the file or its folder cannot be opened"),
    sqlite3.SQLITE_PERM: Failure(Unavailable, "the file or its folder cannot be opened"),
    sqlite3.SQLITE_READONLY: Failure(Unavailable, "the file is read-only"),
    sqlite3.SQLITE_NOTADB: Failure(Unavailable, "the file is no SQLite database"),
    sqlite3.SQLITE_CORRUPT: Failure(Unavailable, "the file is damaged"),
}


def classify(error: BaseException, *, connecting: bool = False) -> Failure | None:
    """The failure that an exception means; None for a bug. `connecting`: there was no connection yet."""
    for cause in causes(error) if isinstance(error, _DRIVERS) else ():
        if isinstance(cause, StoreError):
            return Failure(type(cause), cause.reason)
        if found := _classify_one(cause, connecting):
            return found
    return None


def reason(error: BaseException) -> str:
    """Why a task in the background failed, for the log: the database's failure, else where the exception was raised."""
    failure = classify(error, connecting=True)
    return outline(error) if failure is None else failure.reason


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and its causes, nearest first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = getattr(current, "orig", None) or current.__cause__ or current.__context__


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's error code, if the exception comes from PostgreSQL."""
    return next((state for each in causes(error) if (state := getattr(each, "sqlstate", None))), None)


def _classify_one(error: BaseException, connecting: bool) -> Failure | None:
    if isinstance(error, PoolTimeout):
        return _NO_CONNECTION
    if isinstance(error, asyncpg.InvalidCachedStatementError | asyncpg.OutdatedSchemaCacheError):
        return _STALE_PLAN
    if state := getattr(error, "sqlstate", None):
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(getattr(error, "sqlite_errorcode", 0))
    if isinstance(error, asyncpg.InternalClientError):
        # The driver received an unexpected message: the server has ended the session.
        return _LOST
    if isinstance(error, asyncpg.InterfaceError):
        return _LOST if "clos" in str(error) else None
    return _of_the_network(error, connecting)


def _of_sqlite(code: int) -> Failure | None:
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _DISK_FULL
    # The low byte is the primary result code.
    return _BY_RESULT.get(code & 0xFF)


def _of_the_network(error: BaseException, connecting: bool) -> Failure | None:
    if isinstance(error, TimeoutError):
        return _SLOW_TO_CONNECT if connecting else _TOO_SLOW
    if isinstance(error, ConnectionError):
        return _UNREACHABLE if connecting else _LOST
    # Any other OSError may concern a file, unless it is raised while connecting.
    return _UNREACHABLE if connecting and isinstance(error, OSError) else None


_MAY_PASS = (
    "the server does not answer at its address",
    "the server did not answer in time",
    "the server is starting or stopping",
    "the server takes no more connections",
)


def why_unreachable(error: BaseException) -> str | None:
    """Why the database cannot be opened, as a sentence without its address; None for any other error."""
    failure = classify(error, connecting=True)
    if failure is None or failure.contention or isinstance(error, Overloaded | Conflict | OutcomeUnknown):
        return None
    return f"The database that MARQUEE_DATABASE_URL names cannot be used: {failure.reason}."


def is_worth_waiting_for(error: BaseException) -> bool:
    """Whether the server may be starting, so that it can be reached later."""
    failure = classify(error, connecting=True)
    return failure is not None and (failure.connection_lost or failure.reason in _MAY_PASS)
