"""From a document to the bytes of its answer: parse and validate once per text, execute, encode."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

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
    execute,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql.pyutils import is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.graph.context import Context
from app.graph.errors import shown_all
from app.graph.introspection import NoIntrospection
from app.graph.reading.model import Model
from app.graph.reading.reader import Reader
from app.graph.scopes import bulk_fields

MAX_DOCUMENTS = 500
MAX_TOKENS = 10_000


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for. `name` picks one operation of the document."""

    document: str
    variables: dict[str, Any]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON, ready to send. `refused`: execution never began. `mutation_by_get`: not a query, but had to be."""

    body: bytes
    refused: bool = False
    mutation_by_get: bool = False


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
        self._bulk = bulk_fields(self._schema.mutation_type)

    async def run(self, operation: Operation, context: Context, *, queries_only: bool = False) -> Answer:
        """Answer one operation. Never raises for what the document or the resolvers do."""
        checked = self._check(operation.document, introspection=context.introspection)
        if checked.document is None:
            return self._refusal(checked.errors, checked.code, context)
        picked = _pick(checked.document, operation.name)
        if isinstance(picked, GraphQLError):
            return self._refusal([picked], "BAD_USER_INPUT", context)
        if picked.operation is OperationType.SUBSCRIPTION:
            error = GraphQLError("Subscriptions need a streaming transport, not a plain request.")
            return self._refusal([error], "BAD_USER_INPUT", context)
        if queries_only and picked.operation is not OperationType.QUERY:
            error = GraphQLError("GET is for queries; send mutations by POST.")
            return Answer(self._refusal([error], "BAD_USER_INPUT", context).body, True, True)
        context.reader = self._reader
        selections = picked.selection_set.selections
        context.snapshot = len(selections) > 1 or not isinstance(selections[0], FieldNode)
        try:
            result = execute(
                self._schema,
                checked.document,
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
        if errors:
            return Checked(None, tuple(errors), "GRAPHQL_VALIDATION_FAILED")
        checked = self._seen[key] = Checked(document)
        if len(self._seen) > MAX_DOCUMENTS:
            self._seen.popitem(last=False)
        return checked

    def _encode(self, result: ExecutionResult, context: Context) -> Answer:
        errors = result.errors or []
        # A request error (a variable of the wrong type) has no path, and then nothing was executed.
        refused = result.data is None and bool(errors) and not any(error.path for error in errors)
        if refused:
            return self._refusal(errors, "BAD_USER_INPUT", context)
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body["errors"] = shown_all(errors, "INTERNAL", context.request_id)
        return Answer(orjson.dumps(body))

    def _refusal(self, errors: Any, code: str, context: Context) -> Answer:
        return Answer(orjson.dumps({"errors": shown_all(errors, code, context.request_id)}), refused=True)


def _pick(document: DocumentNode, name: str | None) -> OperationDefinitionNode | GraphQLError:
    operation = get_operation_ast(document, name)
    if operation is not None:
        return operation
    if name is not None:
        return GraphQLError("The document has no operation of that name.")
    return GraphQLError("The document holds several operations: say which with `operationName`.")
