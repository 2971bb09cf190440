"""The budget of a caller, as the executor sees it. The web layer implements it."""

from typing import Protocol


class Budget(Protocol):
    """One caller's budget in objects. The estimated cost of an operation is charged before it is executed."""

    @property
    def restore_rate(self) -> int:
        """Objects that are restored each second."""

    async def left(self) -> int:
        """Objects that are available now."""

    async def owe(self, cost: int) -> None:
        """Charge an answer that was larger than its estimate with the difference. Never raises."""
