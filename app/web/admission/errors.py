"""What those are told who ask for too much, or while there is no room; and when to come again."""

from math import ceil

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.core.exceeded import LimitExceeded
from app.db.errors import Overloaded
from app.web.middleware import JSON, HttpError, request_id_of

SOON_S = 1.0


def rate_limited(message: str, wait_s: float = SOON_S) -> HttpError:
    """429: this caller asks for too much."""
    return HttpError(429, "RATE_LIMITED", message, **_again(wait_s))


def overloaded() -> HttpError:
    """503: all callers together do. The store says the same where it has no room."""
    refusal = HttpError(503, Overloaded.code, Overloaded.message, **_again(SOON_S))
    refusal.retryable = Overloaded.retryable
    return refusal


class OverQuota(HttpError):
    """413: the file does not fit into what is left."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, exceeded: LimitExceeded) -> None:
        # Nobody reads on from a client whose file is not wanted.
        super().__init__(413, "LIMIT_EXCEEDED", str(exceeded), Cache_Control="no-store", Connection="close")
        self._exceeded = exceeded

    def response(self, request: HTTPConnection, media_type: str = JSON) -> Response:
        extensions = {"code": self.code, "requestId": request_id_of(request), **self._exceeded.extensions}
        body = orjson.dumps({"errors": [{"message": self.message, "extensions": extensions}]})
        return Response(body, self.status, {**self.headers, "Content-Type": media_type})


def _again(wait_s: float) -> dict[str, str]:
    return {"Retry_After": str(max(ceil(wait_s), 1)), "Cache_Control": "no-store"}
