"""The bytes of uploaded files. Only a folder is built; anything that keeps to `Storage` can take its place."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import UUID

from app.core.ids import new_uuid
from app.db.durable_moves import sync_folder

# An upload is over by then, or given up.
LEFT_S = 24 * 60 * 60


class Storage(Protocol):
    """Where bytes are kept, by keys that are ours. Its methods block: call them in a thread."""

    def spool(self) -> Path:
        """A new empty file for incoming bytes. The caller moves or removes it."""

    def sweep(self) -> None:
        """Remove what processes that were killed have left on its way in."""

    def keep(self, spooled: Path, key: str) -> None:
        """Take a spooled file over: from here on it is found by the key, whatever happens to the process."""

    def drop(self, key: str) -> None:
        """Forget the bytes for good; without complaint where there are none."""

    def find(self, key: str) -> Path | None:
        """A file from which the bytes can be served; None where there are none."""


class Folder:
    """Files in a folder, made when the first one comes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def incoming(self) -> Path:
        """The folder of files on their way in."""
        return self._root / "incoming"

    def spool(self) -> Path:
        self.incoming.mkdir(parents=True, exist_ok=True)
        path = self.incoming / new_uuid().hex
        path.touch(mode=0o600, exist_ok=False)
        return path

    def sweep(self) -> None:
        # Another process may be writing there; what nobody has touched for so long is nobody's.
        old = time.time() - LEFT_S
        for path in self._root.glob("incoming/*"):
            with suppress(OSError):
                if path.stat().st_mtime < old:
                    path.unlink()

    def keep(self, spooled: Path, key: str) -> None:
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with spooled.open("rb") as written:
            os.fsync(written.fileno())
        spooled.replace(target)
        sync_folder(target.parent)

    def drop(self, key: str) -> None:
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
            sync_folder(path.parent)

    def find(self, key: str) -> Path | None:
        path = self._path(key)
        return path if path.is_file() else None

    def _path(self, key: str) -> Path:
        return self._root / "kept" / key[:2] / key


def storage_key(uuid: UUID) -> str:
    """The key of a file's bytes: nothing in it comes from a client."""
    return uuid.hex
