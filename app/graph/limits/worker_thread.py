"""Work that would block the event loop runs in one thread, one task after the other; equal tasks run once."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class _Task:
    future: asyncio.Future[Any]
    waiting: int = 0


class WorkerThread:
    """One thread, so that the event loop runs at least half of the time. The thread starts with the first task."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "marquee-documents")
        self._tasks: dict[Hashable, _Task] = {}

    async def run(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """The result of `work`. Callers with an equal key share it; it does not start if all of them are cancelled."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = _Task(asyncio.get_running_loop().run_in_executor(self._thread, work))
        task.waiting += 1
        try:
            result: Result = await asyncio.shield(task.future)
            return result
        finally:
            task.waiting -= 1
            if task.waiting == 0:
                task.future.cancel()
                if self._tasks.get(key) is task:
                    del self._tasks[key]
