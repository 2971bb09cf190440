"""Subscriptions without a transport: opened as the transports do, read item by item, closed.

with followed(gateway, EVENT_CHANGED, token, uuid=event) as stream:
    stream.next()      -> `data` of the next item; fails the test on errors, and if none comes within 10 seconds
    stream.ended()     -> whether the stream has ended, without a further item
    stream.refusal()   -> `errors` of a subscription that was not opened
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import orjson
from starlette.applications import Starlette

from app.auth.rules import ANONYMOUS, Caller
from app.graph.context import Context
from app.graph.execution import Answer, Operation
from tests.gateway import SettableClock

Result = TypeVar("Result")

PATIENCE_S = 10


class Service(Protocol):
    """A `Gateway`, or a further process."""

    app: Starlette
    clock: SettableClock

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result: ...


class Stream:
    """See the top of this file."""

    def __init__(self, gateway: Service, opened: Answer | AsyncGenerator[Answer]) -> None:
        self._gateway = gateway
        self._opened = opened

    def next(self) -> dict[str, Any]:
        body = self.answer()
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    def answer(self) -> dict[str, Any]:
        """The whole next answer, with its errors."""
        assert not isinstance(self._opened, Answer), self._opened.body
        body: dict[str, Any] = orjson.loads(self._gateway.run(asyncio.wait_for(anext(self._opened), PATIENCE_S)).body)
        return body

    def ended(self) -> bool:
        try:
            self.answer()
        except StopAsyncIteration:
            return True
        return False

    def refusal(self) -> list[dict[str, Any]]:
        assert isinstance(self._opened, Answer)
        assert self._opened.not_executed
        body = orjson.loads(self._opened.body)
        assert body.keys() == {"errors"}
        errors: list[dict[str, Any]] = body["errors"]
        return errors

    def close(self) -> None:
        if not isinstance(self._opened, Answer):
            self._gateway.run(self._opened.aclose())


@contextmanager
def subscribed(gateway: Service, document: str, token: str | None = None, **variables: Any) -> Iterator[Stream]:
    """A subscription with this token. Each item is read for the token's holder at that time."""
    services = gateway.app.state.services

    async def caller() -> Caller:
        return ANONYMOUS if token is None else await services.callers.holder(token, gateway.clock())

    async def renew() -> Context:
        context: Context = services.context(await caller(), "test")
        return context

    async def open_() -> Answer | AsyncGenerator[Answer]:
        operation = Operation(document, {name: str(value) for name, value in variables.items()})
        opened: Answer | AsyncGenerator[Answer] = await services.executor.subscribe(operation, await renew(), renew)
        return opened

    stream = Stream(gateway, gateway.run(open_()))
    try:
        yield stream
    finally:
        stream.close()
