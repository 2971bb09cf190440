"""A budget in Redis, which several processes count together; without an answer of it, each counts for itself.

The library has no token bucket: its window slides over the last minute, which comes to the same amount.
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
from app.web.admission.budgets import OwnBudget

Result = TypeVar("Result")

LOG = logging.getLogger("marquee.web")
PREFIX = "marquee"
# Requests wait for it: what takes longer is counted here.
PATIENCE_S = 0.25
# So long nothing is asked of a Redis that has not answered.
PAUSE_S = 5.0
# And so long no more is said about it.
SILENCE_S = 60.0
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
            # A connection may have been closed meanwhile.
            "retry": Retry(NoBackoff(), 1),
        }
        self._storage = RedisStorage(f"async+{url}", **options)
        self._own = OwnBudget(amount, clock=clock)
        self._clock = clock
        self._asked_again_at: float | None = None
        self._told_again_at: float | None = None

    async def take(self, caller: str, cost: int) -> float:
        wait = await self._asked(self._take(caller, min(cost, self.amount)))
        return await self._own.take(caller, cost) if wait is None else wait

    async def left(self, caller: str) -> int:
        left = await self._asked(self._left(caller))
        return await self._own.left(caller) if left is None else left

    async def owe(self, caller: str, cost: int) -> None:
        cost = min(cost, self.amount)
        if await self.take(caller, cost):
            # A window takes no more than it has room for.
            await self.take(caller, min(cost, await self.left(caller)))

    async def close(self) -> None:
        bridge: Any = self._storage.bridge
        await bridge.get_connection().aclose()

    async def _take(self, caller: str, cost: int) -> float:
        key, expiry = self._item.key_for(caller), self._item.get_expiry()
        if await self._storage.acquire_sliding_window_entry(key, self.amount, expiry, cost):
            return 0.0
        return wait_for(self.amount, cost, *await self._storage.get_sliding_window(key, expiry))

    async def _left(self, caller: str) -> int:
        before, before_ttl, now, _ = await self._storage.get_sliding_window(
            self._item.key_for(caller), self._item.get_expiry()
        )
        return max(self.amount - int(before * before_ttl / MINUTE_S) - now, 0)

    async def _asked(self, question: Coroutine[Any, Any, Result]) -> Result | None:
        """Redis's answer. None while there is none, and for a while after."""
        now = self._clock()
        if self._asked_again_at is not None:
            if now < self._asked_again_at:
                question.close()
                return None
            # One asks whether it is back, and the others do not wait for that.
            self._asked_again_at = now + PAUSE_S
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await question
        except Exception as error:
            self._asked_again_at = self._clock() + PAUSE_S
            self._tell(error)
            return None
        self._asked_again_at = None
        return answer

    def _tell(self, error: Exception) -> None:
        now = self._clock()
        if self._told_again_at is None or now >= self._told_again_at:
            self._told_again_at = now + SILENCE_S
            LOG.warning("Redis does not answer, so each process counts budgets for itself: %s", _reason(error))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())[:REASON_LENGTH]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def wait_for(amount: int, cost: int, before: int, before_ttl: float, now: int, now_ttl: float) -> float:
    """In how many seconds so much fits into the window: what was taken in the minute before leaves it bit by bit.

    `now` was taken since that minute ended, and its number lives a minute longer than its own.
    """
    room = amount - cost
    if now <= room:
        return before_ttl - (room - now) * MINUTE_S / before if before else 0.0
    return max(now_ttl - MINUTE_S, 0.0) + MINUTE_S - room * MINUTE_S / now
