"""Under which names this service may be asked for: a page that calls it by another name is another's trick."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from app.web.middleware import HttpError
from app.web.subscriptions.denial import deny

# Whoever checks health knows an address, and no name.
EXEMPT = ("/health/live", "/health/ready")
MOST_SEEN = 1_000


class Hosts:
    """Middleware inside the shell. `allowed` are names in small letters."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)
        # Headers that were found to be right.
        self._seen: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] not in EXEMPT:
            named = [value for name, value in scope["headers"] if name == b"host"]
            if len(named) != 1 or not (named[0] in self._seen or self._admits(named[0])):
                refusal = _refusal(len(named))
                if scope["type"] == "http":
                    raise refusal
                await deny(WebSocket(scope, receive, send), refusal)
                return
        await self._app(scope, receive, send)

    def _admits(self, header: bytes) -> bool:
        if host_in(header) not in self._allowed:
            return False
        if len(self._seen) < MOST_SEEN:
            self._seen.add(header)
        return True


def host_in(header: bytes) -> str:
    """The name in a Host header, without port."""
    text = header.decode("latin-1").strip().lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0].removesuffix(".")


def _refusal(named: int) -> HttpError:
    if named == 1:
        return HttpError(421, "MISDIRECTED_REQUEST", "This service is not known by the name in the Host header.")
    return HttpError(400, "BAD_USER_INPUT", "A request has one Host header.")
