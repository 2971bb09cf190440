"""Runs the long work of a session in a thread, while the event loop runs the session's statements."""

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

# More threads would not be faster, because only one computes at a time.
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="marquee-worker")
# Not the threads above: they may all wait for a row that the transaction which is about to end has locked.
_LAST_THREADS = ThreadPoolExecutor(2, thread_name_prefix="marquee-commit")


class _WorkGreenlet(greenlet):  # type: ignore[misc]
    """By this attribute SQLAlchemy knows that it can hand awaitables to the parent greenlet."""

    __sqlalchemy_greenlet_provider__ = True


class _Work:
    """One piece of work, and the task of the loop that runs its current statement."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._stopped = False
        self._statement: asyncio.Task[Any] | None = None

    def stop(self) -> None:
        """Cancel the current statement and all later ones. Called on the loop."""
        self._stopped = True
        if self._statement is not None:
            self._statement.cancel()

    def run(self, work: Callable[[Any], Result], session: Any) -> Result:
        """Run `work` and return its result. Called in the thread."""
        # The drivers create futures for the thread's loop.
        asyncio.set_event_loop(self._loop)
        # A collection would stop all threads to walk the many objects of the work, and find no garbage.
        collects = gc.isenabled()
        gc.disable()
        try:
            return self._switch(work, session)
        finally:
            if collects:
                gc.enable()
            asyncio.set_event_loop(None)

    def _switch(self, work: Callable[[Any], Result], session: Any) -> Result:
        worker = _WorkGreenlet(work, getcurrent())
        result: Any = worker.switch(session)
        while not worker.dead:
            try:
                value = asyncio.run_coroutine_threadsafe(self._await(result), self._loop).result()
            except BaseException:
                # Raise it inside the work, where the statement was called.
                result = worker.throw(*sys.exc_info())
            else:
                result = worker.switch(value)
        return result  # type: ignore[no-any-return]

    async def _await(self, awaitable: Awaitable[Any]) -> Any:
        self._statement = task = asyncio.current_task()
        try:
            if self._stopped and task is not None:
                task.cancel()
            value = await awaitable
        finally:
            self._statement = None
        if self._stopped:
            raise asyncio.CancelledError
        return value


async def run_in_worker_thread(session: AsyncSession, work: Callable[[Any], Result]) -> Result:
    """Like `session.run_sync(work)`, for a session that has its connection.

    A cancelled caller waits until the work has stopped, because the work uses the session.
    """
    return await _run(_THREADS, session, work)


async def compute_last(work: Callable[[], Result]) -> Result:
    """Run the last work of a transaction in a thread: it computes, and runs no statements."""
    return await asyncio.get_running_loop().run_in_executor(_LAST_THREADS, work)


async def _run(threads: ThreadPoolExecutor, session: AsyncSession, work: Callable[[Any], Result]) -> Result:
    loop = asyncio.get_running_loop()
    job = _Work(loop)
    running = loop.run_in_executor(threads, job.run, work, session.sync_session)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        job.stop()
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        running.cancelled() or running.exception()
        raise
