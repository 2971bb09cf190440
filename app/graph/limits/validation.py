"""Parses and validates a document and checks its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import graphql.validation.rules.overlapping_fields_can_be_merged as overlapping
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from app.core.exceeded import LimitExceeded
from app.graph.introspection import NoIntrospection
from app.graph.known_query import KnownQuery
from app.graph.limits.amounts import Amount, Sums
from app.graph.limits.document_limits import DocumentLimits, exceeded
from app.graph.limits.list_sizes import LIST_SIZES
from app.graph.limits.shapes import Shapes
from app.graph.limits.walk import CountedOperation, Walk
from app.graph.reading.model import Model
from app.settings.documents import DocumentSettings

# The budget of the rule that compares fields with each other, the only one that is not linear. A step takes about five
# microseconds. A field that sixty fragments select takes four thousand steps.
overlapping.MAX_COMPLEXITY_BUDGET = 50_000
MAX_ERRORS = 10
# The memory of a parsed document. Measured: 300 to 613 bytes a token, beside its text.
BYTES_PER_TOKEN = 620
BYTES_PER_CHARACTER = 4
# So many objects of the schema cost as much as one row: they are in memory, and their answers are mostly cached.
SCHEMA_OBJECTS = 500


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document. `shows_schema`: it selects introspection fields only. `fields`: root fields."""

    node: OperationDefinitionNode
    amount: Amount
    sums: Sums
    defaults: dict[str, Any]
    shows_schema: bool
    fields: int
    # None if it has to take the slow path.
    known: KnownQuery | None

    def cost(self, variables: Mapping[str, Any]) -> int:
        """The number of objects that the answer may hold with these variables."""
        if isinstance(self.amount, int):
            return self.amount
        return self.sums.value(self.amount, {**self.defaults, **variables} if self.defaults else variables)


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """A valid document, or the errors of an invalid one. `weight`: its memory in a cache, in bytes."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    code: str = ""
    weight: int = 0
    operations: Mapping[str | None, Operation] = field(default_factory=dict)

    def pick(self, name: str | None) -> Operation | GraphQLError:
        """The operation with this name, or the only one if there is no name."""
        found = self.operations.get(name)
        if found is not None:
            return found
        if name is not None:
            return GraphQLError("The document has no operation of that name.")
        if len(self.operations) == 1:
            return next(iter(self.operations.values()))
        return GraphQLError("The document holds several operations: say which with `operationName`.")


class DocumentValidator:
    """One per schema and process. It has no state of its documents, so that any thread may use it."""

    def __init__(self, model: Model, settings: DocumentSettings, list_sizes: Mapping[str, int] = LIST_SIZES) -> None:
        self._schema = model.core
        self._settings = settings
        self._shapes = Shapes(model, list_sizes)
        self._limits = DocumentLimits(self._shapes, settings)

    def validate(self, text: str, *, introspection: bool) -> ValidationResult:
        """`introspection`: the caller may see the schema, and errors suggest names."""
        most = self._settings.max_tokens
        try:
            document = parse(text, max_tokens=most, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if error.message.startswith(f"Syntax Error: Document contains more than {most} tokens"):
                # The parser has stopped there.
                return _limit_exceeded(exceeded("tokens", most + 1, most), text)
            return _invalid(error, text, "GRAPHQL_PARSE_FAILED")
        except RecursionError:
            return _limit_exceeded(exceeded("depth", self._settings.max_depth + 1, self._settings.max_depth), text)
        walk = Walk(self._shapes, document)
        if exceeding := self._limits.first_exceeded(walk.operations):
            return _limit_exceeded(exceeding, text)
        rules = list(specified_rules) if introspection else [*specified_rules, NoIntrospection]
        errors = validate(
            self._schema,
            document,
            rules,
            max_errors=MAX_ERRORS,
            hide_suggestions=not introspection,
            allow_empty_selection_sets=False,
        )
        if errors:
            return _invalid(errors[0], text, "GRAPHQL_VALIDATION_FAILED", tuple(errors))
        operations = operations_of(walk, self._schema)
        for each in operations.values():
            # A cost that depends on variables is checked with each request.
            cost, maximum = each.amount, self._settings.max_cost
            if isinstance(cost, int) and cost > maximum:
                return _limit_exceeded(exceeded("cost", cost, maximum), text)
        weight = BYTES_PER_TOKEN * document.token_count + BYTES_PER_CHARACTER * len(text)
        return ValidationResult(document, weight=weight, operations=operations)


def operations_of(walk: Walk, schema: GraphQLSchema) -> dict[str | None, Operation]:
    """The operations of a valid document by name."""
    return {_name(each): _operation(each, walk.sums, schema) for each in walk.operations}


def _operation(counted: CountedOperation, sums: Sums, schema: GraphQLSchema) -> Operation:
    counts = counted.counts
    amount = sums.sum(counts.once, counts.schema_objects // SCHEMA_OBJECTS)
    fields = counts.fields - counts.names
    known = KnownQuery.of(schema, counted.node)
    return Operation(counted.node, amount, sums, counted.defaults, counts.shows_schema_alone, fields, known)


def _name(counted: CountedOperation) -> str | None:
    return counted.node.name.value if counted.node.name else None


def _limit_exceeded(error: LimitExceeded, text: str) -> ValidationResult:
    return _invalid(GraphQLError(str(error), original_error=error), text, "LIMIT_EXCEEDED")


def _invalid(
    error: GraphQLError, text: str, code: str, errors: tuple[GraphQLError, ...] | None = None
) -> ValidationResult:
    return ValidationResult(
        None, tuple(_bare(each) for each in errors or (error,)), code, BYTES_PER_CHARACTER * len(text)
    )


def _bare(error: GraphQLError) -> GraphQLError:
    """The error without a reference to its document, which would stay in memory."""
    original = error.original_error
    if original is not None:
        original.__context__ = original.__cause__ = original.__traceback__ = None
    bare = GraphQLError(error.message, original_error=original)
    bare.locations = error.locations
    return bare
