"""Who may write next: a hot event must not take the connections of all the others."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from app.db.errors import Overloaded

# How long a write waits for its turn, in the process and at the store together.
TURN_S = 5.0
# How many lines are remembered to be parts of another line.
MAX_KNOWN = 1_000


# With less left there is no use in asking for a lock once more.
LEAST_MS = 50


# Called with True when a write starts, and with False if it was rolled back to wait for a lock.
OnAttempt = Callable[[bool], None]


def _ignore(_started: bool) -> None:
    """Nobody wants to know."""


@dataclass(slots=True)
class Waiting:
    """One write's way to its turn, by the clock of the event loop. `met_a_lock`: on PostgreSQL, at its first try."""

    subject: Hashable
    since: float
    until: float
    on_attempt: OnAttempt
    met_a_lock: bool = False

    @classmethod
    def about(cls, subject: Hashable, on_attempt: OnAttempt | None = None) -> "Waiting":
        now = asyncio.get_running_loop().time()
        return cls(subject, now, now + TURN_S, on_attempt or _ignore)

    def waited_s(self) -> float:
        return asyncio.get_running_loop().time() - self.since

    def left_ms(self) -> int:
        return max(0, round((self.until - asyncio.get_running_loop().time()) * 1_000))


@dataclass(slots=True)
class _Line:
    inside: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turns:
    """Lines of those who write about the same thing: at most `abreast` of each at a time, in the order they came."""

    def __init__(self, abreast: int) -> None:
        self._abreast = abreast
        self._lines: dict[Hashable, _Line] = {}
        # Which line was found to be the right one for a subject: that of its event, for a session's.
        self._known: OrderedDict[Hashable, Hashable] = OrderedDict()

    @asynccontextmanager
    async def of(self, subject: Hashable, until: float) -> AsyncIterator[None]:
        """A turn, by the clock of the event loop. Raises `Overloaded`. Nobody waits without a subject."""
        if subject is None:
            yield
            return
        name = self._known.get(subject, subject)
        await self._take(name, until)
        try:
            yield
        finally:
            self._give(name)

    def learn(self, subject: Hashable, name: Hashable) -> None:
        """What is written about this subject belongs into the line of that name."""
        self._known[subject] = name
        self._known.move_to_end(subject)
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    def knows(self, subject: Hashable) -> bool:
        """Whether the right line was found before."""
        return subject in self._known

    async def _take(self, name: Hashable, until: float) -> None:
        line = self._lines.get(name)
        if line is None:
            line = self._lines[name] = _Line()
        if line.inside < self._abreast:
            line.inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        line.waiting.append(turn)
        try:
            async with asyncio.timeout_at(until):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                # It came at the very moment that the waiting ended.
                self._give(name)
            else:
                with suppress(ValueError):
                    line.waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise Overloaded from error
            raise

    def _give(self, name: Hashable) -> None:
        line = self._lines[name]
        while line.waiting:
            turn = line.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        line.inside -= 1
        if not line.inside:
            del self._lines[name]
