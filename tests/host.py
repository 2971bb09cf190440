"""What the tests of one engine share, because it is slow to start: a loop, connections, parsed documents."""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import orjson
import uvloop
from sqlalchemy import Connection, StaticPool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import NotSupportedError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Session as DbSession

from app.db.database import Database
from app.db.engine import make_engine, to_json
from app.graph.execution import Executor
from app.schema import schema
from app.settings.documents import DocumentSettings
from app.settings.service import Environment, Operations, Settings
from tests.engines import Engine

Result = TypeVar("Result")

# For a lock on an SQLite database: at a time, between two attempts, and in all.
WAIT_MS, PAUSE_S, PATIENCE_S = 50, 0.05, 30.0

# Limits of documents that only tests of these limits reach.
GENEROUS: dict[str, Any] = {"max_aliases": 10**6, "max_root_fields": 10**6, "max_cost": 10**12}


@cache
def known_documents() -> Executor:
    """An executor with what this process has parsed, validated and compiled. It keeps no values and no stored data."""
    return Executor(schema, DocumentSettings.model_construct(**GENEROUS))


@cache
def defaults(url: str) -> Settings:
    """Every setting has a value here, so that the environment of a developer changes no test."""
    return Settings(
        database_url=url,
        env=Environment.DEVELOPMENT,
        log_level="info",
        graphiql=None,
        introspection=None,
        files=None,
        max_upload_mib=1,
        operations=Operations.OPEN,
        documents=None,
        origins=None,
        max_age_s=0,
        federation=False,
        public_url="http://marquee.test",
        store_url=None,
        # Only tests of these limits reach them.
        budget=0,
        max_in_flight=10_000,
        max_in_flight_per_caller=10_000,
        hosts="*",
        # Tests deliver when they want to, to receivers of their own.
        deliver_webhooks=False,
        webhook_networks="127.0.0.0/8",
    ).model_copy(update=GENEROUS)


class Host:
    """An event loop, a Database with its prepared statements, and a separate connection for the tests."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # The loop that `marquee serve` runs on.
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)

    def __enter__(self) -> Self:
        self.database = Database(self.engine.url)
        self._folder = tempfile.TemporaryDirectory(prefix="marquee-files-")
        self._direct = _OnSqlite(self) if self.engine.name == "sqlite" else _OnPostgres(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._direct.close()
        self.run(self.database.close())
        self._runner.close()
        self._folder.cleanup()

    @property
    def files(self) -> str:
        """The folder of uploaded files."""
        return self._folder.name

    @property
    def settings(self) -> Settings:
        """The settings of a service, unless a test changes them."""
        return defaults(self.engine.url).model_copy(update={"files": self.files})

    def wipe(self) -> None:
        """Empty the database, and the folder."""
        self.engine.wipe()
        for each in Path(self.files).iterdir():
            shutil.rmtree(each)

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(coroutine)

    def reopen(self, read_url: str | None = None) -> None:
        self.run(self.database.close())
        self.database = Database(self.engine.url, read_url=read_url)

    def in_database(self, work: Callable[[DbSession], Result]) -> Result:
        """One transaction on the tests' own connection, without the service's pools, threads and listeners."""
        return self._direct.perform(work)


class _OnSqlite:
    """Runs in this thread. The service's driver has a thread of its own, and each statement goes there and back.

    While this thread waits for the database, the service's loop does not run: a transaction of the service would never
    end. So it does not wait, but lets the loop run and tries again.
    """

    def __init__(self, host: Host) -> None:
        self._run = host.run
        path = make_url(host.engine.url).database
        self._engine = create_engine(
            f"sqlite:///{path}", json_serializer=to_json, json_deserializer=orjson.loads, poolclass=StaticPool
        )
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))

    def perform(self, work: Callable[[DbSession], Result]) -> Result:
        last = time.monotonic() + PATIENCE_S
        while True:
            with DbSession(self._engine, expire_on_commit=False) as session:
                try:
                    # Begins the transaction.
                    session.connection()
                except OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > last:
                        raise
                else:
                    found = work(session)
                    session.commit()
                    return found
            self._run(asyncio.sleep(PAUSE_S))

    def close(self) -> None:
        self._engine.dispose()


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA busy_timeout={WAIT_MS}")


class _OnPostgres:
    """A connection that is kept. A pool checks before each use whether it is alive, in three round trips."""

    def __init__(self, host: Host) -> None:
        self._run = host.run
        self._engine = make_engine(host.engine.url)
        self._connection: AsyncConnection = self._run(self._connect())

    def perform(self, work: Callable[[DbSession], Result]) -> Result:
        def once(connection: Connection) -> Result:
            with DbSession(connection, expire_on_commit=False) as session, session.begin():
                return work(session)

        try:
            return self._run(self._connection.run_sync(once))
        except NotSupportedError:
            # Another test has changed the tables since this connection prepared the statement.
            return self._run(self._connection.run_sync(once))

    def close(self) -> None:
        self._run(self._connection.close())
        self._run(self._engine.dispose())

    async def _connect(self) -> AsyncConnection:
        return await self._engine.connect()
