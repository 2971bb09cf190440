"""Token buckets in memory: so much may be taken at once, and as much comes back in the course of a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable

MINUTE_S = 60.0
# Of about 300 bytes each.
MOST_KEPT = 50_000
# What rounding may add up to, far below the price of anything.
TOLERANCE_S = 1e-6


class Buckets:
    """A bucket of the same size for each key, of which one number is kept: the moment when it is full again.

    Only those that are not full need be kept. There are at most `kept`: whoever comes from many addresses pushes out
    the buckets that were not used for longest.
    """

    def __init__(self, amount: int, *, clock: Callable[[], float] = time.monotonic, kept: int = MOST_KEPT) -> None:
        self.amount = amount
        self._clock = clock
        self._kept = kept
        self._s_each = MINUTE_S / amount
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str, cost: int) -> float:
        """0.0, or in how many seconds so much can be taken; then nothing is."""
        now = self._clock()
        full_at = self._full_at.get(key)
        if full_at is None:
            self._drop_full(now)
            full_at = now
        # What costs more than fits into a bucket takes a full one.
        after = max(full_at, now) + min(cost, self.amount) * self._s_each
        wait = after - now - MINUTE_S
        if wait > TOLERANCE_S:
            return wait
        self._full_at[key] = after
        self._full_at.move_to_end(key)
        return 0.0

    def give_back(self, key: str, cost: int) -> None:
        """What was taken for nothing."""
        full_at = self._full_at.get(key)
        if full_at is not None:
            self._full_at[key] = full_at - cost * self._s_each

    def owe(self, key: str, cost: int) -> None:
        """Take what was not asked for: it is missing later."""
        now = self._clock()
        self._full_at[key] = max(self._full_at.get(key, now), now) + min(cost, self.amount) * self._s_each
        self._full_at.move_to_end(key)

    def wait(self, key: str) -> float:
        """In how many seconds one can be taken; nothing is."""
        full_at = self._full_at.get(key)
        if full_at is None:
            return 0.0
        wait = full_at + self._s_each - self._clock() - MINUTE_S
        return wait if wait > TOLERANCE_S else 0.0

    def left(self, key: str) -> int:
        """How much can be taken now."""
        now = self._clock()
        missing = max(self._full_at.get(key, now) - now, 0.0) / self._s_each
        return max(int(self.amount - missing + TOLERANCE_S), 0)

    def __len__(self) -> int:
        return len(self._full_at)

    def _drop_full(self, now: float) -> None:
        """Two for each that is new, so that after a flood of addresses their buckets go away again."""
        for _ in range(2):
            if not self._full_at:
                return
            key, full_at = next(iter(self._full_at.items()))
            if full_at > now and len(self._full_at) < self._kept:
                return
            del self._full_at[key]
