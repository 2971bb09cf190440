"""Subscriptions as the transports run them, without a transport: opened, fetched from item by item, closed.

with followed(gateway, EVENT_CHANGED, token, uuid=event) as stream:
    stream.next()      -> `data` of the next item; fails the test on errors, and when none comes in 10 seconds
    stream.ended()     -> whether the stream is over, without an item more
    stream.refusal()   -> `errors` of a subscription that was not opened
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from app.auth.rules import ANONYMOUS, Caller
from app.graph.context import Context
from app.graph.execution import Answer, Operation
from tests.gateway import Gateway

PATIENCE_S = 10


class Stream:
    """See the top of this file."""

    def __init__(self, gateway: Gateway, opened: Answer | AsyncGenerator[Answer]) -> None:
        self._gateway = gateway
        self._opened = opened

    def next(self) -> dict[str, Any]:
        body = self.answer()
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    def answer(self) -> dict[str, Any]:
        """The whole of the next answer, with its errors."""
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
def followed(gateway: Gateway, document: str, token: str | None = None, **variables: Any) -> Iterator[Stream]:
    """A subscription of the token's holder. Each item is read for who holds it then."""
    asking = gateway.app.state.services

    async def caller() -> Caller:
        return ANONYMOUS if token is None else await asking.callers.holder(token, gateway.clock())

    async def renew() -> Context:
        context: Context = asking.context(await caller(), "test")
        return context

    async def open_() -> Answer | AsyncGenerator[Answer]:
        operation = Operation(document, {name: str(value) for name, value in variables.items()})
        opened: Answer | AsyncGenerator[Answer] = await asking.executor.subscribe(operation, await renew(), renew)
        return opened

    stream = Stream(gateway, gateway.run(open_()))
    try:
        yield stream
    finally:
        stream.close()
