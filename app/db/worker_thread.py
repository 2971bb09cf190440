"""Long work of a session off the event loop: a thread computes, and the loop asks the store what the thread asks."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]
from sqlalchemy.ext.asyncio import AsyncSession

Result = TypeVar("Result")

# More would not be faster, and less fair: one thread computes at a time.
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="marquee-aside")


class _Asking(greenlet):  # type: ignore[misc]
    """Where SQLAlchemy finds this mark it hands what is to be awaited to the parent."""

    __sqlalchemy_greenlet_provider__ = True


class _Work:
    """What computes in a thread, and what it has asked of the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._stopped = False
        self._asked: asyncio.Task[Any] | None = None

    def stop(self) -> None:
        """On the loop: end what it waits for, and whatever it asks for from now on."""
        self._stopped = True
        if self._asked is not None:
            self._asked.cancel()

    def driven(self, work: Callable[[Any], Result], session: Any) -> Result:
        """In the thread: what `work` returns."""
        # The drivers make futures where they are called, to be awaited where we have them awaited.
        asyncio.set_event_loop(self._loop)
        # A pass over everything that long work holds keeps all others waiting, and finds nothing.
        collects = gc.isenabled()
        gc.disable()
        try:
            return self._switched(work, session)
        finally:
            if collects:
                gc.enable()
            asyncio.set_event_loop(None)

    def _switched(self, work: Callable[[Any], Result], session: Any) -> Result:
        asking = _Asking(work, getcurrent())
        result: Any = asking.switch(session)
        while not asking.dead:
            try:
                value = asyncio.run_coroutine_threadsafe(self._awaited(result), self._loop).result()
            except BaseException:
                # Whatever it is, it is raised where the work waits.
                result = asking.throw(*sys.exc_info())
            else:
                result = asking.switch(value)
        return result  # type: ignore[no-any-return]

    async def _awaited(self, awaitable: Awaitable[Any]) -> Any:
        self._asked = task = asyncio.current_task()
        try:
            if self._stopped and task is not None:
                task.cancel()
            value = await awaitable
        finally:
            self._asked = None
        if self._stopped:
            raise asyncio.CancelledError
        return value


async def run_in_worker_thread(session: AsyncSession, work: Callable[[Any], Result]) -> Result:
    """As `session.run_sync(work)`, of a session that has its connection.

    Whoever is told to stop waits until the work, which has the session, has stopped.
    """
    loop = asyncio.get_running_loop()
    long = _Work(loop)
    running = loop.run_in_executor(_THREADS, long.driven, work, session.sync_session)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        long.stop()
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        running.cancelled() or running.exception()
        raise
