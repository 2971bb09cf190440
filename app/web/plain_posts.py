"""The short way of a plain POST to /graphql: answered before the router and the middleware.

Plain is what programs send: JSON of a known length that is not compressed, no accepted compression, no origin, at most
one Accept header, and no header that this file does not know. Of what the router and the middleware do, only a little
concerns such a request, and is done here, too: its id, the check of its host, and the headers of its answer. Every
other request takes the long way. Both ways execute the operation with the same code of the view.
"""

from collections.abc import Collection

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.graphql_view import SMALL_BYTES, GraphQLView
from app.web.hosts import AllowedHosts
from app.web.middleware import RequestMiddleware
from app.web.negotiation import choose, choose_stream

PATH = "/graphql"
# Headers that change nothing, or that are read from the request where they count.
KNOWN = frozenset(
    {
        b"accept",
        b"accept-language",
        b"authorization",
        b"cache-control",
        b"connection",
        b"content-length",
        b"content-type",
        b"forwarded",
        b"host",
        b"pragma",
        b"referer",
        b"traceparent",
        b"tracestate",
        b"user-agent",
        b"via",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-proto",
        b"x-real-ip",
        b"x-request-id",
    }
)
JSON_TYPES = (b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8")
# The digits of a Content-Length that is worth reading as a number.
LONGEST_LENGTH = 10
# Of these at most one; of the others any number.
SINGLE = (b"accept", b"content-length", b"content-type", b"host")


class PlainPosts:
    """An ASGI application before another one. `allowed_hosts`: None if any host is."""

    def __init__(self, app: ASGIApp, view: GraphQLView, allowed_hosts: Collection[str] | None) -> None:
        self._app = app
        self._view = view
        self._hosts = None if allowed_hosts is None else AllowedHosts(allowed_hosts)
        self._short_way = RequestMiddleware(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._short_way if self._is_plain(scope) else self._app)(scope, receive, send)

    def _is_plain(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            return False
        if scope["query_string"] or scope.get("root_path"):
            return False
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name not in KNOWN:
                return False
            if name in SINGLE:
                if name in found:
                    return False
                found[name] = value
        length = found.get(b"content-length", b"")
        return (
            found.get(b"content-type") in JSON_TYPES
            and len(length) <= LONGEST_LENGTH
            and length.isdigit()
            and int(length) <= SMALL_BYTES
            and (self._hosts is None or (b"host" in found and found[b"host"] in self._hosts))
            and _accepts_json(found.get(b"accept"))
        )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._view.answer_post(Request(scope, receive), await _body(receive), send)


def _accepts_json(header: bytes | None) -> bool:
    accept = None if header is None else header.decode("latin-1")
    choice = choose(accept)
    return choice.media_type is not None and choose_stream(accept) is None


async def _body(receive: Receive) -> bytes:
    """A body of a length that was announced, so that the server lets no more through."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return body
