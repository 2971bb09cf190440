"""The short way of a conditional GET of /graphql whose answer is known to be as it was: 304 before the router.

Like a plain POST, such a request has no header that this file does not know, no origin and no token. Everything else
takes the long way, and so does a request whose answer turns out to have changed, that is over a limit, or that fails.
"""

from collections.abc import Collection

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.ids import new_uuid
from app.web.graphql_view import GraphQLView
from app.web.hosts import AllowedHosts
from app.web.middleware import RAW_HEADERS, to_http_error
from app.web.negotiation import choose, choose_stream
from app.web.plain_posts import KNOWN as KNOWN_OF_POSTS
from app.web.plain_posts import PATH
from app.web.unchanged import CONDITION, Condition

# Compression does not concern an answer without a body.
KNOWN = (KNOWN_OF_POSTS - {b"authorization", b"content-length", b"content-type"}) | {
    *(b"accept-encoding", b"apollo-require-preflight", b"if-modified-since", b"if-none-match", b"priority"),
    *(b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"te", b"upgrade-insecure-requests"),
}
# Of these at most one.
SINGLE = (b"accept", b"host")


class PlainGets:
    """An ASGI application before another one. `allowed_hosts`: None if any host is."""

    def __init__(self, app: ASGIApp, view: GraphQLView, allowed_hosts: Collection[str] | None) -> None:
        self._app = app
        self._view = view
        self._hosts = None if allowed_hosts is None else AllowedHosts(allowed_hosts)
        cacheable = tuple((name.lower().encode(), value.encode()) for name, value in view.cacheable.items())
        self._headers = (*cacheable, *RAW_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        condition = self._condition(scope)
        try:
            tag = None if condition is None else await self._tag(condition, scope, receive)
        except ClientDisconnect:
            return
        if tag is None:
            await self._app(scope, receive, send)
            return
        own = ((b"etag", tag.encode()), (b"x-request-id", scope["marquee.request_id"].encode()))
        await send({"type": "http.response.start", "status": 304, "headers": [*self._headers, *own]})
        await send({"type": "http.response.body", "body": b""})

    async def _tag(self, condition: Condition, scope: Scope, receive: Receive) -> str | None:
        if self._view.known.find(condition) is None:
            return None
        scope["marquee.request_id"] = new_uuid().hex
        scope[CONDITION] = condition
        try:
            return await self._view.known.tag(condition, scope, receive)
        except ClientDisconnect:
            raise
        except Exception as error:
            # The long way answers it. A bug is logged here, and may not occur there.
            to_http_error(error, scope["marquee.request_id"])
            return None

    def _condition(self, scope: Scope) -> Condition | None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET" or scope.get("root_path"):
            return None
        found: dict[bytes, bytes] = {}
        tags: list[str] = []
        for name, value in scope["headers"]:
            if name not in KNOWN:
                return None
            if name == b"if-none-match":
                tags.append(value.decode("latin-1"))
            elif name in SINGLE:
                if name in found:
                    return None
                found[name] = value
        if not tags or (self._hosts is not None and (b"host" not in found or found[b"host"] not in self._hosts)):
            return None
        header = found.get(b"accept")
        accept = None if header is None else header.decode("latin-1")
        choice = choose(accept)
        if choice.media_type is None or choice.prefers_html or choose_stream(accept) is not None:
            return None
        return Condition.of(scope, choice.media_type, tags)
