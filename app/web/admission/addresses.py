"""The client's address: the peer's, or the one that a trusted proxy reports."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import Scope

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# A client with one IPv6 address usually has its whole /64, so the /64 counts as one.
IPV6_PREFIX = 64
# No real chain of proxies is longer.
MAX_HOPS = 20
# About the longest text of an address, with a zone and a port.
ADDRESS_LENGTH = 64
UNKNOWN = "unknown"


class Proxies:
    """The proxies whose `X-Forwarded-For` counts, by their addresses and networks. One per process."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        """Raises `ValueError` for an invalid address or network."""
        self._trusted: tuple[Network, ...] = tuple(ip_network(each, strict=False) for each in trusted)

    def client(self, scope: Scope) -> str:
        """The key that an anonymous client is counted by: its IPv4 address, or the /64 of its IPv6 address."""
        peer = scope.get("client")
        text = peer[0] if peer else ""
        if not self._trusted:
            return _key(text)
        found = _parsed(text)
        if found is None or not self._is_trusted(found):
            return _key(text)
        # From the right: the nearest proxy wrote the last entry, and the client may have forged the first.
        for hop in _hops(scope):
            address = _parsed(hop)
            if address is None:
                break
            found = address
            if not self._is_trusted(found):
                break
        return _key(str(found))

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _hops(scope: Scope) -> list[str]:
    header = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    return [hop.decode("latin-1").strip() for hop in reversed(header.rsplit(b",", MAX_HOPS)[-MAX_HOPS:])]


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> Address | None:
    """Parse an address, with or without a port. An IPv4-mapped IPv6 address becomes IPv4."""
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
def _key(text: str) -> str:
    address = _parsed(text)
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
    return str(address)
