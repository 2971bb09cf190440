"""From a document to the bytes of its answer: parse and validate once per text, execute, encode."""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import orjson
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLOutputType,
    OperationDefinitionNode,
    OperationType,
    create_source_event_stream,
    execute,
    execute_subscription_event,
    get_operation_ast,
    located_error,
    parse,
    specified_rules,
    validate,
)
from graphql.pyutils import is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.db.trouble import Trouble
from app.graph.context import Context
from app.graph.errors import shown_all, trouble_in
from app.graph.following import Item
from app.graph.introspection import NoIntrospection
from app.graph.reading.model import Model
from app.graph.reading.reader import Reader
from app.graph.scopes import bulk_fields

MAX_DOCUMENTS = 500
MAX_TOKENS = 10_000
UNSTREAMED = (
    "A subscription has many answers: send it over a WebSocket (subprotocol graphql-transport-ws), or as a request"
    " with Accept: text/event-stream or Accept: multipart/mixed;subscriptionSpec=1.0."
)

# A context for the next item of a subscription: a new moment, the caller looked at again.
Renew: TypeAlias = Callable[[], Awaitable[Context]]


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
    `trouble`: the store's. `fruitless`: there were errors, and nothing else came of the operation.
    """

    body: bytes
    refused: bool = False
    mutation_by_get: bool = False
    unstreamed: bool = False
    complete: bool = False
    trouble: Trouble | None = None
    fruitless: bool = False


class FinishedValues(StrawberryGraphQLCoreExecutionContext):
    """Passes the reader's finished JSON through, untouched."""

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        if isinstance(result, orjson.Fragment):
            return result
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)


@dataclass(frozen=True, slots=True)
class Checked:
    """A parsed document, or why it is none."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    code: str = ""


class Executor:
    """One per schema and process. Keeps the documents it has seen, up to a bound."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self._schema = schema._schema
        self._reader = Reader(Model(schema))
        self._seen: OrderedDict[tuple[str, bool], Checked] = OrderedDict()
        # Asked what it is, then asked for its answer: a document that is none is looked through once.
        self._refused: tuple[tuple[str, bool], Checked] | None = None
        self._bulk = bulk_fields(self._schema.mutation_type)

    async def run(self, operation: Operation, context: Context, *, queries_only: bool = False) -> Answer:
        """Answer one operation. Never raises for what the document or the resolvers do."""
        ready = self._ready(operation, context)
        if isinstance(ready, Answer):
            return ready
        document, picked = ready
        if picked.operation is OperationType.SUBSCRIPTION:
            return replace(self._refusal([GraphQLError(UNSTREAMED)], "BAD_USER_INPUT", context), unstreamed=True)
        if queries_only and picked.operation is not OperationType.QUERY:
            error = GraphQLError("GET is for queries; send mutations by POST.")
            return Answer(self._refusal([error], "BAD_USER_INPUT", context).body, True, True)
        return await self._execute(document, picked, operation, context)

    async def subscribe(self, operation: Operation, context: Context, renew: Renew) -> Answer | AsyncGenerator[Answer]:
        """Open a subscription: an answer for each item, or one that says why there is no subscription.

        Each item is executed with a context of its own, which `renew` makes; what `renew` raises ends the stream.
        """
        ready = self._ready(operation, context)
        if isinstance(ready, Answer):
            return ready
        document, picked = ready
        self._prepare(context, picked)
        executor = FinishedValues.build(
            self._schema,
            document,
            context_value=context,
            raw_variable_values=operation.variables,
            operation_name=operation.name,
        )
        if isinstance(executor, list):
            return self._refusal(executor, "BAD_USER_INPUT", context)
        try:
            source = create_source_event_stream(executor)
            if is_awaitable(source):
                source = await source
        finally:
            await context.close()
        if isinstance(source, ExecutionResult):
            return self._refusal(source.errors or (), "INTERNAL", context)
        return self._items(source, executor, picked, context, renew)

    async def _items(
        self, source: Any, executor: Any, picked: OperationDefinitionNode, first: Context, renew: Renew
    ) -> AsyncGenerator[Answer]:
        async with aclosing(source):
            while True:
                try:
                    item: Item = await anext(source)
                except StopAsyncIteration:
                    return
                except Exception as error:
                    yield self._refusal([located_error(error, [picked])], "INTERNAL", first)
                    return
                context = await renew()
                self._prepare(context, picked)
                # Before the client gets its turn, the connection is given back.
                try:
                    told = await item(context)
                    answer = await self._item(told.value, executor, context)
                finally:
                    await context.close()
                yield answer
                if told.last:
                    return

    async def _item(self, value: Any, executor: Any, context: Context) -> Answer:
        each = executor.build_per_event_executor(value)
        each.context_value = context
        result: Any = execute_subscription_event(each)
        return self._encode(await result if is_awaitable(result) else result, context)

    def kind(self, operation: Operation, context: Context) -> OperationType | None:
        """What it asks for: a query, a mutation or a subscription. None where it would be refused."""
        ready = self._ready(operation, context)
        return None if isinstance(ready, Answer) else ready[1].operation

    def _ready(self, operation: Operation, context: Context) -> Answer | tuple[DocumentNode, OperationDefinitionNode]:
        checked = self._check(operation.document, introspection=context.introspection)
        if checked.document is None:
            return self._refusal(checked.errors, checked.code, context)
        picked = _pick(checked.document, operation.name)
        if isinstance(picked, GraphQLError):
            return self._refusal([picked], "BAD_USER_INPUT", context)
        return checked.document, picked

    async def _execute(
        self, document: DocumentNode, picked: OperationDefinitionNode, operation: Operation, context: Context
    ) -> Answer:
        self._prepare(context, picked)
        try:
            result = execute(
                self._schema,
                document,
                context_value=context,
                variable_values=operation.variables,
                operation_name=operation.name,
                executor_class=FinishedValues,
            )
            if is_awaitable(result):
                result = await result
        finally:
            await context.close()
        assert isinstance(result, ExecutionResult)
        return self._encode(result, context)

    def _prepare(self, context: Context, picked: OperationDefinitionNode) -> None:
        context.reader = self._reader
        selections = picked.selection_set.selections
        # What an item holds is read by several statements.
        alone = len(selections) == 1 and isinstance(selections[0], FieldNode)
        context.snapshot = not alone or picked.operation is OperationType.SUBSCRIPTION

    def faults(self, document: str) -> tuple[GraphQLError, ...]:
        """Why this text can be run for nobody; empty if it can."""
        return self._check(document, introspection=True).errors

    def is_bulk(self, operation: Operation) -> bool:
        """Whether it asks for mutations of many things at once, and for nothing else. Fragments hide what is asked."""
        checked = self._check(operation.document, introspection=True)
        picked = checked.document and _pick(checked.document, operation.name)
        if not isinstance(picked, OperationDefinitionNode) or picked.operation is not OperationType.MUTATION:
            return False
        return all(
            isinstance(node, FieldNode) and node.name.value in self._bulk for node in picked.selection_set.selections
        )

    def _check(self, text: str, *, introspection: bool) -> Checked:
        key = (text, introspection)
        found = self._seen.get(key)
        if found is not None:
            self._seen.move_to_end(key)
            return found
        if self._refused is not None and self._refused[0] == key:
            return self._refused[1]
        checked = self._read(text, introspection=introspection)
        if checked.document is None:
            self._refused = (key, checked)
            return checked
        self._seen[key] = checked
        if len(self._seen) > MAX_DOCUMENTS:
            self._seen.popitem(last=False)
        return checked

    def _read(self, text: str, *, introspection: bool) -> Checked:
        try:
            document = parse(text, max_tokens=MAX_TOKENS, allow_empty_selection_sets=False)
        except GraphQLError as error:
            return Checked(None, (error,), "GRAPHQL_PARSE_FAILED")
        except RecursionError:
            return Checked(None, (GraphQLError("This document is nested too deeply."),), "LIMIT_EXCEEDED")
        rules = list(specified_rules) if introspection else [*specified_rules, NoIntrospection]
        errors = validate(
            self._schema,
            document,
            rules,
            max_errors=10,
            hide_suggestions=not introspection,
            allow_empty_selection_sets=False,
        )
        return Checked(None, tuple(errors), "GRAPHQL_VALIDATION_FAILED") if errors else Checked(document)

    def _encode(self, result: ExecutionResult, context: Context) -> Answer:
        errors = result.errors or []
        # A request error (a variable of the wrong type) has no path, and then nothing was executed.
        if errors and result.data is None and not any(error.path for error in errors):
            return self._refusal(errors, "BAD_USER_INPUT", context)
        body: dict[str, Any] = {"data": result.data}
        if not errors:
            return Answer(orjson.dumps(body), complete=True)
        body["errors"] = shown_all(errors, "INTERNAL", context.request_id)
        # What was answered in part may have stored something: it is no failure as a whole.
        fruitless = all(value is None for value in (result.data or {}).values())
        return Answer(orjson.dumps(body), trouble=trouble_in(errors), fruitless=fruitless)

    def _refusal(self, errors: Any, code: str, context: Context) -> Answer:
        body = {"errors": shown_all(errors, code, context.request_id)}
        return Answer(orjson.dumps(body), refused=True, trouble=trouble_in(errors), fruitless=True)


def _pick(document: DocumentNode, name: str | None) -> OperationDefinitionNode | GraphQLError:
    operation = get_operation_ast(document, name)
    if operation is not None:
        return operation
    if name is not None:
        return GraphQLError("The document has no operation of that name.")
    return GraphQLError("The document holds several operations: say which with `operationName`.")
