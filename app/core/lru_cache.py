"""A cache bounded by the number of its items and by their bytes. The least recently used item is evicted first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LruCache(Generic[Key, Value]):
    """`on_evict` is called with each value that leaves the cache."""

    def __init__(self, max_items: int, max_bytes: int, on_evict: Callable[[Value], None] | None = None) -> None:
        self._max_items = max_items
        self._max_bytes = max_bytes
        self._on_evict = on_evict
        self._items: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Key) -> Value | None:
        found = self._items.get(key)
        if found is None:
            return None
        self._items.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> bool:
        """Store the value and return True, or return False if it is larger than the whole cache may be."""
        self.remove(key)
        if size > self._max_bytes:
            return False
        self._items[key] = (value, size)
        self.bytes += size
        while len(self._items) > self._max_items or self.bytes > self._max_bytes:
            self.remove(next(iter(self._items)))
        return True

    def remove(self, key: Key) -> None:
        found = self._items.pop(key, None)
        if found is None:
            return
        self.bytes -= found[1]
        if self._on_evict is not None:
            self._on_evict(found[0])

    def clear(self) -> None:
        while self._items:
            self.remove(next(iter(self._items)))
