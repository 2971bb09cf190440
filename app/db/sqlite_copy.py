"""Copies of SQLite databases: a consistent one of a database in use, and one that takes the place of another."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from app.core.errors import MarqueeError
from app.db.durable_moves import sync_folder
from app.db.sqlite_file import MODE, SqliteFile, make_private

# Files that belong to a database and must not stay beside another one.
COMPANIONS = ("-wal", "-shm", "-journal")


class DatabaseInUse(MarqueeError):
    """Another process has the database open."""

    code = "REFUSED"


def snapshot(path: str, target: Path) -> None:
    """Copy the database, as it is at one moment, into a new file, while others read and write.

    Raises `sqlite3.Error`.
    """
    make_private(str(target))
    with closing(sqlite3.connect(SqliteFile(path).uri, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        # In one step, and so in one transaction: with several, each write of another process restarts it.
        source.backup(copy)
        # One file without companions.
        copy.execute("PRAGMA journal_mode=DELETE")


def fault_in(path: Path) -> str | None:
    """What is wrong with the database in this file; None if it is sound."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                return str(found)
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if broken is None else f"a row of {broken[0]} refers to nothing"


@contextmanager
def unused(path: Path) -> Iterator["Replacing"]:
    """No other process has the database open during the block. Raises `DatabaseInUse`."""
    if not path.exists():
        yield Replacing(path)
        return
    with closing(sqlite3.connect(SqliteFile(str(path)).uri, uri=True, isolation_level=None, timeout=0)) as connection:
        is_locked = False
        try:
            # Connections to a database with a write-ahead log hold a shared lock for as long as they are open.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            is_locked = True
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise DatabaseInUse("Another process has the database open. Stop Marquee first.") from None
            # No process can use a file that is damaged.
        yield Replacing(path, connection, is_locked=is_locked)


class Replacing:
    """A database file that nobody uses, or the place for one."""

    def __init__(self, path: Path, connection: sqlite3.Connection | None = None, *, is_locked: bool = False) -> None:
        """`is_locked`: the connection keeps all others out; not if the database is missing or damaged."""
        self.is_locked = is_locked
        self._path = path
        self._connection = connection

    @property
    def holds_rows(self) -> bool:
        """Whether any table has a row. True also for a file that SQLite cannot read."""
        if self._connection is None:
            return False
        try:
            tables = self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name <> 'alembic_version' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            ).fetchall()
            return any(
                self._connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone()[0] for (name,) in tables
            )
        except sqlite3.DatabaseError:
            return True

    def replace_by(self, restored: Path) -> None:
        """Replace it permanently by a database on the same file system.

        Raises `DatabaseInUse` if a process has come between.
        """
        with closing(sqlite3.connect(restored)) as connection:
            # So that a process that opens it uses no rollback journal: closing the locked connection would delete that.
            connection.execute("PRAGMA journal_mode=WAL")
        restored.chmod(MODE)
        with restored.open("rb") as written:
            os.fsync(written.fileno())
        if self._connection is not None:
            # Moves the log into the file, which is thus complete until it is replaced.
            with suppress(sqlite3.DatabaseError):
                self._connection.execute("PRAGMA journal_mode=DELETE")
        # Beside another database, a log would damage that one.
        for companion in COMPANIONS:
            Path(f"{self._path}{companion}").unlink(missing_ok=True)
        if self._connection is None and self._path.exists():
            raise DatabaseInUse("Another process has created the database meanwhile. Stop Marquee first.")
        restored.replace(self._path)
        sync_folder(self._path.parent)
