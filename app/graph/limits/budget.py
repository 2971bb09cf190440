"""What a caller may still ask for, as the executor sees it: whoever counts it stands above the graph."""

from typing import Protocol


class Budget(Protocol):
    """One caller's, in objects of cost."""

    @property
    def available(self) -> int:
        """What is left now."""

    @property
    def restore_rate(self) -> int:
        """What comes back each second."""

    async def take(self, cost: int) -> None:
        """Before an operation is executed. Raises where not so much is left, and takes nothing then."""

    async def owe(self, cost: int) -> None:
        """After an answer that was larger than its estimate. Never raises."""
