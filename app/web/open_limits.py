"""Limits on what one caller has open at a time: WebSockets, or subscriptions."""

from typing import Self

from app.web.middleware import HttpError

RETRY_AFTER_S = 10


class OpenLimits:
    """Counts one kind of thing for all callers of this process. `what` names it in error messages."""

    def __init__(self, maximum: int, what: str) -> None:
        self._maximum = maximum
        self._what = what
        self._open: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(self._open.values())

    def check(self, caller: str) -> None:
        """Raises `HttpError` (429) if the caller is at the limit."""
        if self._open.get(caller, 0) >= self._maximum:
            message = f"One caller may have at most {self._maximum:,} {self._what}."
            raise HttpError(429, "RATE_LIMITED", message, Retry_After=str(RETRY_AFTER_S), Cache_Control="no-store")

    def acquire(self, caller: str) -> None:
        """Count one more, until `release`. Raises as `check` does."""
        self.check(caller)
        self._open[caller] = self._open.get(caller, 0) + 1

    def release(self, caller: str) -> None:
        """Count one less."""
        left = self._open[caller] - 1
        if left:
            self._open[caller] = left
        else:
            del self._open[caller]


class OpenSlot:
    """One slot for the length of a with-block. Entering it raises as `check` does."""

    __slots__ = ("_caller", "_limits")

    def __init__(self, limits: OpenLimits, caller: str) -> None:
        self._limits = limits
        self._caller = caller

    def __enter__(self) -> Self:
        self._limits.acquire(self._caller)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._limits.release(self._caller)

    def move(self, caller: str) -> None:
        """Count the slot for another caller, once it is known. If `check` raises, the slot stays with the former."""
        if caller != self._caller:
            self._limits.acquire(caller)
            self._limits.release(self._caller)
            self._caller = caller
