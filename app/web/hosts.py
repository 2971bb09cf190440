"""The check of the Host header, which stops DNS rebinding: a browser page that reaches this service by another name."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from app.web.middleware import HttpError
from app.web.subscriptions.denial import deny

# Health checks use an address instead of a name.
EXEMPT = ("/health/live", "/health/ready")
MAX_SEEN = 1_000


class AllowedHosts:
    """Whether a Host header names this service. `allowed` are names in lower case."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        # Headers that have passed the check.
        self._seen: set[bytes] = set()

    def __contains__(self, header: bytes) -> bool:
        if header in self._seen:
            return True
        if host_in(header) not in self._allowed:
            return False
        if len(self._seen) < MAX_SEEN:
            self._seen.add(header)
        return True


class HostMiddleware:
    """Refuses other hosts. `allowed` are names in lower case."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app = app
        self._hosts = AllowedHosts(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] not in EXEMPT:
            hosts = [value for name, value in scope["headers"] if name == b"host"]
            if len(hosts) != 1 or hosts[0] not in self._hosts:
                refusal = _error(len(hosts))
                if scope["type"] == "http":
                    raise refusal
                await deny(WebSocket(scope, receive, send), refusal)
                return
        await self._app(scope, receive, send)


def host_in(header: bytes) -> str:
    """The name in a Host header, without the port."""
    text = header.decode("latin-1").strip().lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0].removesuffix(".")


def _error(headers: int) -> HttpError:
    if headers == 1:
        return HttpError(421, "MISDIRECTED_REQUEST", "This service is not known by the name in the Host header.")
    return HttpError(400, "BAD_USER_INPUT", "A request has one Host header.")
