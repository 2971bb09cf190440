"""Long work of a session off the event loop: a thread computes, and the loop asks the store what the thread asks."""

import asyncio
import sys
import threading
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


async def run_aside(session: AsyncSession, work: Callable[[Any], Result]) -> Result:
    """As `session.run_sync(work)`, of a session that has its connection.

    Whoever is told to stop waits until the work, which has the session, has stopped.
    """
    loop, stop = asyncio.get_running_loop(), threading.Event()
    running = loop.run_in_executor(_THREADS, _driven, work, session.sync_session, loop, stop)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        running.cancelled() or running.exception()
        raise


def _driven(
    work: Callable[[Any], Result], session: Any, loop: asyncio.AbstractEventLoop, stop: threading.Event
) -> Result:
    # The drivers make futures where they are called, to be awaited where we have them awaited.
    asyncio.set_event_loop(loop)
    try:
        return _switched(work, session, loop, stop)
    finally:
        asyncio.set_event_loop(None)


def _switched(
    work: Callable[[Any], Result], session: Any, loop: asyncio.AbstractEventLoop, stop: threading.Event
) -> Result:
    asking = _Asking(work, getcurrent())
    result: Any = asking.switch(session)
    while not asking.dead:
        try:
            value = asyncio.run_coroutine_threadsafe(_awaited(result), loop).result()
            if stop.is_set():
                raise asyncio.CancelledError
        except BaseException:
            # Whatever it is, it is raised where the work waits.
            result = asking.throw(*sys.exc_info())
        else:
            result = asking.switch(value)
    return result  # type: ignore[no-any-return]


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable
