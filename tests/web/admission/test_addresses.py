"""The address that a client is counted by; a client cannot choose it."""

from typing import Any

import pytest

from app.web.admission.addresses import UNKNOWN, Proxies

CLIENT = "203.0.113.9"
PROXY = "10.0.0.1"


def client(peer: str | None, *forwarded: str, trusted: str = "") -> str:
    headers = [(b"x-forwarded-for", each.encode("latin-1")) for each in forwarded]
    scope: dict[str, Any] = {"headers": headers, "client": None if peer is None else (peer, 50_000)}
    return Proxies(trusted.split(",") if trusted else ()).client(scope)


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        (CLIENT, CLIENT),
        # A /64 counts as one address.
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", CLIENT),
        ("fe80::1%eth0", "fe80::/64"),
        ("", UNKNOWN),
        ("testclient", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_peer_is_counted_by_its_address(peer: str | None, counted: str) -> None:
    assert client(peer) == counted


@pytest.mark.parametrize("trusted", ["", "10.0.0.2", "10.0.1.0/24", "2001:db8::/32"])
def test_an_untrusted_peer_cannot_set_the_address(trusted: str) -> None:
    assert client(PROXY, CLIENT, trusted=trusted) == PROXY


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ((), PROXY),
        (("",), PROXY),
        ((CLIENT,), CLIENT),
        # The client may have sent the left part.
        (("198.51.100.1, 203.0.113.9",), CLIENT),
        (("198.51.100.1", "203.0.113.9"), CLIENT),
        # Through two proxies, and through the outer one only.
        (("198.51.100.1, 203.0.113.9, 10.0.0.7",), CLIENT),
        (("10.0.0.7",), "10.0.0.7"),
        (("10.0.0.8, 10.0.0.7",), "10.0.0.8"),
        # Azure, IIS and others append a port.
        (("203.0.113.9:4711",), CLIENT),
        (("[2001:db8::1]:4711",), "2001:db8::/64"),
        (("2001:db8::1",), "2001:db8::/64"),
        # A proxy that hides its clients writes no address: count by the proxy itself.
        (("203.0.113.9, unknown",), PROXY),
        (("203.0.113.9, unknown, 10.0.0.7",), "10.0.0.7"),
        (("203.0.113.9,",), PROXY),
        (("\xfc" * 100,), PROXY),
        (("1" * 30_000,), PROXY),
        ((",".join(["10.0.0.7"] * 10_000),), "10.0.0.7"),
    ],
)
def test_a_trusted_proxy_sets_the_address(forwarded: tuple[str, ...], counted: str) -> None:
    assert client(PROXY, *forwarded, trusted="10.0.0.0/8") == counted
    assert client(f"::ffff:{PROXY}", *forwarded, trusted="10.0.0.0/8") == counted


def test_a_proxy_may_have_an_ipv6_address() -> None:
    assert client("2001:db8::5", CLIENT, trusted="192.0.2.1,2001:db8::5") == CLIENT
    assert client("2001:db8::6", CLIENT, trusted="192.0.2.1,2001:db8::5") == "2001:db8::/64"
