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
from tests.bench.serving import serve

READERS = 4
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Recorded:
    """What one request comes down to."""

    def __init__(self, entry: dict[str, Any], texts: Sequence[str]) -> None:
        self.before = entry["before"]
        self.after = entry["after"]
        *self.writes, (self.sql, self.values, _) = [(texts[sql], values, many) for sql, values, many in entry["steps"]]


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
            if not recorded.writes:
                return str(await connection.fetchval(recorded.sql, *recorded.values))
            async with connection.transaction():
                for sql, values, many in recorded.writes:
                    await (connection.executemany(sql, values) if many else connection.fetch(sql, *values))
                return str(await connection.fetchval(recorded.sql, *recorded.values))
        finally:
            self._free.put_nowait(connection)


class Sqlite:
    """As many readers as Marquee has, and one writer."""

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ""
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._left = READERS
        self._writing = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None

    async def answer(self, recorded: Recorded) -> str:
        if recorded.writes:
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
            for sql, values, many in recorded.writes:
                if many:
                    await self._writer.executemany(sql, values)
                else:
                    await self._writer.execute_fetchall(sql, values)
            text = await _value(self._writer, recorded)
            await self._writer.execute("COMMIT")
            return text

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
        asked = orjson.loads(body)
        recorded = self._recorded[(asked["operationName"], *map(str, asked["variables"].values()))]
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
