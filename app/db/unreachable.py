"""Why a store cannot be opened, in a sentence: an address or a folder that is wrong is nobody's bug."""

import sqlite3
from collections.abc import Iterator

import asyncpg

_POSTGRESQL: tuple[tuple[type[Exception], str], ...] = (
    (asyncpg.InvalidPasswordError, "the user or the password is wrong"),
    (asyncpg.InvalidAuthorizationSpecificationError, "the user is not let in"),
    (asyncpg.InvalidCatalogNameError, "there is no database of this name on the server"),
    (asyncpg.TooManyConnectionsError, "the server takes no more connections"),
    (asyncpg.CannotConnectNowError, "the server is starting or stopping"),
    (asyncpg.InsufficientPrivilegeError, "the user may not do this here"),
    (TimeoutError, "the server did not answer in time"),
    (OSError, "the server does not answer at its address"),
)
_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: "the file or its folder cannot be opened",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the file cannot be read or written",
    sqlite3.SQLITE_BUSY: "another process keeps the file locked",
}


def why_unreachable(error: BaseException) -> str | None:
    """The sentence, or None for an error of another kind. It repeats nothing of the address."""
    for cause in _causes(error):
        for kind, reason in _POSTGRESQL:
            if isinstance(cause, kind):
                return _sentence(reason)
        if isinstance(cause, sqlite3.Error):
            # The low byte is the error, the rest its circumstances.
            code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
            if code in _SQLITE:
                return _sentence(_SQLITE[code])
    return None


def _sentence(reason: str) -> str:
    return f"The database that MARQUEE_DATABASE_URL names cannot be used: {reason}."


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = getattr(current, "orig", None) or current.__cause__ or current.__context__
