"""Where a request comes from: its peer's address, or the one that a trusted proxy says it saw."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import Scope

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# Whoever has one address of IPv6 has these many more, to come from as it likes.
IPV6_PREFIX = 64
# A chain of proxies longer than this is nobody's.
HOPS = 20
# The longest text of an address, with a port behind it and a zone in it, is about this.
ADDRESS_LENGTH = 64
UNKNOWN = "unknown"


class Proxies:
    """The proxies whose `X-Forwarded-For` counts, by their addresses and networks. One per process."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        """Raises `ValueError` for what is neither an address nor a network."""
        self._trusted: tuple[Network, ...] = tuple(ip_network(each, strict=False) for each in trusted)

    def client(self, scope: Scope) -> str:
        """Under what a client without a token is counted: its IPv4 address, or the /64 of its IPv6 address."""
        peer = scope.get("client")
        text = peer[0] if peer else ""
        if not self._trusted:
            return _counted(text)
        found = _parsed(text)
        if found is None or not self._is_trusted(found):
            return _counted(text)
        # From the right: what stands there was written by the nearest proxy, and the left end by anybody.
        for hop in _hops(scope):
            seen = _parsed(hop)
            if seen is None:
                break
            found = seen
            if not self._is_trusted(found):
                break
        return _counted(str(found))

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _hops(scope: Scope) -> list[str]:
    header = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    return [hop.decode("latin-1").strip() for hop in reversed(header.rsplit(b",", HOPS)[-HOPS:])]


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> Address | None:
    """An address as proxies write it, some of them with a port; an IPv4 address inside IPv6 is one of IPv4."""
    if len(text) > ADDRESS_LENGTH:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=4_096)
def _counted(text: str) -> str:
    address = _parsed(text)
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
    return str(address)
