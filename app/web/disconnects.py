"""What a client has asked for is not worked on any more once it has hung up."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from starlette.requests import ClientDisconnect
from starlette.types import Receive

# Most answers are there by then, and cost no task that looks after their client.
PATIENCE_S = 0.05


class UntilGone:
    """A block that ends in `ClientDisconnect` when the client leaves, if `may_end` says so once it takes a while.

    While `may_end` knows nothing yet, it is asked again.
    """

    __slots__ = ("_gone", "_handle", "_may_end", "_receive", "_task", "_watching")

    def __init__(self, receive: Receive, may_end: Callable[[], bool | None]) -> None:
        self._receive = receive
        self._may_end = may_end
        self._watching: asyncio.Task[None] | None = None
        self._gone = False

    async def __aenter__(self) -> Self:
        self._task = asyncio.current_task()
        self._handle = asyncio.get_running_loop().call_later(PATIENCE_S, self._begin)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._handle.cancel()
        if self._watching is None:
            return
        self._watching.cancel()
        if not self._gone:
            return
        assert self._task is not None
        if kind is None:
            # It left at the moment that the answer was there: the task is still to hear of it.
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                kind = asyncio.CancelledError
        # Somebody else may have cancelled it, too.
        if self._task.uncancel() == 0 and kind is asyncio.CancelledError:
            raise ClientDisconnect

    def _begin(self) -> None:
        loop, may_end = asyncio.get_running_loop(), self._may_end()
        if may_end is None:
            self._handle = loop.call_later(PATIENCE_S, self._begin)
        elif may_end:
            self._watching = loop.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        assert self._task is not None
        self._task.cancel()
