"""The SQLite file of a database: serving opens it, never creates it, and notices if it is replaced."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from app.db.errors import Unavailable

# The file holds personal data and token digests.
MODE = 0o600
COMPANIONS = ("", "-wal", "-shm")


class SqliteFile:
    """Remembers the identity of the file that was opened first, because its path may come to name another one."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        self._identity: tuple[int, int] | None = None

    @property
    def uri(self) -> str:
        """For `sqlite3.connect(…, uri=True)`, which then does not create the file."""
        return f"file://{quote(os.fsencode(self._path))}?mode=rw"

    def try_opening(self) -> None:
        """Raise SQLite's error if the file cannot be opened.

        aiosqlite's thread would report the error to an event loop that may be closed by then.
        """
        if self._identity is None:
            # The file that is opened next, or an older one: `check` then notices that it was replaced meanwhile.
            self._identity = self._current()
        sqlite3.connect(self.uri, uri=True).close()

    def check(self) -> None:
        """Raises `Unavailable` if the path names another file than at first, or none."""
        if self._identity is None:
            self._identity = self._current()
        if self._identity is None or self.is_replaced:
            raise Unavailable("the file was removed or replaced")

    @property
    def is_missing(self) -> bool:
        """Whether the folder exists and the file does not."""
        return self._current() is None and Path(self._path).parent.is_dir()

    @property
    def is_replaced(self) -> bool:
        """Whether the path names another file than at first, or none."""
        return self._identity is not None and self._current() != self._identity

    @property
    def is_writable(self) -> bool:
        """False for an immutable file, and on a read-only file system."""
        return os.access(self._path, os.W_OK)

    def _current(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino


def make_private(path: str) -> None:
    """Create the file if it is missing, readable for its owner only. SQLite reports better why it cannot be created."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, MODE))
    for companion in COMPANIONS:
        # The mode of another user's file, or of a read-only one, cannot be changed.
        with suppress(OSError):
            Path(path + companion).chmod(MODE)
