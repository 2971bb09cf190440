"""What one caller may ask for in a minute: in this process's memory, or in a Redis that several processes share."""

import time
from collections.abc import Callable
from typing import Protocol

from app.web.admission.buckets import Buckets


class Budget(Protocol):
    """So much for each caller. No method raises."""

    amount: int

    async def take(self, caller: str, cost: int) -> float:
        """0.0, or in how many seconds the caller can pay so much; then nothing was taken."""

    async def left(self, caller: str) -> int:
        """How much the caller can still ask for now."""

    async def close(self) -> None: ...


class OwnBudget:
    """In memory: each process counts for itself."""

    def __init__(self, amount: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.amount = amount
        self._buckets = Buckets(amount, clock=clock)

    async def take(self, caller: str, cost: int) -> float:
        return self._buckets.take(caller, cost)

    async def left(self, caller: str) -> int:
        return self._buckets.left(caller)

    async def close(self) -> None:
        """Nothing is open."""
