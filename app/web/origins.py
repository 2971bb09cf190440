"""Whose browser pages may open a WebSocket: unlike for requests, browsers leave this to the server."""

from collections.abc import Collection
from urllib.parse import urlsplit


def origin_of(address: str) -> str:
    """The origin of an address, as browsers write it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_admitted(origin: str | None, host: str | None, allowed: Collection[str]) -> bool:
    """`origin` and `host` are the headers; `allowed` origins may hold `*` for all. Without an origin it is no page.

    A page of the requested host is at home, whatever its scheme: TLS often ends in front of this process.
    """
    if origin is None or "*" in allowed:
        return True
    origin = origin.lower()
    at_home = host is not None and origin.partition("://")[2] == host.lower()
    return at_home or origin in {each.lower() for each in allowed}
