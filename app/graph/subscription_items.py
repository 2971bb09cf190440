"""The answers of an open subscription. Equal subscribers share one reading, executing and encoding of an item."""

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

# A context for the next item of a subscription: a new moment, the caller looked at again.
Renew: TypeAlias = Callable[[], Awaitable[Context]]


@dataclass(frozen=True, slots=True)
class Shared:
    """An item's answer, as it was made for one of those who are answered alike."""

    answer: Answer
    last: bool
    request_id: str

    def for_request(self, request_id: str) -> Answer:
        """Errors carry the id of the request."""
        if self.answer.complete or request_id == self.request_id:
            return self.answer
        return replace(self.answer, body=self.answer.body.replace(self.request_id.encode(), request_id.encode()))


@dataclass(frozen=True, slots=True)
class Stream:
    """One subscription. `asked`: its document, operation and variables, which equal ones have in common."""

    source: Any
    executor: Any
    picked: OperationDefinitionNode
    cost: int
    first: Context
    renew: Renew
    asked: Hashable
    by: Executor

    async def items(self) -> AsyncGenerator[Answer]:
        async with aclosing(self.source) as source:
            while True:
                try:
                    item: Item = await anext(source)
                except StopAsyncIteration:
                    return
                except Exception as error:
                    yield self.by.refusal([located_error(error, [self.picked])], "INTERNAL", self.first)
                    return
                # Each subscriber by itself: who may see nothing any more is told nothing.
                context = await self.renew()
                key = (self.asked, item.commit, item.changes, sees_as(context))
                shared = await self.by.shared.get(key, lambda: self._answer(item, context))  # noqa: B023
                yield await self.by.settled(shared.for_request(context.request_id), self.cost, context)
                if shared.last:
                    return

    async def _answer(self, item: Item, context: Context) -> Shared:
        self.by.prepare(context, self.picked)
        # Before the clients get their turn, the connection is given back.
        try:
            told = await item.told(context)
            answer = await self.by.item(told.value, self.executor, context)
        finally:
            await context.close()
        return Shared(answer, told.last, context.request_id)


def sees_as(context: Context) -> Hashable:
    """What callers have in common who see the same: application, organisation and scopes."""
    caller = context.caller
    return caller.application_id, caller.organisation_id, caller.scopes
