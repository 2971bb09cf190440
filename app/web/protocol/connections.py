"""The open connections of a process: their limits, and a check of each once a second."""

import asyncio
import logging
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

LOG = logging.getLogger("marquee.web")

# One shared timer, because a timer for each request would cost too much. `Connections.now` may lag by this much.
PERIOD_S = 1.0
# A client with one IPv6 address usually has its whole /64, so the /64 counts as one.
IPV6_PREFIX = 64


class Connection(Protocol):
    """A registered connection. `since`: when, by `Connections.now`, its present state began."""

    client: tuple[str, int] | None
    since: float

    @property
    def is_idle(self) -> bool:
        """Whether it has no request in progress."""

    @property
    def has_requested(self) -> bool:
        """Whether it has ever sent a request."""

    def check(self, now: float) -> None:
        """Close it if it has timed out. Called about once a second."""

    def abort(self) -> None:
        """Close it at once."""


class IdleConnections:
    """Connections that may be closed for new ones. The next is last: those without a request, then the longest idle."""

    __slots__ = ("closed", "waiting")

    def __init__(self, among: Iterable[Connection]) -> None:
        waiting = (each for each in among if each.is_idle)
        self.waiting = sorted(waiting, key=lambda each: (each.has_requested, each.since), reverse=True)
        self.closed = 0


class Connections:
    """One per server. A connection over a limit replaces an idle one, or is closed at once."""

    def __init__(self, maximum: int, max_per_address: int, trusted: Sequence[IPv4Network | IPv6Network] = ()) -> None:
        self._maximum = maximum
        self._max_per_address = max_per_address
        self._trusted = trusted
        # Seconds in which the event loop was free to read: no client times out while the loop is blocked.
        self.now = 0.0
        self._ticked_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._open: dict[Connection, str | None] = {}
        self._by_address: dict[str, dict[Connection, None]] = {}
        # By address; None is all addresses.
        self._idle: dict[str | None, IdleConnections] = {}
        self._refused: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Connection) -> bool:
        """Register a connection until `remove`; False if a limit is reached."""
        address = self._address(connection)
        if address is not None:
            of_address = self._by_address.get(address, {})
            if len(of_address) >= self._max_per_address and not self._make_room(address, of_address):
                return self._count_refusal("of one address (MARQUEE_MAX_CONNECTIONS_PER_ADDRESS)")
        if len(self._open) >= self._maximum and not self._make_room(None, self._open):
            return self._count_refusal("in all (MARQUEE_MAX_CONNECTIONS)")
        self._register(connection, address)
        return True

    def adopt(self, connection: Connection) -> None:
        """Register an admitted connection again under another protocol."""
        self._register(connection, self._address(connection))

    def remove(self, connection: Connection) -> None:
        """Unregister a connection that is closed or about to be."""
        address = self._open.pop(connection, None)
        if address is None:
            return
        of_address = self._by_address[address]
        del of_address[connection]
        if not of_address:
            del self._by_address[address]

    def _register(self, connection: Connection, address: str | None) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._ticked_at = loop.time()
            self._timer = loop.call_later(PERIOD_S, self._tick, loop)
        connection.since = self.now
        self._open[connection] = address
        if address is not None:
            self._by_address.setdefault(address, {})[connection] = None

    def _make_room(self, address: str | None, among: Collection[Connection]) -> bool:
        idle = self._idle.get(address)
        # Sorting is expensive: connections that are idle since then count after many were closed, or at the next tick.
        if idle is None or (not idle.waiting and idle.closed * 4 >= len(among)):
            idle = self._idle[address] = IdleConnections(among)
        while idle.waiting:
            first = idle.waiting.pop()
            if first in self._open and first.is_idle:
                idle.closed += 1
                self.remove(first)
                first.abort()
                return True
        return False

    def _count_refusal(self, limit: str) -> bool:
        self._refused[limit] = self._refused.get(limit, 0) + 1
        return False

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        time = loop.time()
        passed = min(time - self._ticked_at, 2 * PERIOD_S)
        self._ticked_at = time
        self._timer = loop.call_later(PERIOD_S, self._tick, loop) if self._open else None
        self.advance(passed)

    def advance(self, seconds: float) -> None:
        """Move the clock on and check every connection."""
        self.now += seconds
        self._idle.clear()
        for limit, count in self._refused.items():
            LOG.warning("%d connections were closed at once: too many are open %s", count, limit)
        self._refused.clear()
        for connection in list(self._open):
            connection.check(self.now)

    def _address(self, connection: Connection) -> str | None:
        """The key that a connection is counted by; None if it counts for no address."""
        return _key(connection.client[0], tuple(self._trusted)) if connection.client else None


@lru_cache(maxsize=1_024)
def _key(text: str, trusted: tuple[IPv4Network | IPv6Network, ...]) -> str | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        # A Unix socket.
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in trusted):
        return None
    return str(IPv6Network((address, IPV6_PREFIX), strict=False)) if isinstance(address, IPv6Address) else str(address)
