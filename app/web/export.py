"""GET /export/events.ndjson: every event that the caller may list, a line of JSON each, for indexes and mirrors.

The lines are edges of `events` by the time of creation. Pages are read one after the other, each when the client has
taken the one before it, so that an export takes the memory of two pages, however many there are.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from app.auth.rules import Scope as Right
from app.graph.execution import Operation
from app.web.admission.errors import overloaded
from app.web.middleware import HttpError, request_id_of, to_http_error
from app.web.open_limits import OpenLimits, OpenSlot
from app.web.state import AppState, require_method
from app.web.streamed_body import send_part, wait_for_disconnect
from app.web.subscriptions.operations import cancel_and_wait

# How many exports run at a time: of one caller, and of all callers of a process.
PER_CALLER = 1
AT_ONCE = 4
# The events of one statement, if the limit of an operation's cost allows them, and what one of them costs at most.
PAGE = 100
EVENT_COST = 290
POSITION = "{ changes { position } }"
EVENTS = """query ($first: Int!, $after: String) {
  events(first: $first, after: $after, orderBy: {field: CREATED_ON, direction: ASC}) {
    edges { cursor node {
      id uuid slug name displayName description status phase version timezone currency location storeUrl
      createdOn { utc } updatedOn { utc }
      organisation { uuid slug name }
      listing { categories { name } tags }
      coverImageFile { url altText }
      occurrences(first: 50) {
        nodes { uuid enabled startsOn { utc local } endsOn { utc local } }
        pageInfo { hasNextPage endCursor }
      }
      tickets { uuid name prices { name price { amount currency } } }
    } }
    pageInfo { hasNextPage }
  }
}"""
END = b'{"end":true}\n'
HEADERS = {
    "Content-Type": "application/x-ndjson",
    "Cache-Control": "no-store",
    "Vary": "Authorization",
    # Without it, nginx and proxies like it buffer the stream.
    "X-Accel-Buffering": "no",
}
STOPPING = HttpError(503, "OVERLOADED", "This process is being stopped. Go on after the last cursor.")


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, each with its line break, and the cursor to go on after; None behind the last page."""

    lines: bytes
    after: str | None


class ExportEndpoint:
    """An ASGI endpoint. An export that is cut off goes on with `after`, the cursor of the last line that arrived."""

    def __init__(self, state: AppState, max_cost: int) -> None:
        self._state = state
        self._first = max(min(PAGE, max_cost // EVENT_COST), 1)
        self._open = OpenLimits(PER_CALLER, "export running" if PER_CALLER == 1 else "exports running")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_method(request, "GET")
        state, after = self._state, request.query_params.get("after")
        caller = await state.caller(request)
        payer = state.admission.payer(caller, scope)
        self._open.check(payer)
        if len(self._open) >= AT_ONCE:
            raise overloaded()
        with OpenSlot(self._open, payer):
            headers = dict(HEADERS)
            if after is None and caller.has(Right.EVENT_READ):
                # Read before the first page: what changes from now on comes after this position.
                changes = (await state.query(request, caller, POSITION))["changes"]
                headers["X-Marquee-Changes"] = changes["position"]
            await state.admission.pay(payer)
            first = await self._page(request, payer, after, waits=False)
            await self._send(request, payer, first, headers, send)

    async def _send(self, request: Request, payer: str, first: Page, headers: dict[str, str], send: Send) -> None:
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        disconnected = asyncio.create_task(wait_for_disconnect(request.receive))
        try:
            async with aclosing(self._parts(request, payer, first)) as parts:
                async for part in parts:
                    await send_part(send, part)
                    if disconnected.done():
                        return
            await send_part(send, b"", more=False)
        finally:
            await cancel_and_wait(disconnected)

    async def _parts(self, request: Request, payer: str, page: Page) -> AsyncGenerator[bytes]:
        """The lines page by page, then the line that says how the export ended."""
        request_id = request_id_of(request)
        while True:
            yield page.lines
            if page.after is None:
                yield END
                return
            try:
                if self._state.stopping.is_set():
                    raise STOPPING
                await self._state.admission.pay_in_time(payer)
                page = await self._page(request, payer, page.after, waits=True)
            except Exception as error:
                yield to_http_error(error, request_id).body(request_id) + b"\n"
                return

    async def _page(self, request: Request, payer: str, after: str | None, *, waits: bool) -> Page:
        """Raises `HttpError`, also if the token has become invalid meanwhile, and `StoreError`."""
        state = self._state
        context = state.context(await state.caller(request), request_id_of(request))
        async with state.admission.turn(payer, waits=waits):
            state.admission.begin_reading(context, payer)
            answer = await state.executor.run(
                Operation(EVENTS, {"first": self._first, "after": after}), context, queries_only=True
            )
        if answer.store_error is not None:
            raise answer.store_error
        body = orjson.loads(answer.body)
        if errors := body.get("errors"):
            raise _refusal(errors[0])
        edges = body["data"]["events"]["edges"]
        # One object an event: what an export may take is bounded by how many there are at a time.
        await state.admission.charge(payer, len(edges))
        has_more = body["data"]["events"]["pageInfo"]["hasNextPage"]
        return Page(b"".join(orjson.dumps(edge) + b"\n" for edge in edges), edges[-1]["cursor"] if has_more else None)


def _refusal(error: dict[str, Any]) -> HttpError:
    """The error of a page: of the cursor that the client has sent, of a limit below one event, or one of our own."""
    code = error.get("extensions", {}).get("code")
    if code in ("BAD_USER_INPUT", "LIMIT_EXCEEDED"):
        return HttpError(400, code, error["message"])
    return HttpError(500, "INTERNAL", "Something went wrong on our side.")
