"""Failures of an SQLite file: a write is only acknowledged if it is stored."""

import os
import shutil
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session as DbSession

from app.db.database import Database
from app.db.errors import Overloaded, StorageFull, Unavailable
from app.db.migrate import upgrade
from tests.gateway import Gateway
from tests.templates import Run

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

INSERT = text(
    "INSERT INTO organisation (id, slug, name, timezone, currency, enable_datetime_conversion,"
    " event_defaults, version, created_at, created_local, updated_at, updated_local)"
    " VALUES (:slug, :slug, :name, 'UTC', 'EUR', false, '{}', 1, 'a', 'b', 'c', 'd')"
)


class Store:
    """A new file, and the database that serves it."""

    def __init__(self, gateway: Gateway, folder: Path, whole_run: Run) -> None:
        self._gateway = gateway
        self.path = folder / "marquee.db"
        shutil.copy(whole_run.migrated_file(), self.path)
        self.database = Database(f"sqlite:///{self.path}")

    def write(self, slug: str, size: int = 1) -> None:
        def work(db: DbSession) -> None:
            db.connection().execute(INSERT, {"slug": slug, "name": "x" * size})

        self._gateway.run(self.database.change(work))

    def read(self) -> Any:
        async def count() -> Any:
            async with self.database.reading() as statements:
                return await statements.fetch_value("SELECT count(*) FROM organisation", ())

        return self._gateway.run(count())

    def fault(self) -> str | None:
        return self._gateway.run(self.database.write_fault())

    def close(self) -> None:
        self._gateway.run(self.database.close())


@pytest.fixture
def store(gateway: Gateway, tmp_path: Path, whole_run: Run) -> Iterator[Store]:
    store = Store(gateway, tmp_path, whole_run)
    store.write("one")
    assert (store.read(), store.fault()) == (1, None)
    yield store
    store.close()


def test_only_the_owner_can_read_the_files(store: Store) -> None:
    files = sorted(store.path.parent.iterdir())
    assert [file.name for file in files] == ["marquee.db", "marquee.db-shm", "marquee.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_next_start_makes_public_files_private(store: Store) -> None:
    store.path.chmod(0o644)
    upgrade(f"sqlite:///{store.path}")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("fate", ["removed", "replaced", "emptied"])
def test_writes_to_a_removed_or_replaced_file_fail(store: Store, fate: str) -> None:
    away = store.path.with_name("away.db")
    store.path.rename(away)
    if fate == "replaced":
        shutil.copy(away, store.path)
    if fate == "emptied":
        store.path.touch()
    with pytest.raises(Unavailable) as refused:
        store.write("two")
    assert refused.value.reason == "the file was removed or replaced"
    assert store.fault() == "database-file-replaced"
    # No new file was created.
    assert store.path.exists() is (fate != "removed")
    away.rename(store.path)
    store.write("three")
    assert (store.read(), store.fault()) == (2, None)


def test_serving_creates_no_file(gateway: Gateway, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")

    async def look() -> None:
        async with database.reading() as statements:
            await statements.fetch_value("SELECT 1", ())

    for work in (look, lambda: database.change(lambda _db: None), lambda: database.read(lambda _db: None)):
        with pytest.raises(Unavailable) as refused:
            gateway.run(work())
        assert refused.value.reason == "the file or its folder cannot be opened"
    gateway.run(database.close())
    assert list(tmp_path.iterdir()) == []


def test_a_file_locked_by_another_program_is_reported_as_overload(
    gateway: Gateway, tmp_path: Path, whole_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engine.SQLITE_PRAGMAS", ("PRAGMA busy_timeout=20",))
    store = Store(gateway, tmp_path, whole_run)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Overloaded) as refused:
            store.write("one")
    assert refused.value.reason == "another process keeps the file locked"
    store.write("two")
    store.close()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 3 MiB."""
    folder = Path(tempfile.mkdtemp(prefix="marquee-small-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_reported_and_loses_nothing(gateway: Gateway, small_disk: Path, whole_run: Run) -> None:
    store = Store(gateway, small_disk, whole_run)
    stored = 0
    with pytest.raises(StorageFull):  # noqa: PT012 - the disk decides which write fails
        for number in range(100):
            store.write(f"n{number}", 100_000)
            stored += 1
    assert stored > 0
    for _ in range(3):
        with pytest.raises(StorageFull):
            store.write("more", 100_000)
    assert store.read() == stored
    store.close()
    with suppress(FileNotFoundError):
        assert sqlite3.connect(store.path).execute("SELECT count(*) FROM organisation").fetchone() == (stored,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_read_only_disk_is_reported(gateway: Gateway, small_disk: Path, whole_run: Run) -> None:
    store = Store(gateway, small_disk, whole_run)
    store.write("one")
    store.close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    store.database = Database(f"sqlite:///{store.path}")
    with pytest.raises(Unavailable):
        store.write("two")
    with suppress(Unavailable):
        assert store.fault() == "database-read-only"
    store.close()
