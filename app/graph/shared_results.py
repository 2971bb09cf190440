"""Equal askers share one answer: the first makes it, whoever comes while it is fresh is given the same."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")

# So long a finished answer is handed out: many subscribers come to it one after the other.
FRESH_S = 5.0
MAX_BYTES = 8 * 1024 * 1024


class Sharing(Generic[Result]):
    """One per process and kind of answer. `size` is how many bytes of it are held."""

    def __init__(self, size: Callable[[Result], int]) -> None:
        self._size = size
        self._making: dict[Hashable, asyncio.Future[Result]] = {}
        self._made: OrderedDict[Hashable, tuple[float, Result]] = OrderedDict()
        self._bytes = 0

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Result]]) -> Result:
        """What `make` makes, once for all that ask with this key. Raises what it raises, to all who wait for it.

        Whoever is told to stop waiting stops; what is being made is made all the same, for the others.
        """
        self._forget()
        if (found := self._made.get(key)) is not None:
            return found[1]
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.ensure_future(make())
            making.add_done_callback(lambda done: self._keep(key, done))
        return await asyncio.shield(making)

    def _keep(self, key: Hashable, done: "asyncio.Future[Result]") -> None:
        del self._making[key]
        if done.cancelled() or done.exception() is not None:
            return
        self._made[key] = (asyncio.get_running_loop().time() + FRESH_S, done.result())
        self._bytes += self._size(done.result())
        self._forget()

    def _forget(self) -> None:
        """What is not fresh any more, and of the rest the oldest where it is too much."""
        now = asyncio.get_running_loop().time() if self._made else 0.0
        while self._made:
            key, (until, result) = next(iter(self._made.items()))
            if until > now and self._bytes <= MAX_BYTES:
                return
            del self._made[key]
            self._bytes -= self._size(result)
