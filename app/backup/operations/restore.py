"""Restoring an archive: everything is checked before anything is changed, and the database is replaced last."""

import glob
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.backup.operations.archive import ArchiveReader, reading
from app.backup.rules import DAMAGED, DATABASE, BackupError, Manifest, check_members, file_key, read_manifest
from app.db.feed.epochs import renew_epochs_of
from app.db.schema_state import SchemaState, stored_on_sqlite
from app.db.sqlite_copy import fault_in, unused
from app.files.store.folder import Folder

NEWER = "The archive comes from Marquee {version}, which is newer than this version. Restore it with that version."
NOT_EMPTY = "The database already holds data. Restore with --force to replace it."


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. `needs_migration`: the archive is from an older version."""

    manifest: Manifest
    files: int
    needs_migration: bool


def restore(stream: IO[bytes], database: Path, files: Folder, *, force: bool) -> Restored:
    """Restore the archive that the stream holds into this database file and these files.

    A file that is there already is replaced by the one of the archive; other files stay. The database is replaced in
    one step, after the files. `force`: also if it holds data. Nothing changes if this raises `BackupError`,
    `DatabaseInUse` or `sqlite3.Error`.
    """
    with ExitStack() as stack:
        replacing = stack.enter_context(unused(database))
        if not force and replacing.holds_rows:
            raise BackupError(NOT_EMPTY)
        for folder in (database.parent, files.incoming):
            stack.callback(_remove_empty, [each for each in (folder, *folder.parents) if not each.exists()])
        database.parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{database.name}.restore-"
        if replacing.is_locked:
            # Of restores that were killed: no other one can be running.
            for left in database.parent.glob(f"{glob.escape(prefix)}*"):
                shutil.rmtree(left, ignore_errors=True)
        scratch = tempfile.TemporaryDirectory(prefix=prefix, dir=database.parent)
        copy = Path(stack.enter_context(scratch)) / DATABASE
        spooled = stack.enter_context(_Spooled(files))
        with reading(stream) as archive:
            manifest = _unpack(archive, copy, spooled)
        older = _check_database(copy, manifest)
        with closing(sqlite3.connect(copy)) as connection, connection:
            renew_epochs_of(connection)
        spooled.keep_all()
        replacing.replace_by(copy)
    return Restored(manifest, len(spooled.paths), older)


class _Spooled:
    """Files on their way into the folder. What was not kept is removed after the block."""

    def __init__(self, files: Folder) -> None:
        self.paths: dict[str, Path] = {}
        self._files = files

    def __enter__(self) -> "_Spooled":
        return self

    def __exit__(self, *_exception: object) -> None:
        for path in self.paths.values():
            path.unlink(missing_ok=True)

    def add(self, key: str) -> Path:
        self.paths[key] = self._files.spool()
        return self.paths[key]

    def keep_all(self) -> None:
        for key, path in self.paths.items():
            self._files.keep(path, key)


def _unpack(archive: ArchiveReader, copy: Path, spooled: _Spooled) -> Manifest:
    for name in archive.names():
        key = file_key(name)
        archive.copy(copy if key is None else spooled.add(key))
    if archive.manifest is None:
        raise BackupError(DAMAGED)
    manifest = read_manifest(archive.manifest)
    check_members(manifest, archive.members)
    return manifest


def _check_database(copy: Path, manifest: Manifest) -> bool:
    """Whether the database needs a migration. Raises `BackupError` if this version cannot serve it."""
    if fault := fault_in(copy):
        raise BackupError(f"The database in the archive is damaged: {fault}.")
    with closing(sqlite3.connect(copy)) as connection:
        stored = stored_on_sqlite(connection)
    if stored.revision != manifest.revision:
        raise BackupError(DAMAGED)
    if stored.state is SchemaState.NEWER:
        raise BackupError(NEWER.format(version=manifest.version))
    return stored.state is SchemaState.OLDER


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, innermost first, that were not there before and hold nothing now."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            # It holds what was restored.
            return
