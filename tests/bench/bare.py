"""Server (b): the recorded statements behind a bare ASGI application. `python -m tests.bench.bare <recording>`."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
import orjson
from sqlalchemy.engine import make_url

from app.db.addresses import POSTGRES_SETTINGS
from app.db.engine import POOL_SIZE, SQLITE_PRAGMAS
from app.settings.service import load_settings
from tests.bench.recording import Step
from tests.bench.serving import serve

READERS = 4
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Recorded:
    """The statements of one request. A read has one; the steps of a write are those around its `sql`."""

    def __init__(self, entry: dict[str, Any], texts: Sequence[str]) -> None:
        self.before = entry["before"]
        self.after = entry["after"]
        steps = [(texts[sql], values, many) for sql, values, many in entry["steps"]]
        place = entry["answer"]
        self.first, (self.sql, self.values, _), self.last = steps[:place], steps[place], steps[place + 1 :]
        self.is_write = len(steps) > 1


class Postgres:
    """As many connections as Marquee has, opened when first needed."""

    def __init__(self, url: str) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._free: asyncio.LifoQueue[Any] = asyncio.LifoQueue()
        self._left = POOL_SIZE

    async def answer(self, recorded: Recorded) -> str:
        if self._free.empty() and self._left:
            self._left -= 1
            connection = await asyncpg.connect(
                self._dsn,
                statement_cache_size=512,
                max_cacheable_statement_size=2**20,
                server_settings=POSTGRES_SETTINGS,
            )
        else:
            connection = await self._free.get()
        try:
            if not recorded.is_write:
                return str(await connection.fetchval(recorded.sql, *recorded.values))
            async with connection.transaction():
                await self._run(connection, recorded.first)
                text = str(await connection.fetchval(recorded.sql, *recorded.values))
                await self._run(connection, recorded.last)
                return text
        finally:
            self._free.put_nowait(connection)

    async def _run(self, connection: Any, steps: Sequence[Step]) -> None:
        for sql, values, many in steps:
            await (connection.executemany(sql, values) if many else connection.fetch(sql, *values))


class Sqlite:
    """As many readers as Marquee has, and one writer."""

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ""
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._left = READERS
        self._writing = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None

    async def answer(self, recorded: Recorded) -> str:
        if recorded.is_write:
            return await self._write(recorded)
        if self._free.empty() and self._left:
            self._left -= 1
            connection = await self._open()
        else:
            connection = await self._free.get()
        try:
            return await _value(connection, recorded)
        finally:
            self._free.put_nowait(connection)

    async def _write(self, recorded: Recorded) -> str:
        async with self._writing:
            if self._writer is None:
                self._writer = await self._open()
            await self._writer.execute("BEGIN IMMEDIATE")
            await self._run(self._writer, recorded.first)
            text = await _value(self._writer, recorded)
            await self._run(self._writer, recorded.last)
            await self._writer.execute("COMMIT")
            return text

    async def _run(self, connection: aiosqlite.Connection, steps: Sequence[Step]) -> None:
        for sql, values, many in steps:
            await (connection.executemany(sql, values) if many else connection.execute_fetchall(sql, values))

    async def _open(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(self._path, isolation_level=None, cached_statements=512)
        for pragma in SQLITE_PRAGMAS:
            await connection.execute(pragma)
        return connection


async def _value(connection: aiosqlite.Connection, recorded: Recorded) -> str:
    rows = await connection.execute_fetchall(recorded.sql, recorded.values)
    return str(next(iter(rows))[0])


class Bare:
    """Reads the body, finds the statements by name and variables, sends the JSON."""

    def __init__(self, database: Postgres | Sqlite, recording: dict[str, Any]) -> None:
        self._database = database
        self._recorded = {
            (name, *map(str, entry["variables"].values())): Recorded(entry, recording["sql"])
            for name, entries in recording["answers"].items()
            for entry in entries
        }

    async def __call__(self, _scope: Any, receive: Receive, send: Send) -> None:
        message = await receive()
        body: bytes = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        requested = orjson.loads(body)
        recorded = self._recorded[(requested["operationName"], *map(str, requested["variables"].values()))]
        text = await self._database.answer(recorded)
        answer = f"{recorded.before}{text}{recorded.after}".encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def main() -> None:
    """Serve the recording on the database of the settings."""
    url = load_settings().database_url
    recording = orjson.loads(Path(sys.argv[1]).read_bytes())
    app = Bare((Sqlite if url.startswith("sqlite") else Postgres)(url), recording)
    gc.freeze()
    serve(app)


if __name__ == "__main__":
    main()
