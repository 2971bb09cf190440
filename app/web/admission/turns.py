"""Limits on concurrent execution, per process and per caller, with a short queue that is fair between callers.

What the process does by itself, such as sending webhooks, takes turns as one caller of its own, BACKGROUND, which comes
after all others.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, Protocol

from app.web.admission.errors import overloaded, rate_limited


class Timer(Protocol):
    """A timer that can be cancelled."""

    def cancel(self) -> object: ...


# The key of the work that no client waits for.
BACKGROUND = "background"
# Calls a function after a number of seconds.
CallLater = Callable[[float, Callable[[], None]], Timer]


def _loop_call_later(seconds: float, call: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, call)


class Waiter:
    """A request or item that waits. `outcome` is set once: to its turn, or to the error."""

    __slots__ = ("item", "outcome", "queue", "timer")

    def __init__(self, queue: "CallerQueue", item: bool) -> None:
        self.queue = queue
        self.item = item
        self.outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.timer: Timer | None = None


class CallerQueue:
    """One caller: what it runs and what waits. Items of subscriptions are counted separately."""

    __slots__ = ("items", "key", "requests", "running_items", "running_requests")

    def __init__(self, key: str) -> None:
        self.key = key
        self.running_requests = 0
        self.running_items = 0
        self.requests: deque[Waiter] = deque()
        self.items: deque[Waiter] = deque()

    @property
    def in_flight(self) -> int:
        """Waiting items do not count: they take whatever capacity is free."""
        return self.running_requests + self.running_items + len(self.requests)

    @property
    def empty(self) -> bool:
        return not (self.in_flight or self.items)


class Turns:
    """One per process. A request fails if the queue is full; an item of a subscription waits.

    Waiting callers are served round-robin, one request each, so that no caller waits behind all requests of another.
    """

    def __init__(
        self,
        maximum: int,
        max_per_caller: int,
        max_wait_s: float,
        *,
        max_items: int | None = None,
        items_max_wait_s: float | None = None,
        max_background: int = 1,
        background_max_wait_s: float | None = None,
        full: Callable[[], Exception] = overloaded,
        call_later: CallLater = _loop_call_later,
    ) -> None:
        """`max_items`: the items of one caller that run at a time; by default half of what it may have in flight.

        Items wait for ever, unless `items_max_wait_s` is set. `max_background`: the items of BACKGROUND that run at a
        time; they wait for `background_max_wait_s`, or for ever. `full` makes the error for a full queue and for one
        that has waited too long.
        """
        self._maximum = maximum
        self._max_per_caller = max_per_caller
        self._full = full
        # Leave capacity for a caller's requests beside its items.
        self._max_items = max(max_per_caller // 2, 1) if max_items is None else max_items
        self._max_background = max_background
        self._max_wait_s = max_wait_s
        self._items_max_wait_s = items_max_wait_s
        self._background_max_wait_s = background_max_wait_s
        self._call_later = call_later
        self._running = 0
        self._queued = 0
        self._queues: dict[str, CallerQueue] = {}
        # The callers with something waiting that could run, in the order in which they are served.
        self._round: OrderedDict[str, CallerQueue] = OrderedDict()

    async def acquire(self, key: str, *, item: bool = False) -> None:
        """Wait for a turn, which `release` ends. Raises `HttpError`, 429 or 503."""
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = CallerQueue(key)
        if not item and queue.in_flight >= self._max_per_caller:
            self._drop_if_empty(queue)
            raise rate_limited(f"At most {self._max_per_caller} requests of one caller are answered at a time.")
        if self._running < self._maximum and (not item or self._may_run_item(queue)):
            self._start(queue, item)
            return
        await self._wait(queue, item)

    def release(self, key: str, *, item: bool = False) -> None:
        """End a turn."""
        queue = self._queues[key]
        self._running -= 1
        if item:
            queue.running_items -= 1
        else:
            queue.running_requests -= 1
        if self._round or queue.items:
            self._update_round(queue)
            self._serve()
        self._drop_if_empty(queue)

    def __len__(self) -> int:
        return len(self._queues)

    def _start(self, queue: CallerQueue, item: bool) -> None:
        self._running += 1
        if item:
            queue.running_items += 1
        else:
            queue.running_requests += 1

    async def _wait(self, queue: CallerQueue, item: bool) -> None:
        if not item and self._queued >= self._maximum and not self._evict_for(queue):
            self._drop_if_empty(queue)
            raise self._full()
        waiter = Waiter(queue, item)
        (queue.items if item else queue.requests).append(waiter)
        self._queued += not item
        max_wait_s = self._longest_wait_s(queue, item)
        if max_wait_s is not None:
            waiter.timer = self._call_later(max_wait_s, lambda: self._refuse(waiter))
        self._update_round(queue)
        try:
            await waiter.outcome
        except BaseException:
            self._abandoned(waiter)
            raise
        finally:
            if waiter.timer is not None:
                waiter.timer.cancel()

    def _evict_for(self, queue: CallerQueue) -> bool:
        """Refuse the last request of the caller with the most waiting, if `queue` has fewer; whether it did."""
        longest = max(self._round.values(), key=lambda each: len(each.requests))
        if len(longest.requests) <= len(queue.requests) + 1:
            return False
        self._refuse(longest.requests[-1])
        return True

    def _refuse(self, waiter: Waiter) -> None:
        if not waiter.outcome.done():
            waiter.outcome.set_exception(self._full())
            self._remove(waiter)

    def _abandoned(self, waiter: Waiter) -> None:
        """The wait has ended early: refused or cancelled."""
        outcome = waiter.outcome
        if outcome.cancelled() or not outcome.done():
            self._remove(waiter)
        elif outcome.exception() is None:
            # The turn was granted at the moment of cancellation.
            self.release(waiter.queue.key, item=waiter.item)

    def _remove(self, waiter: Waiter) -> None:
        queue = waiter.queue
        waiting = queue.items if waiter.item else queue.requests
        if waiter not in waiting:
            return
        waiting.remove(waiter)
        self._queued -= not waiter.item
        self._update_round(queue)
        self._drop_if_empty(queue)

    def _update_round(self, queue: CallerQueue) -> None:
        """Keep in the round exactly the callers with something waiting that could run."""
        if queue.requests or (queue.items and self._may_run_item(queue)):
            self._round.setdefault(queue.key, queue)
        else:
            self._round.pop(queue.key, None)

    def _longest_wait_s(self, queue: CallerQueue, item: bool) -> float | None:
        if queue.key == BACKGROUND:
            return self._background_max_wait_s
        return self._items_max_wait_s if item else self._max_wait_s

    def _may_run_item(self, queue: CallerQueue) -> bool:
        if queue.key == BACKGROUND:
            return queue.running_items < self._max_background
        return queue.running_items < self._max_items and queue.in_flight < self._max_per_caller

    def _serve(self) -> None:
        while self._round and self._running < self._maximum:
            queue = self._next()
            item = not queue.requests
            waiter = (queue.items if item else queue.requests).popleft()
            self._queued -= not item
            if not waiter.outcome.done():
                self._start(queue, item)
                waiter.outcome.set_result(None)
            # A caller with more waiting goes to the end of the round.
            self._update_round(queue)
            self._drop_if_empty(queue)

    def _next(self) -> CallerQueue:
        """The caller that is served next; it leaves the round."""
        key = next(iter(self._round))
        if key == BACKGROUND and len(self._round) > 1:
            self._round.move_to_end(key)
            key = next(iter(self._round))
        return self._round.pop(key)

    def _drop_if_empty(self, queue: CallerQueue) -> None:
        if queue.empty:
            self._queues.pop(queue.key, None)


class Turn:
    """One turn of a caller, as an `async with` block."""

    __slots__ = ("_item", "_key", "_turns")

    def __init__(self, turns: Turns, key: str, *, item: bool = False) -> None:
        self._turns = turns
        self._key = key
        self._item = item

    async def __aenter__(self) -> None:
        await self._turns.acquire(self._key, item=self._item)

    async def __aexit__(self, *_exception: Any) -> None:
        self._turns.release(self._key, item=self._item)
