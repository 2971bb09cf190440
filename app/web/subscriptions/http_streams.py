"""Streams over HTTP: server-sent events as graphql-sse reads them, multipart as Apollo Client reads it.

Of the protocol of graphql-sse this is the distinct connections mode: one request an operation. The single connection
mode is not offered: its reservations would bind a client to one process, and HTTP/2 has made it unnecessary.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.auth.operations.callers import Unauthenticated
from app.graph.execution import Answer, Operation
from app.web.middleware import HttpError, request_id_of, to_http_error
from app.web.negotiation import EVENT_STREAM, MULTIPART
from app.web.state import AppState
from app.web.subscriptions import operations
from app.web.subscriptions.operations import Holder, answers, called_off

HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    # What nginx and those who copied it buffer otherwise.
    "X-Accel-Buffering": "no",
}
STOPPING = HttpError(503, "OVERLOADED", "This process is being stopped. Read the whole again, and subscribe anew.")


@dataclass(frozen=True, slots=True)
class Framing:
    """How a stream is written: `item` an answer's JSON, `failure` the errors that end the stream."""

    content_type: str
    opening: bytes
    item: Callable[[bytes], bytes]
    failure: Callable[[bytes], bytes]
    # Sent when nothing else was for so many seconds, so that nobody takes the connection for dead.
    beat: bytes
    beat_s: float
    end: bytes
    # Clients come back by themselves to a stream that broke off, and not to one that ended.
    resumes: bool


def _event(body: bytes) -> bytes:
    # A line break can only stand between the tokens of JSON.
    line = body.replace(b"\r", b" ").replace(b"\n", b" ")
    return b"event: next\ndata: " + line + b"\n\n"


def _part(body: bytes) -> bytes:
    # The boundary at its end: a reader that waits for it has the part at once.
    return b"\r\nContent-Type: application/json\r\n\r\n" + body + b"\r\n--graphql"


FRAMINGS = {
    EVENT_STREAM: Framing(
        content_type=f"{EVENT_STREAM}; charset=utf-8",
        opening=b":\n\n",
        item=_event,
        failure=_event,
        beat=b":\n\n",
        beat_s=15.0,
        # Browsers hand on no event without data.
        end=b"event: complete\ndata:\n\n",
        resumes=True,
    ),
    MULTIPART: Framing(
        content_type=f"{MULTIPART}; boundary=graphql; subscriptionSpec=1.0",
        opening=b"\r\n--graphql",
        item=lambda body: _part(b'{"payload":' + body + b"}"),
        failure=lambda body: _part(b'{"payload":null,' + body.removeprefix(b"{")),
        beat=_part(b"{}"),
        beat_s=5.0,
        end=b"--\r\n",
        resumes=False,
    ),
}


class StreamResponse(Response):
    """What an operation answers, each answer as soon as it is there, until either side has had enough.

    Its caller has paid for it, though not for the items that follow.
    """

    def __init__(self, state: AppState, request: Request, operation: Operation, media_type: str) -> None:
        self._state = state
        self._request = request
        self._operation = operation
        self._framing = FRAMINGS[media_type]
        self._request_id = request_id_of(request)
        authorization = [value for name, value in request.scope["headers"] if name == b"authorization"]
        self._holder = Holder(state, request, authorization)
        self.status_code = 200
        self.background = None
        self.init_headers({**HEADERS, "Content-Type": self._framing.content_type})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_body(part: bytes, *, more: bool = True) -> None:
            try:
                async with asyncio.timeout(operations.STALLED_S):
                    await send({"type": "http.response.body", "body": part, "more_body": more})
            except (TimeoutError, OSError):
                raise ClientDisconnect from None

        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        gone = asyncio.create_task(_gone(receive))
        try:
            async with aclosing(self._parts(gone)) as parts:
                async for part in parts:
                    await send_body(part)
            if not gone.done():
                await send_body(b"", more=False)
        finally:
            await called_off(gone)

    async def _parts(self, gone: asyncio.Task[None]) -> AsyncGenerator[bytes]:
        framing = self._framing
        yield framing.opening
        renew = partial(self._holder.context, self._request_id)
        stopping = asyncio.create_task(self._state.stopping.wait())
        over = asyncio.create_task(self._holder.over(self._request_id))
        ends: list[asyncio.Task[Any]] = [gone, stopping, over]
        try:
            async with aclosing(answers(self._state, self._operation, renew, self._request, paid=True)) as items:
                while True:
                    coming = asyncio.create_task(_next(items))
                    try:
                        while not await _any_done([coming, *ends], framing.beat_s):
                            yield framing.beat
                    finally:
                        await called_off(coming)
                    if gone.done() or (stopping.done() and framing.resumes):
                        return
                    answer = self._outcome(coming, stopping, over)
                    if isinstance(answer, Answer):
                        yield framing.item(answer.body)
                        continue
                    if answer is not None:
                        yield framing.failure(answer.body(self._request_id))
                    yield framing.end
                    return
        finally:
            await called_off(stopping, over)

    def _outcome(
        self, coming: asyncio.Task[Answer | None], stopping: asyncio.Task[Any], over: asyncio.Task[None]
    ) -> Answer | HttpError | None:
        """What comes next: an answer, what ends the stream, or None: the end that was due."""
        if stopping.done():
            return STOPPING
        try:
            if over.done():
                raise Unauthenticated
            return coming.result()
        except Unauthenticated as error:
            return HttpError(401, "UNAUTHENTICATED", str(error))
        except Exception as error:
            return to_http_error(error, self._request_id)


async def _any_done(tasks: list[asyncio.Task[Any]], seconds: float) -> bool:
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)


async def _next(items: AsyncGenerator[Answer]) -> Answer | None:
    return await anext(items, None)


async def _gone(receive: Receive) -> None:
    """Returns when the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
