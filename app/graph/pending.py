"""Bounds what all subscribers of a process together have not fetched."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Protocol

# About 50 MB. A single subscriber has a bound of its own.
MAX_PENDING_IN_ALL = 100_000


class Holder(Protocol):
    """Something that holds changes."""

    @property
    def held(self) -> int:
        """How many."""

    def drop(self) -> None:
        """Hold nothing from now on."""


class SharedRoom:
    """Room for the changes of all holders. When it is full, those that hold most are dropped."""

    def __init__(self, holders: Callable[[], Iterable[Holder]], limit: int) -> None:
        self._holders = holders
        self._limit = limit
        # At least as many as are held: what holders have given up is noticed when the room seems full.
        self._used = 0

    def take(self, number: int) -> None:
        """So many more changes are held. `settle` has to follow."""
        self._used += number

    def settle(self) -> None:
        """Drop those that hold most, if there is no room for all. It looks at each holder, so not after each `take`."""
        if self._used <= self._limit:
            return
        held = sorted(((holder.held, holder) for holder in self._holders()), key=itemgetter(0), reverse=True)
        self._used = sum(number for number, _holder in held)
        for number, holder in held:
            if self._used <= self._limit:
                break
            self._used -= number
            holder.drop()
