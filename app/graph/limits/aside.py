"""Work that would hold the event loop: in one thread, one piece after the other, and equal pieces once."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class _Piece:
    future: asyncio.Future[Any]
    waiting: int = 0


class Aside:
    """One thread, so that the loop has every second turn at least; it begins with the first piece."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "marquee-documents")
        self._pieces: dict[Hashable, _Piece] = {}

    async def do(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """What `work` returns. It is not begun if everybody who asked for it by this key has left by then."""
        piece = self._pieces.get(key)
        if piece is None:
            piece = self._pieces[key] = _Piece(asyncio.get_running_loop().run_in_executor(self._thread, work))
        piece.waiting += 1
        try:
            result: Result = await asyncio.shield(piece.future)
            return result
        finally:
            piece.waiting -= 1
            if piece.waiting == 0:
                piece.future.cancel()
                if self._pieces.get(key) is piece:
                    del self._pieces[key]
