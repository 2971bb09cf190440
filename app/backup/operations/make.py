"""Making an archive of a database in use: its state at one moment, then the bytes of the files that it names."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from app.backup.operations.archive import writing
from app.backup.rules import DATABASE, BackupError, Manifest, file_name, write_manifest
from app.core.time import to_utc_text
from app.db.schema_state import SchemaState, stored_on_sqlite
from app.db.sqlite_copy import fault_in, snapshot
from app.db.sqlite_file import SqliteFile
from app.files.store.folder import Storage

NEWER = "The database was written by a newer version of Marquee. Back it up with that version."
NOT_MIGRATED = "The database has no tables of Marquee, and so there is nothing to back up."


@dataclass(frozen=True, slots=True)
class Made:
    """What an archive holds. `missing` are the keys of files whose bytes were not found."""

    revision: str
    files: int
    missing: tuple[str, ...]


def back_up(database: str, storage: Storage, stream: IO[bytes], folder: Path, *, version: str, now: datetime) -> Made:
    """Write an archive of the database in this file to the stream. `folder`: for a temporary copy of the database.

    The bytes of a file never change, and are kept before its row is: those of every row that is copied are there,
    unless they are deleted meanwhile. Raises `BackupError` and `sqlite3.Error`.
    """
    if SqliteFile(database).is_missing:
        raise BackupError(NOT_MIGRATED)
    with tempfile.TemporaryDirectory(prefix=".marquee-backup-", dir=folder) as scratch:
        copy = Path(scratch) / DATABASE
        snapshot(database, copy)
        if fault := fault_in(copy):
            raise BackupError(f"The database is damaged, and was not backed up: {fault}.")
        revision, keys = _contents(copy)
        missing = []
        with writing(stream, now.timestamp()) as archive:
            archive.add(DATABASE, copy)
            copy.unlink()
            for key in keys:
                name, path = file_name(key), storage.find(key)
                try:
                    if name is None or path is None:
                        raise FileNotFoundError
                    archive.add(name, path)
                except FileNotFoundError:
                    missing.append(key)
            manifest = Manifest(version, revision, to_utc_text(now), archive.members, tuple(missing))
            archive.finish(write_manifest(manifest))
    return Made(revision, len(keys) - len(missing), tuple(missing))


def _contents(copy: Path) -> tuple[str, list[str]]:
    """The revision of the database, and the keys of all its uploaded files."""
    with closing(sqlite3.connect(copy)) as connection:
        stored = stored_on_sqlite(connection)
        if stored.revision is None:
            raise BackupError(NOT_MIGRATED)
        if stored.state is SchemaState.NEWER:
            raise BackupError(NEWER)
        # The first revisions had no files.
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'file'").fetchone():
            return stored.revision, []
        rows = connection.execute("SELECT storage_key FROM file WHERE storage_key IS NOT NULL ORDER BY storage_key")
        return stored.revision, [str(key) for (key,) in rows]
