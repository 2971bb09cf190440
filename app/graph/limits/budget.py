"""What a caller may still ask for, as an answer tells it: whoever counts it stands above the graph."""

from typing import Protocol


class Budget(Protocol):
    """One caller's, in objects of cost. What an operation costs is taken before it comes here: `Executor.cost`."""

    @property
    def restore_rate(self) -> int:
        """What comes back each second."""

    async def left(self) -> int:
        """What is available now."""

    async def owe(self, cost: int) -> None:
        """After an answer that was larger than its estimate. Never raises."""
