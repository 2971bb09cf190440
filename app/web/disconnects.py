"""Cancel work on a request when its client disconnects."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from starlette.requests import ClientDisconnect
from starlette.types import Receive

# Most responses are ready by then, so that no task is needed to watch the client.
PATIENCE_S = 0.05


class CancelOnDisconnect:
    """A block that ends in `ClientDisconnect` when the client disconnects, as soon as `may_cancel` returns True."""

    __slots__ = ("_disconnected", "_handle", "_may_cancel", "_receive", "_task", "_watcher")

    def __init__(self, receive: Receive, may_cancel: Callable[[], bool]) -> None:
        self._receive = receive
        self._may_cancel = may_cancel
        self._watcher: asyncio.Task[None] | None = None
        self._disconnected = False

    async def __aenter__(self) -> Self:
        self._task = asyncio.current_task()
        self._handle = asyncio.get_running_loop().call_later(PATIENCE_S, self._start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._handle.cancel()
        if self._watcher is None:
            return
        self._watcher.cancel()
        if not self._disconnected:
            return
        assert self._task is not None
        if kind is None:
            # The client left just as the block ended: let the pending cancellation arrive.
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                kind = asyncio.CancelledError
        # The task may also have been cancelled from elsewhere.
        if self._task.uncancel() == 0 and kind is asyncio.CancelledError:
            raise ClientDisconnect

    def _start(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._cancel()

    def _cancel(self) -> None:
        if not self._may_cancel():
            # It may be possible later, and otherwise the block ends by itself.
            self._handle = asyncio.get_running_loop().call_later(PATIENCE_S, self._cancel)
            return
        self._disconnected = True
        assert self._task is not None
        self._task.cancel()
