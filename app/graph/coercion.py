"""The first step of an execution in a thread: large variables are coerced without blocking the event loop."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from inspect import iscoroutine
from typing import Any


class Started:
    """A coroutine that has run up to its first suspension, which was a bare yield."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._coroutine.__await__()


async def start_in_thread(start: Callable[[], Any]) -> Any:
    """Call `start` in a thread and return its result. Run a coroutine there up to its first suspension.

    Nothing before that suspension may need the event loop.
    """

    def step() -> Any:
        made = start()
        if not iscoroutine(made):
            return made
        try:
            made.send(None)
        except StopIteration as ended:
            return ended.value
        return Started(made)

    return await asyncio.to_thread(step)
