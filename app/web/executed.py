"""An executed operation as an HTTP response."""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Send

from app.graph.context import Context
from app.graph.execution import Answer
from app.web.idempotency import REPLAYED
from app.web.negotiation import GRAPHQL, JSON

# Responses depend on the caller, the time and the accepted type.
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}
_RAW_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())


@dataclass(frozen=True, slots=True)
class Executed:
    """The answer to an operation. `written`: the header that says what it has written, if it has."""

    answer: Answer
    context: Context
    written: dict[str, str]

    @property
    def is_complete(self) -> bool:
        """Whether the response has status 200 and no header of its own."""
        return self.answer.complete and not self.written and not self.context.replayed

    def response(self, media_type: str) -> Response:
        answer = self.answer
        headers = {**HEADERS, "Content-Type": content_type(media_type)}
        status = 200
        if answer.store_error is not None and answer.no_data:
            status = answer.store_error.status
            headers |= answer.store_error.headers
        elif answer.mutation_by_get:
            status = 405
            headers["Allow"] = "POST"
        elif answer.needs_stream or answer.bad_request or (answer.not_executed and media_type == GRAPHQL):
            status = 400
        response = Response(answer.body, status, headers)
        response.headers.update(self.written)
        if self.context.replayed:
            response.headers[REPLAYED] = "true"
        return response

    async def send(self, media_type: str, send: Send) -> None:
        """Send the response of a complete answer as it is, without an object for it."""
        body = self.answer.body
        headers = [
            *_RAW_HEADERS,
            (b"content-type", content_type(media_type).encode()),
            (b"content-length", b"%d" % len(body)),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def content_type(media_type: str | None) -> str:
    return f"{media_type or JSON}; charset=utf-8"
