"""The answers of an open subscription. Equal subscribers share the reading, execution and encoding of an item."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import OperationDefinitionNode, located_error

from app.graph.context import Context
from app.graph.subscriptions import Item

if TYPE_CHECKING:
    from app.graph.execution import Answer, Executor

# Makes the context of the next item: its time, and its caller, who is authenticated again.
Renew: TypeAlias = Callable[[], Awaitable[Context]]


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """The answer to an item, made for one of the subscribers that share it; None if it has nothing for them."""

    answer: Answer | None
    last: bool
    request_id: str

    @property
    def size(self) -> int:
        """In bytes."""
        return 0 if self.answer is None else len(self.answer.body)

    def for_request(self, request_id: str) -> Answer:
        """The answer with this request id in its errors."""
        assert self.answer is not None
        if self.answer.complete or request_id == self.request_id:
            return self.answer
        return replace(self.answer, body=self.answer.body.replace(self.request_id.encode(), request_id.encode()))


@dataclass(frozen=True, slots=True)
class Stream:
    """One open subscription. `request_key` is the same for the same document, operation name and variables."""

    source: Any
    execution: Any
    operation: OperationDefinitionNode
    cost: int
    first: Context
    renew: Renew
    request_key: Hashable
    executor: Executor

    async def items(self) -> AsyncGenerator[Answer]:
        async with aclosing(self.source) as source:
            while True:
                try:
                    item: Item = await anext(source)
                except StopAsyncIteration:
                    return
                except Exception as error:
                    yield self.executor.refusal([located_error(error, [self.operation])], "INTERNAL", self.first)
                    return
                # Authenticate each subscriber: an expired token gets nothing, also if the answer is shared.
                context = await self.renew()
                key = (self.request_key, item.position, item.changes, visibility_key(context))
                shared = await self.executor.shared.get(key, lambda: self._answer(item, context))  # noqa: B023
                if shared.answer is None:
                    continue
                yield await self.executor.charge(shared.for_request(context.request_id), self.cost, context)
                if shared.last:
                    return

    async def _answer(self, item: Item, context: Context) -> SharedAnswer:
        self.executor.prepare_context(context, self.operation)
        # The connection is released before the answer is sent.
        try:
            value = await item.value(context)
            answer = None
            if value.root is not None:
                answer = await self.executor.execute_item(value.root, self.execution, context)
        finally:
            await context.close()
        return SharedAnswer(answer, value.last, context.request_id)


def visibility_key(context: Context) -> Hashable:
    """Equal for callers who see the same rows: application, organisation and scopes."""
    caller = context.caller
    return caller.application_id, caller.organisation_id, caller.scopes
