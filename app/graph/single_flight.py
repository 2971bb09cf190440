"""A single-flight cache: concurrent requests for the same key share one computation and its result."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")

# Long enough for many subscribers to fetch the same item one after the other.
TTL_S = 5.0
MAX_BYTES = 8 * 1024 * 1024


class SingleFlightCache(Generic[Result]):
    """One per process and kind of result. `size` gives the bytes that a result takes."""

    def __init__(self, size: Callable[[Result], int]) -> None:
        self._size = size
        self._running: dict[Hashable, asyncio.Future[Result]] = {}
        self._results: OrderedDict[Hashable, tuple[float, Result]] = OrderedDict()
        self._bytes = 0

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Result]]) -> Result:
        """The result for `key`, made by `make` unless it is cached or being made. An exception reaches all waiters.

        A waiter that is cancelled does not cancel the computation, which the others share.
        """
        running = self._running.get(key)
        if running is None:
            self._evict()
            if (found := self._results.get(key)) is not None:
                return found[1]
            running = self._running[key] = asyncio.ensure_future(make())
            running.add_done_callback(lambda done: self._store(key, done))
        return await asyncio.shield(running)

    def _store(self, key: Hashable, done: "asyncio.Future[Result]") -> None:
        del self._running[key]
        if done.cancelled() or done.exception() is not None:
            return
        self._results[key] = (asyncio.get_running_loop().time() + TTL_S, done.result())
        self._bytes += self._size(done.result())
        self._evict()

    def _evict(self) -> None:
        """Remove expired results, and the oldest while there are too many bytes."""
        now = asyncio.get_running_loop().time() if self._results else 0.0
        while self._results:
            key, (until, result) = next(iter(self._results.items()))
            if until > now and self._bytes <= MAX_BYTES:
                return
            del self._results[key]
            self._bytes -= self._size(result)
