"""Streams over HTTP: server-sent events (graphql-sse) and multipart (Apollo Client).

Of graphql-sse this implements the distinct connections mode: one request per operation. The single connection mode
is not offered: its reservations would tie a client to one process, and HTTP/2 has made it unnecessary.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.auth.operations.callers import Unauthenticated
from app.graph.execution import Answer, Operation
from app.web.middleware import HttpError, request_id_of, to_http_error
from app.web.negotiation import EVENT_STREAM, MULTIPART
from app.web.state import AppState
from app.web.streamed_body import send_part, wait_for_disconnect
from app.web.subscriptions.operations import StreamCaller, cancel_and_wait, run_operation

HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    # Without it, nginx and proxies like it buffer the stream.
    "X-Accel-Buffering": "no",
}
STOPPING = HttpError(503, "OVERLOADED", "This process is being stopped. Subscribe again, then read the current state.")


@dataclass(frozen=True, slots=True)
class Framing:
    """The wire format of a stream. `item` frames an answer's JSON, `failure` the errors that end the stream."""

    content_type: str
    opening: bytes
    item: Callable[[bytes], bytes]
    failure: Callable[[bytes], bytes]
    # The keep-alive message, sent after `keep_alive_s` seconds without any other.
    keep_alive: bytes
    keep_alive_s: float
    end: bytes
    # Whether clients reconnect by themselves to a stream that breaks off; none reconnects to one that ended.
    reconnects: bool


def _event(body: bytes) -> bytes:
    # In JSON, line breaks occur only between tokens.
    line = body.replace(b"\r", b" ").replace(b"\n", b" ")
    return b"event: next\ndata: " + line + b"\n\n"


def _part(body: bytes) -> bytes:
    # The boundary ends the part, so that readers which wait for it get the part at once.
    return b"\r\nContent-Type: application/json\r\n\r\n" + body + b"\r\n--graphql"


FRAMINGS = {
    EVENT_STREAM: Framing(
        content_type=f"{EVENT_STREAM}; charset=utf-8",
        opening=b":\n\n",
        item=_event,
        failure=_event,
        keep_alive=b":\n\n",
        keep_alive_s=15.0,
        # Browsers do not dispatch an event without data.
        end=b"event: complete\ndata:\n\n",
        reconnects=True,
    ),
    MULTIPART: Framing(
        content_type=f"{MULTIPART}; boundary=graphql; subscriptionSpec=1.0",
        opening=b"\r\n--graphql",
        item=lambda body: _part(b'{"payload":' + body + b"}"),
        failure=lambda body: _part(b'{"payload":null,' + body.removeprefix(b"{")),
        keep_alive=_part(b"{}"),
        keep_alive_s=5.0,
        end=b"--\r\n",
        reconnects=False,
    ),
}


class StreamResponse(Response):
    """Sends each answer of an operation as soon as it is available, until either side ends the stream.

    The operation's cost has been charged already; the items of a subscription are free.
    """

    def __init__(self, state: AppState, request: Request, operation: Operation, media_type: str) -> None:
        self._state = state
        self._request = request
        self._operation = operation
        self._framing = FRAMINGS[media_type]
        self._request_id = request_id_of(request)
        authorization = [value for name, value in request.scope["headers"] if name == b"authorization"]
        self._caller = StreamCaller(state, request, authorization)
        self.status_code = 200
        self.background = None
        self.init_headers({**HEADERS, "Content-Type": self._framing.content_type})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        disconnected = asyncio.create_task(wait_for_disconnect(receive))
        try:
            async with aclosing(self._parts(disconnected)) as parts:
                async for part in parts:
                    await send_part(send, part)
            if not disconnected.done():
                await send_part(send, b"", more=False)
        finally:
            await cancel_and_wait(disconnected)

    async def _parts(self, disconnected: asyncio.Task[None]) -> AsyncGenerator[bytes]:
        framing = self._framing
        yield framing.opening
        renew = partial(self._caller.context, self._request_id)
        stopping = asyncio.create_task(self._state.stopping.wait())
        token_invalid = asyncio.create_task(self._caller.wait_until_invalid(self._request_id))
        ends: list[asyncio.Task[Any]] = [disconnected, stopping, token_invalid]
        try:
            async with aclosing(run_operation(self._state, self._operation, renew, self._request, paid=True)) as items:
                while True:
                    next_item = asyncio.create_task(_next_or_none(items))
                    try:
                        while not await _any_done([next_item, *ends], framing.keep_alive_s):
                            yield framing.keep_alive
                    finally:
                        await cancel_and_wait(next_item)
                    if disconnected.done() or (stopping.done() and framing.reconnects):
                        return
                    answer = self._next_outcome(next_item, stopping, token_invalid)
                    if isinstance(answer, Answer):
                        yield framing.item(answer.body)
                        continue
                    if answer is not None:
                        yield framing.failure(answer.body(self._request_id))
                    yield framing.end
                    return
        finally:
            await cancel_and_wait(stopping, token_invalid)

    def _next_outcome(
        self, next_item: asyncio.Task[Answer | None], stopping: asyncio.Task[Any], token_invalid: asyncio.Task[None]
    ) -> Answer | HttpError | None:
        """The next answer, the error that ends the stream, or None at its regular end."""
        if stopping.done():
            return STOPPING
        try:
            if token_invalid.done():
                raise Unauthenticated
            return next_item.result()
        except Unauthenticated as error:
            return HttpError(401, "UNAUTHENTICATED", str(error))
        except Exception as error:
            return to_http_error(error, self._request_id)


async def _any_done(tasks: list[asyncio.Task[Any]], seconds: float) -> bool:
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)


async def _next_or_none(items: AsyncGenerator[Answer]) -> Answer | None:
    return await anext(items, None)
