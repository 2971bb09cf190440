"""The responses to input that never becomes a request."""

from dataclasses import dataclass, field
from http import HTTPStatus

import orjson

from app.core.ids import new_uuid
from app.web.middleware import HEADERS, JSON


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error response in the usual shape, after which the connection closes."""

    status: int
    code: str
    message: str
    extensions: dict[str, object] = field(default_factory=dict)

    def encode(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The whole response, with additional headers."""
        request_id = new_uuid().hex
        extensions = {"code": self.code, **self.extensions, "requestId": request_id}
        body = orjson.dumps({"errors": [{"message": self.message, "extensions": extensions}]})
        own = {
            **HEADERS,
            "Content-Type": JSON,
            "Content-Length": str(len(body)),
            "Connection": "close",
            "X-Request-Id": request_id,
        }
        lines = [(name.encode(), value.encode()) for name, value in own.items()]
        head = b"".join(b"%b: %b\r\n" % line for line in (*headers, *lines))
        return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (self.status, HTTPStatus(self.status).phrase.encode(), head, body)


def too_large(status: int, what: str, limit: str, value: int, maximum: int) -> Refusal:
    """The refusal of a head that exceeds a limit."""
    extensions: dict[str, object] = {"limit": limit, "value": value, "maximum": maximum}
    return Refusal(status, "LIMIT_EXCEEDED", f"{what} {maximum:,}.", extensions)


MALFORMED = Refusal(400, "BAD_USER_INPUT", "This is not a request of HTTP/1.1.")
HEAD_TOO_SLOW = Refusal(408, "REQUEST_TIMEOUT", "The head of the request did not come in time.")
BODY_TOO_SLOW = Refusal(408, "REQUEST_TIMEOUT", "The body of the request came too slowly.")
