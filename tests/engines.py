"""One empty database per engine and test process, emptied between tests. See tests/templates.py for the server."""

import asyncio
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from app.db.all_tables import metadata
from tests.templates import Run, dsn, execute, folder_in_memory

# The names of the tables that hold a row.
FILLED = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in metadata.tables)

# A function's plans are kept; TRUNCATE makes new files. The role switches the foreign keys off.
_WIPE = (
    "CREATE FUNCTION pg_temp.wipe() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$ BEGIN "
    + "".join(f'IF EXISTS (SELECT 1 FROM "{table}") THEN DELETE FROM "{table}"; END IF; ' for table in metadata.tables)
    + "END $$"
)


@dataclass(frozen=True)
class Engine:
    """A database with all tables and no rows. `wipe` empties it again, even if others are connected."""

    name: str
    url: str
    wipe: Callable[[], None]


@contextmanager
def engine_named(name: str, worker: str, run: Run) -> Iterator[Engine]:
    """The engine's database for this test process, gone afterwards."""
    with _sqlite(run) if name == "sqlite" else _postgresql(worker, run) as engine:
        yield engine


@contextmanager
def empty_beside(engine: Engine) -> Iterator[str]:
    """The URL of one more database on the same engine, without any table, gone afterwards."""
    if engine.name == "sqlite":
        with folder_in_memory() as folder:
            yield f"sqlite:///{Path(folder) / 'marquee.db'}"
        return
    server, name = make_url(engine.url), f"marquee_test_{secrets.token_hex(6)}"
    asyncio.run(execute(server, f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def migrated_beside(engine: Engine, run: Run) -> Iterator[str]:
    """The URL of one more database on the same engine, with all tables and no rows, gone afterwards."""
    if engine.name == "sqlite":
        template = f"sqlite:///{run.migrated_file()}"
    else:
        server = make_url(engine.url)
        template = server.set(database=run.migrated_database(server)).render_as_string(hide_password=False)
    with copied(template) as url:
        yield url


@contextmanager
def copied(url: str) -> Iterator[str]:
    """The URL of a copy of a database that nobody is connected to, gone afterwards."""
    source = make_url(url)
    if source.get_backend_name() == "sqlite":
        with folder_in_memory() as folder:
            path = Path(folder) / "marquee.db"
            shutil.copy(source.database or "", path)
            yield f"sqlite:///{path}"
        return
    name = f"marquee_test_{secrets.token_hex(6)}"
    asyncio.run(execute(source, f'CREATE DATABASE "{name}" TEMPLATE "{source.database}"'))
    try:
        yield source.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(execute(source, f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def _sqlite(run: Run) -> Iterator[Engine]:
    with folder_in_memory() as folder:
        path = Path(folder) / "marquee.db"
        shutil.copy(run.migrated_file(), path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # Foreign keys are off on such a connection: any order of tables will do.
            connection.execute("PRAGMA synchronous=OFF")
            yield Engine("sqlite", f"sqlite:///{path}", lambda: _delete_all(connection))


def _delete_all(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Even of an empty table DELETE writes the first page, and that of each index.
    for (table,) in connection.execute(FILLED).fetchall():
        connection.execute(f'DELETE FROM "{table}"')
    connection.execute("COMMIT")


@contextmanager
def _postgresql(worker: str, run: Run) -> Iterator[Engine]:
    with run.postgresql() as server, asyncio.Runner() as runner:
        name, template = f"marquee_test_{worker}_{secrets.token_hex(4)}", run.migrated_database(server)
        runner.run(execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        try:
            # Durability is no matter here, and waiting for it would be most of a test's time.
            runner.run(execute(server, f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
            url = server.set(database=name)
            connection = runner.run(asyncpg.connect(dsn(url)))
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
            runner.run(execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))
