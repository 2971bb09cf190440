"""What the transports of streams share: who holds one open and for how long, and what an operation answers there."""

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
from app.web.middleware import to_http_error
from app.web.open_limits import OpenSlot
from app.web.state import AppState

# How soon a revoked token ends a stream on which nothing happens.
RECHECK_S = 30.0
# A client that takes nothing for so long is gone, whatever its connection says.
STALLED_S = 20.0

Result = TypeVar("Result")


class Holder:
    """Whoever holds a stream open on a connection, by all the Authorization headers or by what stands for them."""

    def __init__(self, state: AppState, connection: HTTPConnection, authorization: Sequence[bytes]) -> None:
        self._state = state
        self._connection = connection
        self._authorization = authorization
        self._expires_at: datetime | None = None

    async def context(self, request_id: str) -> Context:
        """For what happens now. Raises `Unauthenticated` for a token that is none (any more)."""
        caller = await self._state.callers.identify(self._authorization, self._state.clock())
        self._expires_at = caller.expires_at
        return self._state.context(caller, request_id, self._connection)

    async def over(self, request_id: str) -> None:
        """Returns once the token is not good any more, though nothing happens; never for the anonymous."""
        if not self._authorization:
            await asyncio.Event().wait()
        while True:
            try:
                await self.context(request_id)
            except Unauthenticated:
                return
            except Exception as error:
                # A store that cannot be asked takes nobody's right away: the time that is known still counts.
                to_http_error(error, request_id)
            left = RECHECK_S
            if self._expires_at is not None:
                left = (self._expires_at - self._state.clock()).total_seconds()
                if left <= 0:
                    return
            await asyncio.sleep(min(left, RECHECK_S))


async def answers(
    state: AppState,
    operation: Operation,
    renew: Callable[[], Awaitable[Context]],
    connection: HTTPConnection,
    *,
    paid: bool = False,
) -> AsyncGenerator[Answer]:
    """Everything that an operation answers: one thing to a query or a mutation.

    `paid`: its caller has paid for it, though not for the items that follow. Raises what `renew` raises, and
    `HttpError` (429) for what cannot be paid for, and for a subscription too many.
    """
    admission = state.admission
    context = await renew()
    payer = admission.payer(context.caller, connection.scope)

    async def item_context() -> Context:
        context = await renew()
        payer = admission.payer(context.caller, connection.scope)
        await admission.begin(operation, context, payer, item=True)
        return context

    async with AsyncExitStack() as seated:
        async with admission.turn(payer, waits=connection.scope["type"] == "websocket"):
            await admission.begin(operation, context, payer, paid=paid)
            kind = await state.executor.kind(operation, context)
            if kind is OperationType.SUBSCRIPTION:
                seated.enter_context(OpenSlot(state.subscriptions, payer))
                opened = await state.executor.subscribe(operation, context, item_context)
            else:
                running = state.executor.run(operation, context)
                opened = await (whole(running) if kind is OperationType.MUTATION else running)
        if isinstance(opened, Answer):
            yield opened
            return
        async with aclosing(opened) as items:
            async for answer in items:
                yield answer


async def whole(work: Coroutine[Any, Any, Result]) -> Result:
    """Its result. Whoever is told to stop waiting waits all the same: a commit is not broken off half-way."""
    task = asyncio.create_task(work)
    told_to_stop = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            told_to_stop = True
    if told_to_stop:
        await asyncio.gather(task, return_exceptions=True)
        raise asyncio.CancelledError
    return task.result()


async def called_off(*tasks: asyncio.Task[Any]) -> None:
    """Cancel these and wait until they are over; what they raise is of no interest any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
