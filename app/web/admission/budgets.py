"""The budget of each caller, in objects a minute: its interface, and the budget in this process's memory."""

import time
from collections.abc import Callable
from typing import Protocol

from app.web.admission.buckets import Buckets


class Budget(Protocol):
    """The same amount a minute for each caller. No method raises."""

    amount: int

    async def take(self, caller: str, cost: int) -> float:
        """Take `cost` and return 0.0, or take nothing and return the seconds until it is available."""

    async def available(self, caller: str) -> int:
        """How much the caller can take now."""

    async def charge(self, caller: str, cost: int) -> None:
        """Take `cost` even if it is not available."""

    async def close(self) -> None: ...


class CallerBudget:
    """One caller's share of a budget, for `Context.budget`."""

    def __init__(self, budget: Budget, caller: str) -> None:
        self._budget = budget
        self._caller = caller

    @property
    def restore_rate(self) -> int:
        return self._budget.amount // 60

    async def left(self) -> int:
        return await self._budget.available(self._caller)

    async def owe(self, cost: int) -> None:
        await self._budget.charge(self._caller, cost)


class LocalBudget:
    """In memory, for this process alone."""

    def __init__(self, amount: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.amount = amount
        self._buckets = Buckets(amount, clock=clock)

    async def take(self, caller: str, cost: int) -> float:
        return self._buckets.take(caller, cost)

    async def available(self, caller: str) -> int:
        return self._buckets.available(caller)

    async def charge(self, caller: str, cost: int) -> None:
        self._buckets.charge(caller, cost)

    async def close(self) -> None:
        """Nothing is open."""
