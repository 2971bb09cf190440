"""Turns to execute: so many in a process, so many of one caller, and the rest in a short queue, caller by caller."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, Protocol

from app.web.admission.errors import overloaded, rate_limited


class Timer(Protocol):
    """What can be called off before it is due."""

    def cancel(self) -> object: ...


# Call this after so many seconds.
Later = Callable[[float, Callable[[], None]], Timer]


def _by_the_loop(seconds: float, call: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, call)


class Waiter:
    """Somebody who waits for a turn. `outcome` is set once: the turn is theirs, or why it is not."""

    __slots__ = ("item", "line", "outcome", "timer")

    def __init__(self, line: "Line", item: bool) -> None:
        self.line = line
        self.item = item
        self.outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.timer: Timer | None = None


class Line:
    """One caller: who has a turn, and who waits for one. Items of subscriptions are counted apart."""

    __slots__ = ("items", "key", "requests", "running_items", "running_requests")

    def __init__(self, key: str) -> None:
        self.key = key
        self.running_requests = 0
        self.running_items = 0
        self.requests: deque[Waiter] = deque()
        self.items: deque[Waiter] = deque()

    @property
    def in_flight(self) -> int:
        """Items that wait are not: they take what room there is."""
        return self.running_requests + self.running_items + len(self.requests)

    @property
    def empty(self) -> bool:
        return not (self.in_flight or self.items)


class Turns:
    """One per process. A request is refused where it finds no room; an item of a subscription waits.

    Callers that wait are served in turn, one request each, so that nobody stands behind all those of another.
    """

    def __init__(
        self,
        most: int,
        most_per_caller: int,
        patience_s: float,
        *,
        most_items: int | None = None,
        items_patience_s: float | None = None,
        busy: Callable[[], Exception] = overloaded,
        later: Later = _by_the_loop,
    ) -> None:
        """`most_items` run of one caller, half of what it may have in flight unless told; they wait for ever.

        `busy` is what those are told who find no room, or have waited too long.
        """
        self._most = most
        self._most_per_caller = most_per_caller
        self._busy = busy
        # Beside items, a caller's requests find room.
        self._most_items = max(most_per_caller // 2, 1) if most_items is None else most_items
        self._patience_s = patience_s
        self._items_patience_s = items_patience_s
        self._later = later
        self._running = 0
        self._queued = 0
        self._lines: dict[str, Line] = {}
        # The callers that have somebody waiting who could run, in the order in which they are served.
        self._round: OrderedDict[str, Line] = OrderedDict()

    async def take(self, key: str, *, item: bool = False) -> None:
        """Returns when it is this caller's turn, which `give_back` ends. Raises `HttpError`, 429 or 503."""
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(key)
        if not item and line.in_flight >= self._most_per_caller:
            self._forget(line)
            raise rate_limited(f"At most {self._most_per_caller} requests of one caller are answered at a time.")
        if self._running < self._most and (not item or self._may_run_item(line)):
            self._start(line, item)
            return
        await self._wait(line, item)

    def give_back(self, key: str, *, item: bool = False) -> None:
        """What was taken."""
        line = self._lines[key]
        self._running -= 1
        if item:
            line.running_items -= 1
        else:
            line.running_requests -= 1
        if self._round or line.items:
            self._line_up(line)
            self._next()
        self._forget(line)

    def __len__(self) -> int:
        return len(self._lines)

    def _start(self, line: Line, item: bool) -> None:
        self._running += 1
        if item:
            line.running_items += 1
        else:
            line.running_requests += 1

    async def _wait(self, line: Line, item: bool) -> None:
        if not item and self._queued >= self._most and not self._made_room(line):
            self._forget(line)
            raise self._busy()
        waiter = Waiter(line, item)
        (line.items if item else line.requests).append(waiter)
        self._queued += not item
        patience_s = self._items_patience_s if item else self._patience_s
        if patience_s is not None:
            waiter.timer = self._later(patience_s, lambda: self._refuse(waiter))
        self._line_up(line)
        try:
            await waiter.outcome
        except BaseException:
            self._abandoned(waiter)
            raise
        finally:
            if waiter.timer is not None:
                waiter.timer.cancel()

    def _made_room(self, line: Line) -> bool:
        """Whether the last of the caller with the most in the queue has left it, for one who has fewer."""
        longest = max(self._round.values(), key=lambda each: len(each.requests))
        if len(longest.requests) <= len(line.requests) + 1:
            return False
        self._refuse(longest.requests[-1])
        return True

    def _refuse(self, waiter: Waiter) -> None:
        if not waiter.outcome.done():
            waiter.outcome.set_exception(self._busy())
            self._leave(waiter)

    def _abandoned(self, waiter: Waiter) -> None:
        """Whoever waited does not any more: refused, or gone."""
        outcome = waiter.outcome
        if outcome.cancelled() or not outcome.done():
            self._leave(waiter)
        elif outcome.exception() is None:
            # The turn came in the moment in which nobody wanted it any more.
            self.give_back(waiter.line.key, item=waiter.item)

    def _leave(self, waiter: Waiter) -> None:
        line = waiter.line
        waiting = line.items if waiter.item else line.requests
        if waiter not in waiting:
            return
        waiting.remove(waiter)
        self._queued -= not waiter.item
        self._line_up(line)
        self._forget(line)

    def _line_up(self, line: Line) -> None:
        """In the round are those callers, and only those, of whom somebody could run."""
        if line.requests or (line.items and self._may_run_item(line)):
            self._round.setdefault(line.key, line)
        else:
            self._round.pop(line.key, None)

    def _may_run_item(self, line: Line) -> bool:
        return line.running_items < self._most_items and line.in_flight < self._most_per_caller

    def _next(self) -> None:
        while self._round and self._running < self._most:
            _, line = self._round.popitem(last=False)
            item = not line.requests
            waiter = (line.items if item else line.requests).popleft()
            self._queued -= not item
            if not waiter.outcome.done():
                self._start(line, item)
                waiter.outcome.set_result(None)
            # At the end of the round.
            self._line_up(line)
            self._forget(line)

    def _forget(self, line: Line) -> None:
        if line.empty:
            self._lines.pop(line.key, None)


class Turn:
    """One turn of a caller, for an `async with`."""

    __slots__ = ("_item", "_key", "_turns")

    def __init__(self, turns: Turns, key: str, *, item: bool = False) -> None:
        self._turns = turns
        self._key = key
        self._item = item

    async def __aenter__(self) -> None:
        await self._turns.take(self._key, item=self._item)

    async def __aexit__(self, *_exception: Any) -> None:
        self._turns.give_back(self._key, item=self._item)
