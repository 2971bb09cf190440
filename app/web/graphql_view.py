"""/graphql over HTTP: POST, GET for all but mutations, and streams for clients that accept one."""

import asyncio
from collections.abc import Callable

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.auth.rules import Caller
from app.graph.execution import Operation
from app.settings.caches import CACHE_MIB, CacheShares
from app.web.caching import entity_tag, matches_tag, public_for
from app.web.disconnects import CancelOnDisconnect
from app.web.executed import HEADERS, Executed, content_type
from app.web.graphql_request import (
    BODY_BYTES,
    BULK_BYTES,
    has_operation,
    operation_from_json,
    operation_from_url,
    read_json,
)
from app.web.idempotency import retry_of_request
from app.web.landing import landing_page
from app.web.middleware import HttpError, http_error_for, request_id_of
from app.web.negotiation import EVENT_STREAM, GRAPHQL, JSON, MULTIPART, Choice, choose, choose_stream
from app.web.request_body import read_body, too_large
from app.web.state import AppState
from app.web.subscriptions.http_streams import StreamResponse
from app.web.unchanged import CONDITION, Condition, KnownAnswers
from app.web.written import WRITTEN, written_by_caller, written_header

METHODS = "GET, POST"
SMALL_BYTES = 256 * 1024
# For the responses that caches may store.
VARY = "Accept, Authorization, Accept-Encoding"


class GraphQLView:
    """An ASGI endpoint. `explorer` serves browsers a page in place of the plain one.

    Caches may reuse the response to an anonymous query by GET for `max_age_s` seconds.
    """

    def __init__(
        self,
        state: AppState,
        *,
        explorer: Callable[[Request], Response] | None = None,
        max_age_s: int = 0,
        cache_mib: int = CACHE_MIB,
    ) -> None:
        self._state = state
        vary = VARY if state.database.replica is None else f"{VARY}, {WRITTEN}"
        self.cacheable = {"Cache-Control": public_for(max_age_s), "Vary": vary}
        self._explorer = explorer or landing_page
        self.known = KnownAnswers(state, CacheShares.of(cache_mib).unchanged_answers)

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
                response = _refusal(error, request, choice.media_type)
        await response(scope, receive, send)

    async def answer_post(self, request: Request, body: bytes, send: Send) -> None:
        """Answer a POST whose headers admit JSON, and no stream."""
        accept = next((value for name, value in request.scope["headers"] if name == b"accept"), None)
        media_type = choose(None if accept is None else accept.decode("latin-1")).media_type or JSON
        try:
            caller = await self._state.caller(request)
            executed = await self._run(request, caller, await self._posted(body), media_type)
        except ClientDisconnect:
            raise
        except Exception as error:
            response = _refusal(error, request, media_type)
        else:
            assert isinstance(executed, Executed)
            if executed.is_complete:
                await executed.send(media_type, send)
                return
            response = executed.response(media_type)
        await response(request.scope, request.receive, send)

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
        condition = None
        if by_get:
            condition = self._condition(request, caller, media_type, stream)
            if condition is not None and (tag := await self.known.tag(condition, request.scope, request.receive)):
                return Response(status_code=304, headers={**self.cacheable, "ETag": tag})
            operation = operation_from_url(request.scope["query_string"], state.documents)
        else:
            operation = await self._posted(
                await read_body(request, JSON, BODY_BYTES if caller.anonymous else BULK_BYTES)
            )
        executed = await self._run(request, caller, operation, media_type, stream, condition)
        if isinstance(executed, StreamResponse):
            return executed
        media_type = media_type or JSON
        if by_get and caller.anonymous and executed.answer.complete and not executed.context.reports_cost:
            return self._cacheable_response(request, condition, executed.answer.body, content_type(media_type))
        return executed.response(media_type)

    async def _posted(self, body: bytes) -> Operation:
        """The operation in the body of a POST. Raises `HttpError`."""
        state = self._state
        # Parsing a megabyte would hold the event loop for too long.
        sent = read_json(body) if len(body) <= SMALL_BYTES else await asyncio.to_thread(read_json, body)
        operation = operation_from_json(sent, state.documents)
        if len(body) > BODY_BYTES and not await state.executor.is_bulk(operation):
            raise too_large(BODY_BYTES)
        return operation

    async def _run(
        self,
        request: Request,
        caller: Caller,
        operation: Operation,
        media_type: str | None,
        stream: str | None = None,
        condition: Condition | None = None,
    ) -> Executed | StreamResponse:
        """Execute an operation. A subscription becomes a `stream`, if the client accepts one."""
        state, by_get = self._state, request.method == "GET"
        context = state.context(caller, request_id_of(request), reports_cost=state.reports_cost(request))
        context.retry = retry_of_request(request, caller, operation)
        if caller.anonymous:
            context.written = written_by_caller(request)
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
            if condition is not None:
                await self.known.prepare(condition, operation, context)
            answer = await state.executor.run(operation, context, queries_only=by_get)
            if condition is not None and answer.complete:
                await self.known.remember(condition, operation, answer.body, context)
            written = await written_header(state.database) if context.write_started else {}
        return Executed(answer, context, written)

    def _condition(
        self, request: Request, caller: Caller, media_type: str | None, stream: str | None
    ) -> Condition | None:
        """The condition of a GET whose answer may be known without its query."""
        if not caller.anonymous or stream is not None or media_type is None:
            return None
        # The short way may have compared it with the feed.
        condition: Condition | None = request.scope.get(CONDITION)
        if condition is not None:
            return condition
        tags = request.headers.getlist("if-none-match")
        if not tags or self._state.reports_cost(request):
            return None
        return Condition.of(request.scope, media_type, tags)

    def _cacheable_response(
        self, request: Request, condition: Condition | None, body: bytes, content_type: str
    ) -> Response:
        tag = entity_tag(body, content_type) if condition is None or condition.tag is None else condition.tag
        headers = {**self.cacheable, "ETag": tag}
        if matches_tag(request.headers.getlist("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return Response(body, headers={**headers, "Content-Type": content_type})


def _refusal(error: Exception, request: Request, media_type: str | None) -> Response:
    refusal = http_error_for(error, request)
    refusal.headers.update(HEADERS)
    return refusal.response(request, content_type(media_type))
