"""The first step of an execution in a thread: values are coerced and converted while others are answered."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from inspect import iscoroutine
from typing import Any


class Begun:
    """A coroutine that has come to its first suspension, which was a bare one."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._coroutine.__await__()


async def begun_aside(begin: Callable[[], Any]) -> Any:
    """What `begin` answers; a coroutine up to its first suspension, which must need no event loop."""

    def step() -> Any:
        made = begin()
        if not iscoroutine(made):
            return made
        try:
            made.send(None)
        except StopIteration as ended:
            return ended.value
        return Begun(made)

    return await asyncio.to_thread(step)
