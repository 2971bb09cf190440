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

    async def owe(self, caller: str, cost: int) -> None:
        """Take it, though there may not be so much."""

    async def close(self) -> None: ...


class Purse:
    """One caller's part of a budget, as answers tell of it."""

    def __init__(self, budget: Budget, caller: str) -> None:
        self._budget = budget
        self._caller = caller

    @property
    def restore_rate(self) -> int:
        return self._budget.amount // 60

    async def left(self) -> int:
        return await self._budget.left(self._caller)

    async def owe(self, cost: int) -> None:
        await self._budget.owe(self._caller, cost)


class OwnBudget:
    """In memory: each process counts for itself."""

    def __init__(self, amount: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.amount = amount
        self._buckets = Buckets(amount, clock=clock)

    async def take(self, caller: str, cost: int) -> float:
        return self._buckets.take(caller, cost)

    async def left(self, caller: str) -> int:
        return self._buckets.left(caller)

    async def owe(self, caller: str, cost: int) -> None:
        self._buckets.owe(caller, cost)

    async def close(self) -> None:
        """Nothing is open."""
