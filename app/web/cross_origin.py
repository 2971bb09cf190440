"""Browser pages of other origins: which may call, with what, and what they may read of the answer."""

from collections.abc import Iterator, Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

METHODS = ("GET", "HEAD", "POST")
EXPOSED = ("ETag", "Retry-After", "WWW-Authenticate", "X-Request-Id")
PREFLIGHT_S = 2 * 60 * 60


def cross_origin(origins: Sequence[str]) -> Iterator[Middleware]:
    """What answers and marks calls from these origins, `*` for all; nothing where there are none.

    Any request header is allowed: clients and tracing bring their own, and none of them is a right. A token travels
    in a header that a page must set itself, so no credentials of the browser are asked for.
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
