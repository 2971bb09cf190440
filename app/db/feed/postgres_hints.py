"""Hints by LISTEN and NOTIFY, on one connection of each process.

A NOTIFY inside the writing transactions would let all commits of the database wait for each other.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import asyncpg

from app.db.addresses import async_url, postgres_arguments
from app.db.deadlines import Deadline, watch_socket
from app.db.feed.broadcast import Broadcast, Channel

CHANNEL = "marquee_feed"
# Longer than a busy server takes for a trivial statement.
PATIENCE_S = 2.0


def postgres_hints(url: str, deadline: Deadline) -> Broadcast:
    """Hints through the database of this URL, which must lead to the server or to a pooler in session mode."""
    return Broadcast(partial(_open, url, deadline))


@asynccontextmanager
async def _open(
    url: str, deadline: Deadline, heard: Callable[[str], None], lost: Callable[[], None]
) -> AsyncIterator[Channel]:
    target = async_url(url)
    # Parsed by SQLAlchemy as for all other connections, so that all connect alike.
    address = {**target.get_dialect()().create_connect_args(target)[1], **postgres_arguments(url, deadline)}
    connection = await asyncpg.connect(**address)
    try:
        watch_socket(connection._transport, deadline)
        connection.add_termination_listener(lambda _connection: lost())
        # A hint need not survive a power cut, and not wait for the disk.
        await connection.execute("SET synchronous_commit = off", timeout=PATIENCE_S)
        await connection.add_listener(CHANNEL, lambda _connection, _pid, _channel, message: heard(message))
        yield _PostgresChannel(connection)
    finally:
        # Orderly, unless the server does not answer.
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=PATIENCE_S)
        connection.terminate()


class _PostgresChannel:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def send(self, message: str) -> None:
        await self._connection.fetchval("SELECT pg_notify($1, $2)", CHANNEL, message, timeout=PATIENCE_S)

    async def check(self) -> None:
        await self._connection.fetchval("SELECT 1", timeout=PATIENCE_S)
