"""/graphql over HTTP: POST, GET for all but mutations, and streams for clients that accept one."""

import asyncio
from collections.abc import Callable

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.graph.execution import Answer
from app.web.caching import entity_tag, matches_tag, public_for
from app.web.disconnects import CancelOnDisconnect
from app.web.graphql_request import (
    BODY_BYTES,
    BULK_BYTES,
    has_operation,
    operation_from_json,
    operation_from_url,
    read_json,
)
from app.web.idempotency import REPLAYED, retry_of_request
from app.web.landing import landing_page
from app.web.middleware import HttpError, http_error_for, request_id_of
from app.web.negotiation import EVENT_STREAM, GRAPHQL, JSON, MULTIPART, Choice, choose, choose_stream
from app.web.request_body import read_body, too_large
from app.web.state import AppState
from app.web.subscriptions.http_streams import StreamResponse

METHODS = "GET, POST"
SMALL_BYTES = 256 * 1024
# Responses depend on the caller, the time and the accepted type.
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}
# For the responses that caches may store.
VARY = "Accept, Authorization, Accept-Encoding"


class GraphQLView:
    """An ASGI endpoint. `explorer` serves browsers a page in place of the plain one.

    Caches may reuse the response to an anonymous query by GET for `max_age_s` seconds.
    """

    def __init__(
        self, state: AppState, *, explorer: Callable[[Request], Response] | None = None, max_age_s: int = 0
    ) -> None:
        self._state = state
        self._cacheable = {"Cache-Control": public_for(max_age_s), "Vary": VARY}
        self._explorer = explorer or landing_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        header = request.headers.getlist("accept")
        accept = ", ".join(header) if header else None
        choice = choose(accept)
        if self._wants_page(request, choice):
            response = self._explorer(request)
        else:
            try:
                response = await self._respond(request, choice.media_type, choose_stream(accept))
            except ClientDisconnect:
                raise
            except Exception as error:
                refusal = http_error_for(error, request)
                refusal.headers.update(HEADERS)
                response = refusal.response(request, _content_type(choice.media_type))
        await response(scope, receive, send)

    def _wants_page(self, request: Request, choice: Choice) -> bool:
        if request.method != "GET" or not choice.prefers_html:
            return False
        return choice.media_type is None or not has_operation(request.scope["query_string"])

    async def _respond(self, request: Request, media_type: str | None, stream: str | None) -> Response:
        if request.method not in ("GET", "POST"):
            raise HttpError(405, "METHOD_NOT_ALLOWED", f"This address accepts {METHODS}.", Allow=METHODS)
        if media_type is None and stream is None:
            message = (
                f"Answers are {GRAPHQL} or {JSON}, streams {EVENT_STREAM} or {MULTIPART}, and the Accept header"
                " admits none of them."
            )
            raise HttpError(406, "NOT_ACCEPTABLE", message)
        state = self._state
        caller = await state.caller(request)
        by_get = request.method == "GET"
        if by_get:
            operation = operation_from_url(request.scope["query_string"], state.documents)
        else:
            body = await read_body(request, JSON, BODY_BYTES if caller.anonymous else BULK_BYTES)
            # Parsing a megabyte would hold the event loop for too long.
            sent = read_json(body) if len(body) <= SMALL_BYTES else await asyncio.to_thread(read_json, body)
            operation = operation_from_json(sent, state.documents)
            if len(body) > BODY_BYTES and not await state.executor.is_bulk(operation):
                raise too_large(BODY_BYTES)
        context = state.context(caller, request_id_of(request), request)
        context.retry = retry_of_request(request, caller, operation)
        payer = state.admission.payer(caller, request.scope)
        # A mutation that has started to write is completed, even if the client disconnects.
        async with (
            CancelOnDisconnect(request.receive, lambda: not context.write_started),
            state.admission.turn(payer),
        ):
            await state.admission.begin(operation, context, payer)
            if stream is not None:
                kind = await state.executor.operation_type(operation, context)
                # Some clients accept a stream with every query; a query gets a plain response where it may.
                plain = kind is not OperationType.SUBSCRIPTION and media_type is not None
                if not plain and not (by_get and kind is OperationType.MUTATION):
                    if kind is OperationType.SUBSCRIPTION:
                        # Check now, while a plain error response is still possible.
                        state.subscriptions.check(payer)
                    return StreamResponse(state, request, operation, stream)
            media_type = media_type or JSON
            answer = await state.executor.run(operation, context, queries_only=by_get)
        if by_get and caller.anonymous and answer.complete and not context.reports_cost:
            return self._cacheable_response(request, answer.body, _content_type(media_type))
        response = _response(answer, media_type)
        if context.replayed:
            response.headers[REPLAYED] = "true"
        return response

    def _cacheable_response(self, request: Request, body: bytes, content_type: str) -> Response:
        headers = {**self._cacheable, "ETag": entity_tag(body, content_type)}
        if matches_tag(request.headers.getlist("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, headers={**headers, "Content-Type": content_type})


def _response(answer: Answer, media_type: str) -> Response:
    headers = {**HEADERS, "Content-Type": _content_type(media_type)}
    status = 200
    if answer.store_error is not None and answer.no_data:
        status = answer.store_error.status
        headers |= answer.store_error.headers
    elif answer.mutation_by_get:
        status = 405
        headers["Allow"] = "POST"
    elif answer.needs_stream or answer.bad_request or (answer.not_executed and media_type == GRAPHQL):
        status = 400
    return Response(answer.body, status, headers)


def _content_type(media_type: str | None) -> str:
    return f"{media_type or JSON}; charset=utf-8"
