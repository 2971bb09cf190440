"""The open connections of a process: how many there may be, and once a second a look at each of them."""

import asyncio
import logging
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

LOG = logging.getLogger("marquee.web")

# No request starts a timer of its own. A moment taken from `Connections.now` can be so much earlier than it was.
PERIOD_S = 1.0
# Whoever has one address of IPv6 has these many more.
IPV6_PREFIX = 64


class Connection(Protocol):
    """What is kept here. `since` is the moment, by `Connections.now`, at which it began what it does now."""

    client: tuple[str, int] | None
    since: float

    @property
    def waits(self) -> bool:
        """Whether it is open for nothing but a request that has not come."""

    @property
    def asked(self) -> bool:
        """Whether a request ever came."""

    def check(self, now: float) -> None:
        """Close it if its time is up. Called about once a second."""

    def drop(self) -> None:
        """Close it at once."""


class Spare:
    """Who can make room, the first to go at the end: those that never asked, and who has waited longest."""

    __slots__ = ("gone", "waiting")

    def __init__(self, among: Iterable[Connection]) -> None:
        waiting = (each for each in among if each.waits)
        self.waiting = sorted(waiting, key=lambda each: (each.asked, each.since), reverse=True)
        self.gone = 0


class Connections:
    """One per server. A connection over a cap takes the place of one that only waits, or is closed at once."""

    def __init__(self, most: int, most_per_address: int, trusted: Sequence[IPv4Network | IPv6Network] = ()) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._trusted = trusted
        # Seconds in which the loop was free to read: while it was held up, no client ran out of time.
        self.now = 0.0
        self._looked_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._open: dict[Connection, str | None] = {}
        self._by_address: dict[str, dict[Connection, None]] = {}
        # By address, or None for all.
        self._spare: dict[str | None, Spare] = {}
        self._refused: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Connection) -> bool:
        """Keep this one, from now on until `leave`; False if there is no room."""
        address = self._address(connection)
        if address is not None:
            same = self._by_address.get(address, {})
            if len(same) >= self._most_per_address and not self._make_room(address, same):
                return self._refuse("of one address (MARQUEE_MAX_CONNECTIONS_PER_ADDRESS)")
        if len(self._open) >= self._most and not self._make_room(None, self._open):
            return self._refuse("in all (MARQUEE_MAX_CONNECTIONS)")
        self._keep(connection, address)
        return True

    def adopt(self, connection: Connection) -> None:
        """One that was let in before, and speaks another protocol from now on."""
        self._keep(connection, self._address(connection))

    def leave(self, connection: Connection) -> None:
        """It is closed, or as good as closed."""
        address = self._open.pop(connection, None)
        if address is None:
            return
        same = self._by_address[address]
        del same[connection]
        if not same:
            del self._by_address[address]

    def _keep(self, connection: Connection, address: str | None) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._looked_at = loop.time()
            self._timer = loop.call_later(PERIOD_S, self._look, loop)
        connection.since = self.now
        self._open[connection] = address
        if address is not None:
            self._by_address.setdefault(address, {})[connection] = None

    def _make_room(self, address: str | None, among: Collection[Connection]) -> bool:
        spare = self._spare.get(address)
        # Sorting is dear: those that came since are looked at once many have gone, or at the next look.
        if spare is None or (not spare.waiting and spare.gone * 4 >= len(among)):
            spare = self._spare[address] = Spare(among)
        while spare.waiting:
            first = spare.waiting.pop()
            if first in self._open and first.waits:
                spare.gone += 1
                self.leave(first)
                first.drop()
                return True
        return False

    def _refuse(self, cap: str) -> bool:
        self._refused[cap] = self._refused.get(cap, 0) + 1
        return False

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        time = loop.time()
        passed = min(time - self._looked_at, 2 * PERIOD_S)
        self._looked_at = time
        self._timer = loop.call_later(PERIOD_S, self._look, loop) if self._open else None
        self.elapse(passed)

    def elapse(self, seconds: float) -> None:
        """So much later: see whose time is up."""
        self.now += seconds
        self._spare.clear()
        for cap, count in self._refused.items():
            LOG.warning("%d connections were closed at once: too many are open %s", count, cap)
        self._refused.clear()
        for connection in list(self._open):
            connection.check(self.now)

    def _address(self, connection: Connection) -> str | None:
        """Under what this one is counted; None for none."""
        return _counted(connection.client[0], tuple(self._trusted)) if connection.client else None


@lru_cache(maxsize=1_024)
def _counted(text: str, trusted: tuple[IPv4Network | IPv6Network, ...]) -> str | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        # A socket in the file system.
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in trusted):
        return None
    return str(IPv6Network((address, IPV6_PREFIX), strict=False)) if isinstance(address, IPv6Address) else str(address)
