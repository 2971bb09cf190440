"""The outermost middleware (request id, security headers, unexpected errors), and errors as HTTP responses."""

import errno
import logging
from typing import TypeVar

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import MarqueeError
from app.core.failures import fingerprint, outline
from app.core.ids import new_uuid
from app.db.errors import StorageFull, StoreError
from app.graph.errors import error_body, log_store_error

JSON = "application/json; charset=utf-8"
# Of a full disk, or of a user's full quota.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
LOG = logging.getLogger("marquee.web")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

# As they are sent.
RAW_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
RAW_NAMES = frozenset({b"x-request-id", *(name for name, _ in RAW_HEADERS)})

# A WebSocket that is refused is answered over HTTP.
STARTS = ("http.response.start", "websocket.http.response.start", "websocket.accept")

Content = TypeVar("Content")


class HttpError(MarqueeError):
    """An error response: `{"errors": [{message, extensions: {code, requestId}}]}`."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        """`headers` use underscores: `Retry_After="1"`."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def response(self, request: HTTPConnection, media_type: str = JSON) -> Response:
        body = self.body(request_id_of(request))
        # Set as a header: Starlette would append a charset of its own to a media type.
        return Response(body, self.status, {**self.headers, "Content-Type": media_type})

    def body(self, request_id: str) -> bytes:
        return error_body(self.message, self.code, request_id, retryable=self.retryable)


def request_id_of(request: HTTPConnection) -> str:
    """The id of this request: the response's `X-Request-Id`, and `requestId` in its errors."""
    return str(request.scope["marquee.request_id"])


def http_error_for(error: Exception, request: HTTPConnection) -> HttpError:
    """The error response for an exception of an endpoint. A bug is logged, and not described to the client."""
    return to_http_error(error, request_id_of(request))


def to_http_error(error: Exception, request_id: str) -> HttpError:
    """The same, where each operation of a connection has its own id."""
    match error:
        case HttpError():
            return error
        case OSError(errno=number) if number in NO_ROOM:
            return _of_store(StorageFull("the folder of files is full"), request_id)
        case StoreError():
            return _of_store(error, request_id)
        case MarqueeError():
            return HttpError(error.status, error.code, str(error))
    LOG.error("request %s failed: %s", request_id, outline(error), extra={"cause": fingerprint(error)})
    return HttpError(500, "INTERNAL", "Something went wrong on our side.")


def _of_store(error: StoreError, request_id: str) -> HttpError:
    log_store_error(error, request_id)
    response = HttpError(error.status, error.code, error.message)
    response.headers.update(error.headers)
    response.retryable = error.retryable
    return response


def _add_headers(message: Message, request_id: str) -> None:
    raw = message.setdefault("headers", [])
    if isinstance(raw, list) and not any(name in RAW_NAMES for name, _ in raw):
        raw += ((b"x-request-id", request_id.encode()), *RAW_HEADERS)
        return
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = request_id
    headers.update(HEADERS)


class RequestMiddleware:
    """Sets the request id and the security headers, and turns exceptions into responses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        # Never the client's own id: it would reach logs and responses unchecked.
        request_id = scope["marquee.request_id"] = new_uuid().hex
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] in STARTS:
                started = True
                _add_headers(message, request_id)
            await send(message)

        if scope["type"] == "websocket":
            # Its endpoint answers exceptions itself, with a close code.
            await self._app(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            LOG.debug("request %s: the client hung up", request_id)
        except Exception as error:
            response = http_error_for(error, Request(scope)).response(Request(scope))
            if not started:
                await response(scope, receive, send_with_headers)
