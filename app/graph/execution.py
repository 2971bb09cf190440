"""From a document to the bytes of its answer: looked through once per text, execute, encode."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import orjson
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    create_source_event_stream,
    execute,
    execute_subscription_event,
)
from graphql.pyutils import is_awaitable

from app.core import limits
from app.core.lru_cache import LruCache
from app.core.problems import BadInput
from app.db.errors import StoreError
from app.graph import variable_size
from app.graph.coercion import begun_aside
from app.graph.context import Context
from app.graph.errors import shown_all, store_error_in
from app.graph.limits.aside import Aside
from app.graph.limits.checking import Operation as Asked
from app.graph.limits.costing import paid, told, with_extensions
from app.graph.limits.knowing import Known
from app.graph.reading.finished_values import FinishedValues
from app.graph.reading.model import Model
from app.graph.reading.reader import Reader
from app.graph.scopes import bulk_fields
from app.graph.shared_results import Sharing
from app.graph.strawberry_internals import core_schema
from app.graph.subscription_items import Renew, Shared, Stream
from app.settings.caches import CacheShares
from app.settings.documents import DocumentSettings

# Tools ask in a few ways.
MAX_SHOWN = 50
# Values of variables: from here on they are coerced and converted in a thread.
MANY = 1_000
UNSTREAMED = (
    "A subscription has many answers: send it over a WebSocket (subprotocol graphql-transport-ws), or as a request"
    " with Accept: text/event-stream or Accept: multipart/mixed;subscriptionSpec=1.0."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for. `name` picks one operation of the document."""

    document: str
    variables: dict[str, Any]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON, ready to send. `refused`: execution never began. `mutation_by_get`: not a query, but had to be.

    `unstreamed`: a subscription, asked for as if it had one answer. `complete`: executed without a single error.
    `store_error`: the store's. `fruitless`: there were errors, and nothing else came of the operation.
    """

    body: bytes
    refused: bool = False
    mutation_by_get: bool = False
    unstreamed: bool = False
    complete: bool = False
    store_error: StoreError | None = None
    fruitless: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be executed, and what it costs."""

    document: DocumentNode
    asked: Asked
    cost: int


class Executor:
    """One per schema and process. Keeps the documents it has seen, up to a bound."""

    def __init__(self, schema: strawberry.Schema, settings: DocumentSettings | None = None) -> None:
        settings = settings or DocumentSettings()
        self._schema = core_schema(schema)
        self._aside = Aside()
        shares = CacheShares.of(settings.cache_mib)
        self._reader = Reader(Model(schema), shares.plans)
        self._known = Known(self._reader, settings, self._aside)
        # What the schema answers about itself, by all that it depends on.
        self._shown: LruCache[Any, Answer] = LruCache(MAX_SHOWN, shares.schema_answers)
        self.shared: Sharing[Shared] = Sharing(lambda shared: len(shared.answer.body))
        self._bulk = bulk_fields(self._schema.mutation_type)

    async def run(self, operation: Operation, context: Context, *, queries_only: bool = False) -> Answer:
        """Answer one operation. Never raises for what the document or the resolvers do."""
        ready = await self._ready(operation, context)
        if isinstance(ready, Answer):
            return ready
        kind = context.kind = ready.asked.node.operation
        if kind is OperationType.SUBSCRIPTION:
            return replace(self.refusal([GraphQLError(UNSTREAMED)], "BAD_USER_INPUT", context), unstreamed=True)
        if queries_only and kind is not OperationType.QUERY:
            error = GraphQLError("GET is for queries; send mutations by POST.")
            return Answer(self.refusal([error], "BAD_USER_INPUT", context).body, True, True)
        if refusal := self._too_much(operation, kind, context):
            return refusal
        if ready.asked.shows_schema:
            answer = await self._show(ready, operation, context)
        else:
            answer = await self._execute(ready, operation, context)
        return await self.settled(answer, ready.cost, context)

    async def subscribe(self, operation: Operation, context: Context, renew: Renew) -> Answer | AsyncGenerator[Answer]:
        """Open a subscription: an answer for each item, or one that says why there is no subscription.

        Each item is executed with a context of its own, which `renew` makes; what `renew` raises ends the stream.
        """
        ready = await self._ready(operation, context)
        if isinstance(ready, Answer):
            return ready
        if refusal := self._too_much(operation, ready.asked.node.operation, context):
            return refusal
        self.prepare(context, ready.asked.node)
        executor = FinishedValues.build(
            self._schema,
            ready.document,
            context_value=context,
            raw_variable_values=operation.variables,
            operation_name=operation.name,
            hide_suggestions=not context.introspection,
        )
        if isinstance(executor, list):
            return self.refusal(executor, "BAD_USER_INPUT", context)
        try:
            source = create_source_event_stream(executor)
            if is_awaitable(source):
                source = await source
        finally:
            await context.close()
        if isinstance(source, ExecutionResult):
            return self.refusal(source.errors or (), "INTERNAL", context)
        variables = orjson.dumps(operation.variables, option=orjson.OPT_SORT_KEYS)
        asked = (operation.document, operation.name, variables, context.introspection)
        return Stream(source, executor, ready.asked.node, ready.cost, context, renew, asked, self).items()

    async def item(self, value: Any, executor: Any, context: Context) -> Answer:
        """The answer to one item of a subscription."""
        each = executor.build_per_event_executor(value)
        each.context_value = context
        result: Any = execute_subscription_event(each)
        return self._encode(await result if is_awaitable(result) else result, context)

    async def kind(self, operation: Operation, context: Context) -> OperationType | None:
        """What it asks for: a query, a mutation or a subscription. None where it would be refused."""
        ready = await self._ready(operation, context)
        return None if isinstance(ready, Answer) else ready.asked.node.operation

    async def cost(self, operation: Operation, context: Context) -> int:
        """How many objects it may be answered with, by estimate; 1 at least, also of what would be refused."""
        ready = await self._ready(operation, context)
        return 1 if isinstance(ready, Answer) else ready.cost

    async def _ready(self, operation: Operation, context: Context) -> Answer | Ready:
        checked = await self._known.find(operation.document, introspection=context.introspection)
        if checked.document is None:
            return self.refusal(checked.errors, checked.code, context)
        picked = checked.pick(operation.name)
        if isinstance(picked, GraphQLError):
            return self.refusal([picked], "BAD_USER_INPUT", context)
        cost = picked.cost(operation.variables)
        if refused := self._known.too_dear(cost):
            return self.refusal([refused], "LIMIT_EXCEEDED", context)
        return Ready(checked.document, picked, max(cost, 1))

    def _too_much(self, operation: Operation, kind: OperationType, context: Context) -> Answer | None:
        """The refusal of variables that hold more than is looked at."""
        mutation = kind is OperationType.MUTATION
        try:
            number = variable_size.count(operation.variables, limits.VALUES_OF_MUTATION if mutation else limits.VALUES)
        except BadInput as error:
            return self.refusal([GraphQLError(str(error))], "BAD_USER_INPUT", context)
        context.converts_aside = mutation and number > MANY
        return None

    async def _execute(self, ready: Ready, operation: Operation, context: Context) -> Answer:
        self.prepare(context, ready.asked.node)
        try:
            begin = partial(self._begun, ready, operation, context)
            result: Any = await begun_aside(begin) if context.converts_aside else begin()
            if is_awaitable(result):
                result = await result
        finally:
            await context.close()
        assert isinstance(result, ExecutionResult)
        return self._encode(result, context)

    def _begun(self, ready: Ready, operation: Operation, context: Context) -> Any:
        return execute(
            self._schema,
            ready.document,
            context_value=context,
            variable_values=operation.variables,
            operation_name=operation.name,
            executor_class=FinishedValues,
            hide_suggestions=not context.introspection,
        )

    async def _show(self, ready: Ready, operation: Operation, context: Context) -> Answer:
        """What the schema says of itself: as it was said before, or by a thread, since it is much."""
        key = (operation.document, operation.name, repr(operation.variables))
        found = self._shown.get(key)
        if found is not None:
            return found

        def show() -> Answer:
            result = self._begun(ready, operation, context)
            assert isinstance(result, ExecutionResult)
            return self._encode(result, context)

        answer = await self._aside.do(key, show)
        if answer.complete:
            self._shown.put(key, answer, len(answer.body) + 4 * len(operation.document) + len(key[2]))
        return answer

    async def settled(self, answer: Answer, cost: int, context: Context) -> Answer:
        if answer.refused or (context.budget is None and not context.tells_cost):
            return answer
        requested = await paid(cost, answer.body, context.budget)
        if not context.tells_cost:
            return answer
        return replace(answer, body=with_extensions(answer.body, await told(requested, context.budget)))

    def prepare(self, context: Context, picked: OperationDefinitionNode) -> None:
        context.reader = self._reader
        selections = picked.selection_set.selections
        # What an item holds is read by several statements.
        alone = len(selections) == 1 and isinstance(selections[0], FieldNode)
        context.snapshot = not alone or picked.operation is OperationType.SUBSCRIPTION

    def faults(self, document: str) -> tuple[GraphQLError, ...]:
        """Why this text can be run for nobody; empty if it can."""
        return self._known.find_now(document, introspection=True).errors

    def may_run(self, document: str) -> bool:
        """Whether this text can be run for anybody, as far as can be said without holding others up."""
        return self._known.may_run(document)

    async def is_bulk(self, operation: Operation) -> bool:
        """Whether it asks for mutations of many things at once, and for nothing else. Fragments hide what is asked."""
        checked = await self._known.find(operation.document, introspection=True)
        picked = checked.document and checked.pick(operation.name)
        if not isinstance(picked, Asked) or picked.node.operation is not OperationType.MUTATION:
            return False
        return all(
            isinstance(node, FieldNode) and node.name.value in self._bulk
            for node in picked.node.selection_set.selections
        )

    def _encode(self, result: ExecutionResult, context: Context) -> Answer:
        errors = result.errors or []
        # A request error (a variable of the wrong type) has no path, and then nothing was executed.
        if errors and result.data is None and not any(error.path for error in errors):
            return self.refusal(errors, "BAD_USER_INPUT", context)
        body: dict[str, Any] = {"data": result.data}
        if not errors:
            return Answer(orjson.dumps(body), complete=True)
        body["errors"] = shown_all(errors, "INTERNAL", context.request_id)
        # What was answered in part may have stored something: it is no failure as a whole.
        fruitless = all(value is None for value in (result.data or {}).values())
        return Answer(orjson.dumps(body), store_error=store_error_in(errors), fruitless=fruitless)

    def refusal(self, errors: Any, code: str, context: Context) -> Answer:
        body = {"errors": shown_all(errors, code, context.request_id)}
        return Answer(orjson.dumps(body), refused=True, store_error=store_error_in(errors), fruitless=True)
