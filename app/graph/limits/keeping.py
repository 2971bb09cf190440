"""What a process keeps to be quick: up to a number of things and a number of bytes, the longest unused goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MIB = 2**20


class Kept(Generic[Key, Value]):
    """`forgotten` is told of each thing that goes."""

    def __init__(self, number: int, size: int, forgotten: Callable[[Value], None] | None = None) -> None:
        self._number = number
        self._size = size
        self._forgotten = forgotten
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Key) -> Value | None:
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, weight: int) -> bool:
        """Whether it is kept: what is heavier than everything together may be is not."""
        self.drop(key)
        if weight > self._size:
            return False
        self._held[key] = (value, weight)
        self.weight += weight
        while len(self._held) > self._number or self.weight > self._size:
            self.drop(next(iter(self._held)))
        return True

    def drop(self, key: Key) -> None:
        found = self._held.pop(key, None)
        if found is None:
            return
        self.weight -= found[1]
        if self._forgotten is not None:
            self._forgotten(found[0])
