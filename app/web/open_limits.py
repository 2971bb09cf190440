"""How many connections or subscriptions one caller has open at a time."""

from typing import Self

from app.web.middleware import HttpError

RETRY_AFTER_S = 10


class OpenLimits:
    """Of one kind, for all callers of this process. `what` is what they are, in a sentence."""

    def __init__(self, most: int, what: str) -> None:
        self._most = most
        self._what = what
        self._taken: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(self._taken.values())

    def check(self, caller: str) -> None:
        """Raises `HttpError` (429) if this caller has no seat left."""
        if self._taken.get(caller, 0) >= self._most:
            message = f"One caller may have at most {self._most:,} {self._what}."
            raise HttpError(429, "RATE_LIMITED", message, Retry_After=str(RETRY_AFTER_S), Cache_Control="no-store")

    def take(self, caller: str) -> None:
        """To be given back. Raises as `check` does."""
        self.check(caller)
        self._taken[caller] = self._taken.get(caller, 0) + 1

    def give_back(self, caller: str) -> None:
        """One of those that were taken."""
        left = self._taken[caller] - 1
        if left:
            self._taken[caller] = left
        else:
            del self._taken[caller]


class OpenSlot:
    """One seat for the length of a with-block, which raises as `check` does when it begins."""

    __slots__ = ("_caller", "_seats")

    def __init__(self, seats: OpenLimits, caller: str) -> None:
        self._seats = seats
        self._caller = caller

    def __enter__(self) -> Self:
        self._seats.take(self._caller)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._seats.give_back(self._caller)

    def move(self, caller: str) -> None:
        """It turns out to be this caller's. Raises as `check` does, and is then still the former's."""
        if caller != self._caller:
            self._seats.take(caller)
            self._seats.give_back(self._caller)
            self._caller = caller
