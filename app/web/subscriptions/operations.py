"""What WebSockets and HTTP streams share: the caller of a connection, and running an operation or subscription."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing
from datetime import datetime
from typing import Any, TypeVar

from graphql import OperationType
from starlette.requests import HTTPConnection

from app.auth.operations.callers import Unauthenticated
from app.graph.context import Context
from app.graph.execution import Answer, Operation
from app.web.idempotency import retry_of_request
from app.web.middleware import to_http_error
from app.web.open_limits import OpenSlot
from app.web.state import AppState

# How soon a revoked token ends an idle stream.
RECHECK_S = 30.0
# A client that reads nothing for so long is treated as disconnected.
STALLED_S = 20.0

Result = TypeVar("Result")


class StreamCaller:
    """The caller of a long-lived connection, by its Authorization headers or the payload that replaces them.

    The token is checked again for each operation and item, and from time to time while nothing happens.
    """

    def __init__(self, state: AppState, connection: HTTPConnection, authorization: Sequence[bytes]) -> None:
        self._state = state
        self._reports_cost = state.reports_cost(connection)
        self._authorization = authorization
        self._expires_at: datetime | None = None

    async def context(self, request_id: str) -> Context:
        """A new context. Raises `Unauthenticated` for an invalid, expired or revoked token."""
        caller = await self._state.callers.identify(self._authorization, self._state.clock())
        self._expires_at = caller.expires_at
        return self._state.context(caller, request_id, reports_cost=self._reports_cost)

    async def wait_until_invalid(self, request_id: str) -> None:
        """Returns when the token expires or is revoked; never for anonymous callers."""
        if not self._authorization:
            await asyncio.Event().wait()
        while True:
            try:
                await self.context(request_id)
            except Unauthenticated:
                return
            except Exception as error:
                # While the store is unavailable, the token stays valid until the expiry that is known.
                to_http_error(error, request_id)
            left = RECHECK_S
            if self._expires_at is not None:
                left = (self._expires_at - self._state.clock()).total_seconds()
                if left <= 0:
                    return
            await asyncio.sleep(min(left, RECHECK_S))


async def run_operation(
    state: AppState,
    operation: Operation,
    renew: Callable[[], Awaitable[Context]],
    connection: HTTPConnection,
    *,
    paid: bool = False,
) -> AsyncGenerator[Answer]:
    """The answers of an operation: one for a query or a mutation, any number for a subscription.

    `renew` makes a context; `paid`: the cost has been charged already. Raises what `renew` raises, and `HttpError`
    (429) if the caller's budget or number of subscriptions is exceeded.
    """
    admission = state.admission
    context = await renew()
    context.retry = retry_of_request(connection, context.caller, operation)
    payer = admission.payer(context.caller, connection.scope)

    async def item_context() -> Context:
        context = await renew()
        payer = admission.payer(context.caller, connection.scope)
        await admission.begin(operation, context, payer, item=True, cost=cost)
        return context

    async with AsyncExitStack() as slots:
        async with admission.turn(payer, waits=connection.scope["type"] == "websocket"):
            await admission.begin(operation, context, payer, paid=paid)
            kind = await state.executor.operation_type(operation, context)
            if kind is OperationType.SUBSCRIPTION:
                cost = await admission.cost(operation, context)
                slots.enter_context(OpenSlot(state.subscriptions, payer))
                opened = await state.executor.subscribe(operation, context, item_context)
            else:
                running = state.executor.run(operation, context)
                if kind is OperationType.MUTATION:
                    running = finish_if_started(running, lambda: context.write_started)
                opened = await running
        if isinstance(opened, Answer):
            yield opened
            return
        async with aclosing(opened) as items:
            async for answer in items:
                yield answer


async def finish_if_started(work: Coroutine[Any, Any, Result], started: Callable[[], bool]) -> Result:
    """Run `work` to its end once it has started, even if this task is cancelled: a commit is not interrupted."""
    task = asyncio.create_task(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            cancelled = True
            if not started():
                task.cancel()
    if cancelled:
        await asyncio.gather(task, return_exceptions=True)
        raise asyncio.CancelledError
    return task.result()


async def cancel_and_wait(*tasks: asyncio.Task[Any]) -> None:
    """Cancel these tasks and wait until they have ended; their exceptions are ignored."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
