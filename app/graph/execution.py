"""Runs operations: checks the document (once per text), executes it and encodes the answer."""

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
from app.db.replica import is_worth_reading_again
from app.graph import variable_size
from app.graph.coercion import start_in_thread
from app.graph.context import Context
from app.graph.errors import format_errors, store_error_in
from app.graph.limits.charging import charge, cost_extensions, with_extensions
from app.graph.limits.document_cache import DocumentCache
from app.graph.limits.validation import Operation as CheckedOperation
from app.graph.limits.worker_thread import WorkerThread
from app.graph.reading.finished_values import FinishedValues
from app.graph.reading.model import Model
from app.graph.reading.reader import Reader
from app.graph.retries import HEADER
from app.graph.scopes import bulk_fields
from app.graph.single_flight import SingleFlightCache
from app.graph.strawberry_internals import core_schema
from app.graph.subscription_items import Renew, SharedAnswer, Stream
from app.graph.validity import Basis, Validities, Validity
from app.settings.caches import CacheShares
from app.settings.documents import DocumentSettings

# There are only a few tools, each with its own introspection query.
MAX_INTROSPECTIONS = 50
# Variables with more values are coerced and converted in a thread.
MANY_VALUES = 1_000
# The field that compares a position of the client with the feed.
FEED_FIELD = "changes"
NEEDS_STREAM = (
    "A subscription has many answers: send it over a WebSocket (subprotocol graphql-transport-ws), or as a request"
    " with Accept: text/event-stream or Accept: multipart/mixed;subscriptionSpec=1.0."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """A request. `name` selects one operation of the document."""

    document: str
    variables: dict[str, Any]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON, ready to send. `complete`: there are no errors. `no_data`: there are only errors.

    `not_executed`: refused before execution. `mutation_by_get`: because it is not a query. `needs_stream`: because it
    is a subscription, and the request has a single answer. `bad_request`: because of a header. `store_error`: the
    store failed.
    """

    body: bytes
    not_executed: bool = False
    mutation_by_get: bool = False
    needs_stream: bool = False
    bad_request: bool = False
    complete: bool = False
    store_error: StoreError | None = None
    no_data: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid operation, and its estimated cost."""

    document: DocumentNode
    operation: CheckedOperation
    cost: int


class Executor:
    """One per schema and process. Caches the documents it has checked."""

    def __init__(self, schema: strawberry.Schema, settings: DocumentSettings | None = None) -> None:
        settings = settings or DocumentSettings()
        self._schema = core_schema(schema)
        self._worker = WorkerThread()
        shares = CacheShares.of(settings.cache_mib)
        self.reader = Reader(Model(schema), shares.plans)
        self._documents = DocumentCache(self.reader, settings, self._worker)
        # Answers to introspection queries.
        self._introspections: LruCache[Any, Answer] = LruCache(MAX_INTROSPECTIONS, shares.schema_answers)
        self.shared: SingleFlightCache[SharedAnswer] = SingleFlightCache(lambda shared: shared.size)
        self.validities = Validities(self.reader)
        self._bulk = bulk_fields(self._schema.mutation_type)

    async def run(self, operation: Operation, context: Context, *, queries_only: bool = False) -> Answer:
        """Run a query or a mutation. Errors of the document and of resolvers are in the answer, never raised."""
        prepared = await self._prepare(operation, context)
        if isinstance(prepared, Answer):
            return prepared
        kind = prepared.operation.node.operation
        if kind is OperationType.SUBSCRIPTION:
            return replace(self.refusal([GraphQLError(NEEDS_STREAM)], "BAD_USER_INPUT", context), needs_stream=True)
        if queries_only and kind is not OperationType.QUERY:
            error = GraphQLError("GET is for queries; send mutations by POST.")
            return Answer(self.refusal([error], "BAD_USER_INPUT", context).body, True, True)
        if context.retry is not None and kind is OperationType.MUTATION and prepared.operation.fields > 1:
            error = GraphQLError(f"The header {HEADER} needs a request with one mutation.")
            return replace(self.refusal([error], "BAD_USER_INPUT", context), bad_request=True)
        if refusal := self._check_variables(operation, kind, context):
            return refusal
        if prepared.operation.shows_schema:
            answer = await self._introspect(prepared, operation, context)
        else:
            answer = await self._execute(prepared, operation, context)
        return await self.charge(answer, prepared.cost, context)

    async def subscribe(self, operation: Operation, context: Context, renew: Renew) -> Answer | AsyncGenerator[Answer]:
        """Open a subscription: answers for its items, or one answer with the reason why it was refused.

        Each item is executed with its own context, which `renew` makes. An exception of `renew` ends the stream.
        """
        prepared = await self._prepare(operation, context)
        if isinstance(prepared, Answer):
            return prepared
        if refusal := self._check_variables(operation, prepared.operation.node.operation, context):
            return refusal
        self.prepare_context(context, prepared.operation.node)
        execution = FinishedValues.build(
            self._schema,
            prepared.document,
            context_value=context,
            raw_variable_values=operation.variables,
            operation_name=operation.name,
            hide_suggestions=not context.introspection,
        )
        if isinstance(execution, list):
            return self.refusal(execution, "BAD_USER_INPUT", context)
        try:
            source = create_source_event_stream(execution)
            if is_awaitable(source):
                source = await source
        finally:
            await context.close()
        if isinstance(source, ExecutionResult):
            return self.refusal(source.errors or (), "INTERNAL", context)
        variables = orjson.dumps(operation.variables, option=orjson.OPT_SORT_KEYS)
        key = (operation.document, operation.name, variables, context.introspection)
        node, cost = prepared.operation.node, prepared.cost
        return Stream(source, execution, node, cost, context, renew, key, self).items()

    async def execute_item(self, root: Any, execution: Any, context: Context) -> Answer:
        """The answer to one item of a subscription."""
        each = execution.build_per_event_executor(root)
        each.context_value = context
        result: Any = execute_subscription_event(each)
        return self._encode(await result if is_awaitable(result) else result, context)

    async def operation_type(self, operation: Operation, context: Context) -> OperationType | None:
        """Query, mutation or subscription; None if the operation would be refused."""
        prepared = await self._prepare(operation, context)
        return None if isinstance(prepared, Answer) else prepared.operation.node.operation

    async def cost(self, operation: Operation, context: Context) -> int:
        """An estimate of the number of objects in the answer; at least 1, and 1 if it would be refused."""
        prepared = await self._prepare(operation, context)
        return 1 if isinstance(prepared, Answer) else prepared.cost

    async def basis(self, operation: Operation, context: Context, earlier: Validity | None) -> Basis | None:
        """What the answer that is read next will depend on; see `Validities.basis`."""
        prepared = await self._prepare(operation, context)
        query = None if isinstance(prepared, Answer) else prepared.operation.known
        return None if query is None else await self.validities.basis(query, operation.variables, context, earlier)

    async def _prepare(self, operation: Operation, context: Context) -> Answer | Prepared:
        """Check an operation, once for its context: admission has to know its cost before it is run."""
        if context.prepared is None or context.prepared[0] is not operation:
            context.prepared = (operation, await self._check(operation, context))
        found: Answer | Prepared = context.prepared[1]
        return found

    async def _check(self, operation: Operation, context: Context) -> Answer | Prepared:
        checked = await self._documents.find(operation.document, introspection=context.introspection)
        if checked.document is None:
            return self.refusal(checked.errors, checked.code, context)
        picked = checked.pick(operation.name)
        if isinstance(picked, GraphQLError):
            return self.refusal([picked], "BAD_USER_INPUT", context)
        cost = picked.cost(operation.variables)
        if refused := self._documents.cost_error(cost):
            return self.refusal([refused], "LIMIT_EXCEEDED", context)
        return Prepared(checked.document, picked, max(cost, 1))

    def _check_variables(self, operation: Operation, kind: OperationType, context: Context) -> Answer | None:
        """The refusal of too many or too large variables, or None. Decides whether a thread coerces them."""
        mutation = kind is OperationType.MUTATION
        try:
            number = variable_size.count(operation.variables, limits.VALUES_OF_MUTATION if mutation else limits.VALUES)
        except BadInput as error:
            return self.refusal([GraphQLError(str(error))], "BAD_USER_INPUT", context)
        context.converts_in_thread = mutation and number > MANY_VALUES
        return None

    async def _execute(self, prepared: Prepared, operation: Operation, context: Context) -> Answer:
        self.prepare_context(context, prepared.operation.node)
        if FEED_FIELD in operation.document:
            # To a replica that lags, a position that the client has from elsewhere would seem to be of another feed.
            context.use_primary()
        result = await self._run_once(prepared, operation, context)
        if context.read_replica and _has_failed(result):
            context.use_primary()
            result = await self._run_once(prepared, operation, context)
        return Answer(result, complete=True) if isinstance(result, bytes) else self._encode(result, context)

    async def _run_once(self, prepared: Prepared, operation: Operation, context: Context) -> ExecutionResult | bytes:
        try:
            query = prepared.operation.known
            known = query and query.find(self.reader, operation.variables, context)
            if query and known and (answer := await query.answer(known, context)) is not None:
                return answer
            start = partial(self._start, prepared, operation, context)
            result: Any = await start_in_thread(start) if context.converts_in_thread else start()
            if is_awaitable(result):
                result = await result
        finally:
            await context.close()
        assert isinstance(result, ExecutionResult)
        return result

    def _start(self, prepared: Prepared, operation: Operation, context: Context) -> Any:
        return execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=operation.variables,
            operation_name=operation.name,
            executor_class=FinishedValues,
            hide_suggestions=not context.introspection,
        )

    async def _introspect(self, prepared: Prepared, operation: Operation, context: Context) -> Answer:
        """The answer to an introspection query, cached or made in a thread: it is large."""
        key = (operation.document, operation.name, repr(operation.variables))
        found = self._introspections.get(key)
        if found is not None:
            return found

        def make() -> Answer:
            result = self._start(prepared, operation, context)
            assert isinstance(result, ExecutionResult)
            return self._encode(result, context)

        answer = await self._worker.run(key, make)
        if answer.complete:
            self._introspections.put(key, answer, len(answer.body) + 4 * len(operation.document) + len(key[2]))
        return answer

    async def charge(self, answer: Answer, cost: int, context: Context) -> Answer:
        """Charge what the answer costs beyond the estimate, and report the cost if requested."""
        if answer.not_executed or (context.budget is None and not context.reports_cost):
            return answer
        requested = await charge(cost, answer.body, context.budget)
        if not context.reports_cost:
            return answer
        return replace(answer, body=with_extensions(answer.body, await cost_extensions(requested, context.budget)))

    def prepare_context(self, context: Context, node: OperationDefinitionNode) -> None:
        context.reader, context.errors_in = self.reader, self.errors_in
        selections = node.selection_set.selections
        single = len(selections) == 1 and isinstance(selections[0], FieldNode)
        # Several statements read an item of a subscription.
        context.snapshot = not single or node.operation is OperationType.SUBSCRIPTION

    def errors_in(self, document: str) -> tuple[GraphQLError, ...]:
        """Why this document is refused for every caller; empty if it is valid."""
        return self._documents.find_sync(document, introspection=True).errors

    def may_be_valid(self, document: str) -> bool:
        """False if this document is refused for every caller. A long one that is not in the cache counts as valid."""
        return self._documents.may_run(document)

    async def is_bulk(self, operation: Operation) -> bool:
        """Whether all root fields are bulk mutations. False if a fragment hides them."""
        checked = await self._documents.find(operation.document, introspection=True)
        picked = checked.document and checked.pick(operation.name)
        if not isinstance(picked, CheckedOperation) or picked.node.operation is not OperationType.MUTATION:
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
        body["errors"] = format_errors(errors, "INTERNAL", context.request_id)
        # A partial answer is no failure as a whole: one of its mutations may have stored something.
        no_data = all(value is None for value in (result.data or {}).values())
        return Answer(orjson.dumps(body), store_error=store_error_in(errors), no_data=no_data)

    def refusal(self, errors: Any, code: str, context: Context) -> Answer:
        body = {"errors": format_errors(errors, code, context.request_id)}
        return Answer(orjson.dumps(body), not_executed=True, store_error=store_error_in(errors), no_data=True)


def _has_failed(result: ExecutionResult | bytes) -> bool:
    """Whether the replica has failed to answer what the primary may answer."""
    return isinstance(result, ExecutionResult) and is_worth_reading_again(store_error_in(result.errors or ()))
