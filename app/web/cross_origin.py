"""Which browser pages of other origins may send requests and open WebSockets."""

from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

METHODS = ("GET", "HEAD", "POST")
EXPOSED = ("ETag", "Retry-After", "WWW-Authenticate", "X-Marquee-Written", "X-Request-Id")
PREFLIGHT_S = 2 * 60 * 60


def cross_origin(origins: Sequence[str]) -> Iterator[Middleware]:
    """The CORS middleware for these origins, `*` for all; none if the list is empty.

    Any request header is allowed: clients and tracers send their own, and no header but the token grants anything.
    A page sets the token itself, so browser credentials are not allowed.
    """
    if origins:
        yield Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=("*",),
            expose_headers=EXPOSED,
            max_age=PREFLIGHT_S,
        )


def origin_of(address: str) -> str:
    """The origin of an address, as browsers write it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_allowed_origin(origin: str | None, host: str | None, allowed: Collection[str]) -> bool:
    """Whether a WebSocket with these headers may open; browsers leave this check to the server.

    Clients without an Origin header are not browsers and may connect. A page of the requested host may as well,
    whatever its scheme: TLS often ends at a proxy.
    """
    if origin is None or "*" in allowed:
        return True
    origin = origin.lower()
    same_host = host is not None and origin.partition("://")[2] == host.lower()
    return same_host or origin in {each.lower() for each in allowed}
