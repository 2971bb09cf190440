"""Token buckets in memory, each refilled within a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable

MINUTE_S = 60.0
# About 300 bytes each.
MAX_BUCKETS = 50_000
# Covers accumulated rounding errors; far below the cost of anything.
TOLERANCE_S = 1e-6


class Buckets:
    """A bucket of the same size for each key, stored as the time when it is full again.

    Full buckets need not be stored. At most `max_buckets` are: beyond that, the least recently used is dropped.
    """

    def __init__(
        self, amount: int, *, clock: Callable[[], float] = time.monotonic, max_buckets: int = MAX_BUCKETS
    ) -> None:
        self.amount = amount
        self._clock = clock
        self._max_buckets = max_buckets
        self._s_per_token = MINUTE_S / amount
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str, cost: int) -> float:
        """Take `cost` and return 0.0, or take nothing and return the seconds until it is available."""
        now = self._clock()
        full_at = self._full_at.get(key)
        if full_at is None:
            self._drop_full(now)
            full_at = now
        # A cost larger than the bucket takes a full bucket.
        after = max(full_at, now) + min(cost, self.amount) * self._s_per_token
        wait = after - now - MINUTE_S
        if wait > TOLERANCE_S:
            return wait
        self._full_at[key] = after
        self._full_at.move_to_end(key)
        return 0.0

    def refund(self, key: str, cost: int) -> None:
        """Return the tokens that were taken."""
        full_at = self._full_at.get(key)
        if full_at is not None:
            self._full_at[key] = full_at - cost * self._s_per_token

    def charge(self, key: str, cost: int) -> None:
        """Take `cost` even if it is not available, which delays later takers."""
        now = self._clock()
        self._full_at[key] = max(self._full_at.get(key, now), now) + min(cost, self.amount) * self._s_per_token
        self._full_at.move_to_end(key)

    def wait(self, key: str) -> float:
        """The seconds until one can be taken; takes nothing."""
        full_at = self._full_at.get(key)
        if full_at is None:
            return 0.0
        wait = full_at + self._s_per_token - self._clock() - MINUTE_S
        return wait if wait > TOLERANCE_S else 0.0

    def available(self, key: str) -> int:
        """How much can be taken now."""
        now = self._clock()
        missing = max(self._full_at.get(key, now) - now, 0.0) / self._s_per_token
        return max(int(self.amount - missing + TOLERANCE_S), 0)

    def __len__(self) -> int:
        return len(self._full_at)

    def _drop_full(self, now: float) -> None:
        """Drop up to two full buckets for each new one, so that the number shrinks after a flood of addresses."""
        for _ in range(2):
            if not self._full_at:
                return
            key, full_at = next(iter(self._full_at.items()))
            if full_at > now and len(self._full_at) < self._max_buckets:
                return
            del self._full_at[key]
