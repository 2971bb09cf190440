"""Hints by Redis's publish and subscribe."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.db.feed.broadcast import CHECK_S, Broadcast, Channel

CHANNEL = "marquee:feed"
PATIENCE_S = 2.0


def redis_hints(url: str) -> Broadcast:
    """Hints through the Redis of this URL."""
    return Broadcast(partial(_open, url))


@asynccontextmanager
async def _open(url: str, heard: Callable[[str], None], lost: Callable[[], None]) -> AsyncIterator[Channel]:
    client = Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=PATIENCE_S,
        socket_timeout=PATIENCE_S,
        # To connect again in silence would hide that messages were lost.
        retry=Retry(NoBackoff(), 0),
    )
    subscription = client.pubsub()
    reading: asyncio.Task[None] | None = None
    try:
        await subscription.subscribe(CHANNEL)
        if await subscription.get_message(timeout=PATIENCE_S) is None:
            raise TimeoutError("Redis did not confirm the subscription.")
        reading = asyncio.create_task(_read(subscription, heard))
        reading.add_done_callback(lambda _task: lost())
        yield _RedisChannel(client)
    except RedisError as error:
        raise ConnectionError("Redis does not answer.") from error
    finally:
        if reading is not None:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        with suppress(RedisError, OSError, TimeoutError):
            await subscription.aclose()  # type: ignore[no-untyped-call]
        with suppress(RedisError, OSError, TimeoutError):
            await client.aclose()


async def _read(subscription: Any, heard: Callable[[str], None]) -> None:
    """Until the connection is lost."""
    while True:
        message = await subscription.get_message(timeout=CHECK_S)
        if message is None:
            await subscription.ping()
            message = await subscription.get_message(timeout=PATIENCE_S)
            if message is None:
                return
        if message["type"] == "message":
            heard(message["data"])


class _RedisChannel:
    def __init__(self, client: Redis) -> None:
        self._client = client

    async def send(self, message: str) -> None:
        await self._client.publish(CHANNEL, message)

    async def check(self) -> None:
        await self._client.execute_command("PING")  # type: ignore[no-untyped-call]
