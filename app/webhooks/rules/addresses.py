"""Where webhooks may be sent: only to the public internet, and to networks that the operator allows. Pure."""

import ipaddress
import re
from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from app.core import limits
from app.core.problems import Path, Problem, ProblemCode

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 addresses that contain an IPv4 address, which the packets reach in the end.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# What `ipaddress` takes for public: translation within a network, which contains an address at any of several places,
# site-local addresses, examples, and relays.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(each) for each in ("64:ff9b:1::/48", "fec0::/10", "3fff::/20", "192.88.99.0/24")
)
PRIVATE = "The host's address is private, local or reserved."
PLAIN = "Plain http is only for networks that the operator allows."
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


def may_connect(address: str, allowed: Sequence[Network], *, plain: bool = False) -> bool:
    """Whether a webhook may be sent to this IP address. `plain`: by http, and thus to allowed networks only."""
    ip = _innermost(ipaddress.ip_address(address.partition("%")[0]))
    if any(ip in network for network in allowed if network.version == ip.version):
        return True
    if plain or any(ip in network for network in _NOT_PUBLIC if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def literal_address(host: str) -> str | None:
    """The host if it is an IP address itself."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host of an address, which is the address itself if it has none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def problems_with_url(url: str, allowed: Sequence[Network], path: Path) -> list[Problem]:
    """What is wrong with the address itself, whatever its host resolves to.

    Plain http is only for networks that the operator allows.
    """
    if len(url) > limits.URL:
        return [Problem(ProblemCode.TOO_LONG, f"At most {limits.URL} characters; these are {len(url)}.", path)]
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    schemes = ("https", "http") if allowed else ("https",)
    if not host or parts.scheme not in schemes or not _PRINTABLE.fullmatch(url):
        return [Problem(ProblemCode.INVALID, f"This must be an {' or '.join(schemes)} address with a host.", path)]
    if parts.username is not None or parts.password is not None or parts.fragment:
        return [Problem(ProblemCode.INVALID, "This must have neither a user name, a password nor a fragment.", path)]
    literal = literal_address(host)
    if literal is None and "[" in parts.netloc:
        return [Problem(ProblemCode.INVALID, "Only an IPv6 address may be in brackets.", path)]
    plain = parts.scheme == "http"
    if literal is not None and not may_connect(literal, allowed, plain=plain):
        return [Problem(ProblemCode.INVALID, why_refused(plain), path)]
    return []


def why_refused(plain: bool) -> str:
    """Why a host with an address that `may_connect` refuses is not reached."""
    return PLAIN if plain else PRIVATE


def _innermost(ip: _Address) -> _Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if embedded is None and ip in _TRANSLATED:
        embedded = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip if embedded is None else embedded
