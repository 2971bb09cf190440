"""The errors of exceeded limits and full queues, with Retry-After."""

from math import ceil

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.core.exceeded import LimitExceeded
from app.db.errors import Overloaded
from app.web.middleware import JSON, HttpError, request_id_of

RETRY_S = 1.0


def rate_limited(message: str, wait_s: float = RETRY_S) -> HttpError:
    """429: this caller has exceeded a limit."""
    return HttpError(429, "RATE_LIMITED", message, **_retry_headers(wait_s))


def overloaded() -> HttpError:
    """503: the process is at its limit. The store raises the same error when it is."""
    refusal = HttpError(503, Overloaded.code, Overloaded.message, **_retry_headers(RETRY_S))
    refusal.retryable = Overloaded.retryable
    return refusal


class OverQuota(HttpError):
    """413: the file exceeds the organisation's quota."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, exceeded: LimitExceeded) -> None:
        # Close the connection: the rest of the refused file is not read.
        super().__init__(413, "LIMIT_EXCEEDED", str(exceeded), Cache_Control="no-store", Connection="close")
        self._exceeded = exceeded

    def response(self, request: HTTPConnection, media_type: str = JSON) -> Response:
        extensions = {"code": self.code, "requestId": request_id_of(request), **self._exceeded.extensions}
        body = orjson.dumps({"errors": [{"message": self.message, "extensions": extensions}]})
        return Response(body, self.status, {**self.headers, "Content-Type": media_type})


def _retry_headers(wait_s: float) -> dict[str, str]:
    return {"Retry_After": str(max(ceil(wait_s), 1)), "Cache_Control": "no-store"}
