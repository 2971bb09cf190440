"""A backup of a database that is being written, and a restore onto one that is being served."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from tests.faults.servers import OwnServer, is_sound, stored_events
from tests.faults.test_upgrades import Repeated
from tests.faults.writers import Writers
from tests.files.filing import png
from tests.served.process import PATIENCE_S, Served, served, wait_until

PICTURE = png(8, 8)
# Rows that one transaction writes together.
HALVES = "SELECT count(*) FROM event WHERE id NOT IN (SELECT entity_id FROM change WHERE entity = 'Event')"
FILES = "SELECT storage_key FROM file WHERE storage_key IS NOT NULL"


def marquee(url: str, files: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "MARQUEE_DATABASE_URL": url, "MARQUEE_FILES": str(files)}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments], capture_output=True, text=True, env=environment, timeout=PATIENCE_S
    )


def upload(service: Served) -> str:
    headers = {"authorization": f"Bearer {service.token}"}
    given = {"file": ("a.png", PICTURE)}
    return str(httpx2.post(service.address("/files"), headers=headers, files=given, timeout=PATIENCE_S).status_code)


def test_a_backup_under_writes_restores_to_a_consistent_state(file: str, tmp_path: Path) -> None:
    files, archive, into = tmp_path / "files", tmp_path / "backup.tar.gz", tmp_path / "restored"
    with served(file, tmp_path) as service:
        with ExitStack() as stack:
            # As long as it reads, all changes are only in the log.
            reader = stack.enter_context(closing(sqlite3.connect(file.removeprefix("sqlite:///"))))
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM event").fetchone()
            history = stack.enter_context(Writers(service))
            uploads = stack.enter_context(Repeated(lambda _: upload(service)))
            wait_until(lambda: len(history.acknowledged) >= 20 and uploads.results["201"] >= 3, "Nothing is written.")
            before = set(history.acknowledged)
            made = marquee(file, files, "backup", str(archive))
            after = set(history.acknowledged)
            time.sleep(0.5)
        assert (made.returncode, made.stderr) == (0, "")
        assert after > before
        assert history.codes.keys() == {"ok"}
        assert uploads.results.keys() == {"201"}

        refused = marquee(file, files, "restore", str(archive), "--force")
        assert (refused.returncode, refused.stderr) == (
            1,
            "Another process has the database open. Stop Marquee first.\n",
        )
        assert service.is_healthy()
        assert set(history.acknowledged) - stored_events(file) == set()

    restored = f"sqlite:///{into / 'marquee.db'}"
    done = marquee(file, files, "restore", str(archive), "--into", str(into))
    assert (done.returncode, done.stderr) == (0, "")
    events = stored_events(restored)
    assert before - events == set()
    # It ends at one moment: what was acknowledged only after the backup is not in it.
    assert set(history.acknowledged) - after - events == set(history.acknowledged) - after
    assert is_sound(restored)
    with closing(sqlite3.connect(into / "marquee.db")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute(HALVES).fetchone() == (0,)
        keys = {str(key) for (key,) in connection.execute(FILES)}
    kept = {path.name for path in (into / "marquee-files").rglob("*") if path.is_file()}
    assert len(keys) >= 3
    assert kept == keys
    # A stopped service goes on with what was restored.
    replaced = marquee(file, files, "restore", str(archive), "--force")
    assert (replaced.returncode, replaced.stderr) == (0, "")
    with served(file, tmp_path) as service:
        assert service.is_healthy()
        assert stored_events(file) == events
        with Writers(service, 1) as again:
            wait_until(lambda: len(again.acknowledged) >= 3, "It does not write.")
        assert again.codes.keys() == {"ok"}


def test_postgresql_is_backed_up_under_writes_as_the_page_says(server: OwnServer, tmp_path: Path) -> None:
    dump, other = str(tmp_path / "marquee.dump"), server.url.replace("/marquee", "/restored")
    with served(server.url, tmp_path) as service:
        with ExitStack() as stack:
            history = stack.enter_context(Writers(service))
            uploads = stack.enter_context(Repeated(lambda _: upload(service)))
            wait_until(lambda: len(history.acknowledged) >= 20 and uploads.results["201"] >= 3, "Nothing is written.")
            before = set(history.acknowledged)
            run(server.program("pg_dump"), "--format=custom", f"--file={dump}", server.url)
            run("tar", "-czf", str(tmp_path / "marquee-files.tar.gz"), "-C", str(tmp_path / "files"), "kept")
        assert history.codes.keys() == {"ok"}
    run(server.program("createdb"), f"--maintenance-db={server.url}", "restored")
    run(server.program("pg_restore"), "--exit-on-error", "--no-owner", f"--dbname={other}", dump)
    files = tmp_path / "restored"
    files.mkdir()
    run("tar", "-xzf", str(tmp_path / "marquee-files.tar.gz"), "-C", str(files))
    assert marquee(other, files, "migrate", "--check").returncode == 0
    done = marquee(other, files, "maintain", "--after-restore")
    assert (done.returncode, done.stderr) == (0, "Subscribers will read everything again.\n")
    assert before - stored_events(other) == set()
    kept = {path.name for path in files.rglob("*") if path.is_file()}
    assert {key for (key,) in rows(other, FILES)} - kept == set()
    assert rows(other, HALVES) == [(0,)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_backup_or_restore_changes_nothing(file: str, tmp_path: Path, number: int) -> None:
    """What a killed restore leaves behind, the next one removes."""
    database, archive = tmp_path / "marquee.db", tmp_path / "backup.tar.gz"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE large (bytes BLOB)")
        connection.executemany("INSERT INTO large VALUES (?)", ((os.urandom(100_000),) for _ in range(300)))
    assert marquee(file, tmp_path / "files", "backup", str(archive)).returncode == 0
    content, saved = database.read_bytes(), archive.read_bytes()
    for command, left in (("backup", ".marquee-backup-*"), ("restore", ".marquee.db.restore-*")):
        with subprocess.Popen(
            [sys.executable, "-m", "app", command, str(archive), "--force"],
            env={**os.environ, "MARQUEE_DATABASE_URL": file},
            stdout=subprocess.DEVNULL,
        ) as process:
            wait_until(lambda: list(tmp_path.glob(left)), "It does not begin.")  # noqa: B023
            process.send_signal(number)
        assert process.returncode == (128 + number if number == signal.SIGTERM else -number)
        assert (database.read_bytes(), archive.read_bytes()) == (content, saved)
        if number == signal.SIGTERM:
            assert {path.name for path in tmp_path.iterdir()} == {"marquee.db", "backup.tar.gz"}
    assert marquee(file, tmp_path / "files", "restore", str(archive), "--force").returncode == 0
    assert list(tmp_path.glob(".marquee.db.restore-*")) == []
    assert is_sound(file)


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (done.returncode, done.stderr) == (0, "")


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    async def fetch() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(fetch())
