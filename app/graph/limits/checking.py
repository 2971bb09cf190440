"""From a text to a document that may be executed, or to the reason why it may not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import graphql.validation.rules.overlapping_fields_can_be_merged as overlapping
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from app.core.exceeded import LimitExceeded
from app.graph.introspection import NoIntrospection
from app.graph.limits.amounts import Amount, Sums
from app.graph.limits.bounds import Bounds, exceeded
from app.graph.limits.list_sizes import LIST_SIZES
from app.graph.limits.shapes import Shapes
from app.graph.limits.walk import Asked, Walk
from app.graph.reading.model import Model
from app.settings.documents import DocumentSettings

# Of the rule that compares fields with each other: the only one that takes longer than the document is long. A step is
# some five microseconds. A field that sixty fragments ask for takes four thousand.
overlapping.MAX_COMPLEXITY_BUDGET = 50_000
MAX_ERRORS = 10
# What a parsed document weighs: measured, 300 to 613 bytes a token, positions included, beside its text.
BYTES_PER_TOKEN = 620
BYTES_PER_CHARACTER = 4
# So many objects of the schema, which are in memory and mostly answered as they were before, cost as much as one.
SCHEMA_OBJECTS = 500


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document. `shows_schema`: it asks for nothing else."""

    node: OperationDefinitionNode
    amount: Amount
    sums: Sums
    defaults: dict[str, Any]
    shows_schema: bool

    def cost(self, variables: Mapping[str, Any]) -> int:
        """Objects that may be answered, with these variables. As long as it leaves nothing to them, no work."""
        if isinstance(self.amount, int):
            return self.amount
        return self.sums.value(self.amount, {**self.defaults, **variables} if self.defaults else variables)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document, or why it is none. `weight`: bytes that keeping it takes."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    code: str = ""
    weight: int = 0
    operations: Mapping[str | None, Operation] = field(default_factory=dict)

    def pick(self, name: str | None) -> Operation | GraphQLError:
        """The operation of this name, or the only one."""
        found = self.operations.get(name)
        if found is not None:
            return found
        if name is not None:
            return GraphQLError("The document has no operation of that name.")
        if len(self.operations) == 1:
            return next(iter(self.operations.values()))
        return GraphQLError("The document holds several operations: say which with `operationName`.")


class Checker:
    """One per schema and process. Holds nothing of what it has looked at, so that any thread may ask it."""

    def __init__(self, model: Model, settings: DocumentSettings, list_sizes: Mapping[str, int] = LIST_SIZES) -> None:
        self._schema = model.core
        self._settings = settings
        self._shapes = Shapes(model, list_sizes)
        self._bounds = Bounds(self._shapes, settings)

    def check(self, text: str, *, introspection: bool) -> Checked:
        """`introspection`: by a caller who may see the schema, and is helped with its names."""
        most = self._settings.max_tokens
        try:
            document = parse(text, max_tokens=most, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if error.message.startswith(f"Syntax Error: Document contains more than {most} tokens"):
                # It was not read any further.
                return _refused(exceeded("tokens", most + 1, most), text)
            return _unreadable(error, text, "GRAPHQL_PARSE_FAILED")
        except RecursionError:
            return _refused(exceeded("depth", self._settings.max_depth + 1, self._settings.max_depth), text)
        walk = Walk(self._shapes, document)
        if refused := self._bounds.first_exceeded(walk.operations):
            return _refused(refused, text)
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
            return _unreadable(errors[0], text, "GRAPHQL_VALIDATION_FAILED", tuple(errors))
        operations = {_name(each): _operation(each, walk.sums) for each in walk.operations}
        for each in operations.values():
            # What variables decide is looked at with each request.
            cost, dearest = each.amount, self._settings.max_cost
            if isinstance(cost, int) and cost > dearest:
                return _refused(exceeded("cost", cost, dearest), text)
        weight = BYTES_PER_TOKEN * document.token_count + BYTES_PER_CHARACTER * len(text)
        return Checked(document, weight=weight, operations=operations)


def _operation(asked: Asked, sums: Sums) -> Operation:
    counts = asked.counts
    amount = sums.sum(counts.once, counts.schema_objects // SCHEMA_OBJECTS)
    return Operation(asked.node, amount, sums, asked.defaults, counts.shows_schema_alone)


def _name(asked: Asked) -> str | None:
    return asked.node.name.value if asked.node.name else None


def _refused(why: LimitExceeded, text: str) -> Checked:
    return _unreadable(GraphQLError(str(why), original_error=why), text, "LIMIT_EXCEEDED")


def _unreadable(error: GraphQLError, text: str, code: str, errors: tuple[GraphQLError, ...] | None = None) -> Checked:
    return Checked(None, tuple(_bare(each) for each in errors or (error,)), code, BYTES_PER_CHARACTER * len(text))


def _bare(error: GraphQLError) -> GraphQLError:
    """What is told of it, without the document that it would hold."""
    original = error.original_error
    if original is not None:
        original.__context__ = original.__cause__ = original.__traceback__ = None
    bare = GraphQLError(error.message, original_error=original)
    bare.locations = error.locations
    return bare
