"""A budget in Redis, shared by several processes; while Redis is unavailable, each process counts for itself.

The library has no token bucket. Its sliding window over the last minute allows the same amount.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.web.admission.buckets import MINUTE_S
from app.web.admission.budgets import LocalBudget

Result = TypeVar("Result")

LOG = logging.getLogger("marquee.web")
PREFIX = "marquee"
# Requests wait for Redis so long; then this process counts instead.
PATIENCE_S = 0.25
# How long a Redis that did not respond is left alone.
PAUSE_S = 5.0
# The least time between two log entries about it.
LOG_INTERVAL_S = 60.0
REASON_LENGTH = 200


class SharedBudget:
    """See the top of this file. `url` is Redis's address."""

    def __init__(self, url: str, amount: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.amount = amount
        self._item = RateLimitItemPerMinute(amount, namespace="budget")
        options: Any = {
            "implementation": "redispy",
            "key_prefix": PREFIX,
            "socket_connect_timeout": PATIENCE_S,
            "socket_timeout": PATIENCE_S,
            # One retry, since an idle connection may have been closed.
            "retry": Retry(NoBackoff(), 1),
        }
        self._storage = RedisStorage(f"async+{url}", **options)
        self._local = LocalBudget(amount, clock=clock)
        self._clock = clock
        self._retry_at: float | None = None
        self._log_again_at: float | None = None

    async def take(self, caller: str, cost: int) -> float:
        wait = await self._try(self._take(caller, min(cost, self.amount)))
        return await self._local.take(caller, cost) if wait is None else wait

    async def available(self, caller: str) -> int:
        available = await self._try(self._available(caller))
        return await self._local.available(caller) if available is None else available

    async def charge(self, caller: str, cost: int) -> None:
        cost = min(cost, self.amount)
        if await self.take(caller, cost):
            # The window refuses more than is available.
            await self.take(caller, min(cost, await self.available(caller)))

    async def close(self) -> None:
        bridge: Any = self._storage.bridge
        await bridge.get_connection().aclose()

    async def _take(self, caller: str, cost: int) -> float:
        key, expiry = self._item.key_for(caller), self._item.get_expiry()
        if await self._storage.acquire_sliding_window_entry(key, self.amount, expiry, cost):
            return 0.0
        return wait_for(self.amount, cost, *await self._storage.get_sliding_window(key, expiry))

    async def _available(self, caller: str) -> int:
        before, before_ttl, now, _ = await self._storage.get_sliding_window(
            self._item.key_for(caller), self._item.get_expiry()
        )
        return max(self.amount - int(before * before_ttl / MINUTE_S) - now, 0)

    async def _try(self, command: Coroutine[Any, Any, Result]) -> Result | None:
        """Redis's response, or None if it is unavailable or was a moment ago."""
        now = self._clock()
        if self._retry_at is not None:
            if now < self._retry_at:
                command.close()
                return None
            # This request tries again; others that come meanwhile do not wait for it.
            self._retry_at = now + PAUSE_S
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await command
        except Exception as error:
            self._retry_at = self._clock() + PAUSE_S
            self._log_failure(error)
            return None
        self._retry_at = None
        return answer

    def _log_failure(self, error: Exception) -> None:
        now = self._clock()
        if self._log_again_at is None or now >= self._log_again_at:
            self._log_again_at = now + LOG_INTERVAL_S
            LOG.warning("Redis does not answer, so each process counts budgets for itself: %s", _reason(error))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())[:REASON_LENGTH]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def wait_for(amount: int, cost: int, before: int, before_ttl: float, now: int, now_ttl: float) -> float:
    """The seconds until `cost` fits into the window. What the minute before took leaves it gradually.

    `now` is what the current minute took; its counter lives one minute longer.
    """
    room = amount - cost
    if now <= room:
        return before_ttl - (room - now) * MINUTE_S / before if before else 0.0
    return max(now_ttl - MINUTE_S, 0.0) + MINUTE_S - room * MINUTE_S / now
