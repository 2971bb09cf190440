"""Slots for writes: those about one event are limited, so that they cannot take all connections."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from app.db.errors import Overloaded

# The time that a write waits for its slot and for locks of the database together.
WAIT_S = 5.0
# With less time left, the lock is not requested again.
MIN_LOCK_WAIT_MS = 50
MAX_ALIASES = 1_000

# Called with True when a write starts, and with False if it was rolled back to wait for a lock.
OnAttempt = Callable[[bool], None]


def _ignore(_started: bool) -> None:
    """For callers that do not need to know."""


@dataclass(slots=True)
class PendingWrite:
    """A write that waits, in times of the event loop. `lock_timed_out`: at its first attempt, on PostgreSQL."""

    subject: Hashable
    since: float
    until: float
    on_attempt: OnAttempt
    lock_timed_out: bool = False

    @classmethod
    def start(cls, subject: Hashable, on_attempt: OnAttempt | None = None) -> "PendingWrite":
        now = asyncio.get_running_loop().time()
        return cls(subject, now, now + WAIT_S, on_attempt or _ignore)

    def waited_s(self) -> float:
        return asyncio.get_running_loop().time() - self.since

    def left_ms(self) -> int:
        return max(0, round((self.until - asyncio.get_running_loop().time()) * 1_000))


@dataclass(slots=True)
class _Queue:
    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class WriteSlots:
    """At most `limit` writes for each subject at a time; the others wait in order of arrival."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._queues: dict[Hashable, _Queue] = {}
        # Subjects that share the queue of another one, such as a session that of its event.
        self._aliases: OrderedDict[Hashable, Hashable] = OrderedDict()

    @asynccontextmanager
    async def slot(self, subject: Hashable, until: float) -> AsyncIterator[None]:
        """Hold a slot; None needs none. Raises `Overloaded` at `until`, by the event loop's clock."""
        if subject is None:
            yield
            return
        name = self._aliases.get(subject, subject)
        await self._acquire(name, until)
        try:
            yield
        finally:
            self._release(name)

    def add_alias(self, subject: Hashable, name: Hashable) -> None:
        """Let writes about `subject` wait in the queue of `name`."""
        self._aliases[subject] = name
        self._aliases.move_to_end(subject)
        if len(self._aliases) > MAX_ALIASES:
            self._aliases.popitem(last=False)

    def has_alias(self, subject: Hashable) -> bool:
        return subject in self._aliases

    async def _acquire(self, name: Hashable, until: float) -> None:
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = _Queue()
        if queue.running < self._limit:
            queue.running += 1
            return
        turn = asyncio.get_running_loop().create_future()
        queue.waiting.append(turn)
        try:
            async with asyncio.timeout_at(until):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                # The slot arrived at the moment of the timeout or cancellation.
                self._release(name)
            else:
                with suppress(ValueError):
                    queue.waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise Overloaded from error
            raise

    def _release(self, name: Hashable) -> None:
        queue = self._queues[name]
        while queue.waiting:
            turn = queue.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        queue.running -= 1
        if not queue.running:
            del self._queues[name]
