"""One SQLite file: opened and never made by those who serve it, and the same for as long as they do."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from app.db.errors import Unavailable

# People's names and the digests of tokens: nobody else's to read.
MODE = 0o600
COMPANIONS = ("", "-wal", "-shm")


class SqliteFile:
    """Remembers which file it was when it was opened first: a name is not enough to find what was stored."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        self._identity: tuple[int, int] | None = None

    @property
    def uri(self) -> str:
        """For `sqlite3.connect(…, uri=True)`: a file that is not there is an error."""
        return f"file://{quote(os.fsencode(self._path))}?mode=rw"

    def try_opening(self) -> None:
        """Raise what SQLite says of a file that it cannot open.

        Before aiosqlite is asked: its thread would tell an event loop that may be gone by then.
        """
        sqlite3.connect(self.uri, uri=True).close()

    def check(self) -> None:
        """Raises `Unavailable` if the name stands for another file than at first, or for none."""
        if self._identity is None:
            self._identity = self._look()
        if self._identity is None or self.is_replaced:
            raise Unavailable("the file was removed or replaced")

    @property
    def is_missing(self) -> bool:
        """Whether it was not made yet, in a folder that is there."""
        return self._look() is None and Path(self._path).parent.is_dir()

    @property
    def is_replaced(self) -> bool:
        """Whether the name stands for another file than at first, or for none."""
        return self._identity is not None and self._look() != self._identity

    @property
    def is_writable(self) -> bool:
        """Not where it is immutable, or lies on a file system that takes no changes."""
        return os.access(self._path, os.W_OK)

    def _look(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino


def make_private(path: str) -> None:
    """Make the file if it is not there, and keep it from everybody else. Why it cannot be made, SQLite says better."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, MODE))
    for companion in COMPANIONS:
        # Somebody else's file, or one that takes no changes, stays as its owner wants it.
        with suppress(OSError):
            Path(path + companion).chmod(MODE)
