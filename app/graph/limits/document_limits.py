"""Compares the counts of a document with the limits in the settings."""

from collections.abc import Iterator, Sequence

from graphql import OperationType, get_introspection_query, parse

from app.core.exceeded import LimitExceeded
from app.graph.limits.amounts import MOST
from app.graph.limits.shapes import Shapes
from app.graph.limits.walk import CountedOperation, Walk
from app.settings.documents import DocumentSettings

# Levels below `__schema` and `__type`: tools select `ofType` nine times.
SCHEMA_DEPTH = 25
# How many times the introspection query of tools fits into one operation that asks for nothing else. Beside other
# fields only a part of it does, because that part is executed on the event loop.
SCHEMA_WHOLE = 3
SCHEMA_BESIDE = 20

MESSAGES = {
    "tokens": "This document has more than {maximum:,} tokens.",
    "operations": "This document has {value:,} operations, and may have {maximum:,}.",
    "variables": "This operation has {value:,} variables, and may have {maximum:,}.",
    "directives": "This document uses {value:,} directives, and may use {maximum:,}.",
    "depth": "This query is nested more than {maximum} levels deep.",
    "rootFields": "This operation asks for {value:,} root fields, and may ask for {maximum:,}.",
    "mutations": "This operation asks for {value:,} mutations, and may ask for {maximum:,}.",
    "aliases": "This document uses {value:,} aliases, and may use {maximum:,}.",
    "introspectionDepth": "This query asks about the schema more than {maximum} levels deep.",
    "introspection": "This query may be answered with {value:,} objects of the schema, and {maximum:,} are allowed.",
    "cost": "This query may be answered with {value:,} objects, and {maximum:,} are allowed. Ask for smaller pages.",
}


def exceeded(limit: str, value: int, maximum: int) -> LimitExceeded:
    """The error for one limit."""
    value = min(value, MOST)
    return LimitExceeded(limit, value, maximum, MESSAGES[limit].format(value=value, maximum=maximum))


class DocumentLimits:
    """The limits of one schema."""

    def __init__(self, shapes: Shapes, settings: DocumentSettings) -> None:
        self._settings = settings
        self._schema_objects = _introspection_objects(shapes)

    def first_exceeded(self, operations: Sequence[CountedOperation]) -> LimitExceeded | None:
        """The error for the first limit that any operation of a document exceeds."""
        for limit, value, maximum in self._counted(operations):
            if value > maximum:
                return exceeded(limit, value, maximum)
        return None

    def _counted(self, operations: Sequence[CountedOperation]) -> Iterator[tuple[str, int, int]]:
        most = self._settings
        yield "operations", len(operations), most.max_operations
        for each in operations:
            counts = each.counts
            mutates = each.node.operation is OperationType.MUTATION
            yield "variables", each.variables, most.max_variables
            yield "directives", counts.directives, most.max_directives
            yield "depth", counts.depth, most.max_depth
            yield (
                "mutations" if mutates else "rootFields",
                counts.fields,
                (most.max_mutations if mutates else most.max_root_fields),
            )
            yield "aliases", counts.aliases, most.max_aliases
            yield "introspectionDepth", counts.schema_depth, SCHEMA_DEPTH
            whole = self._schema_objects
            maximum = whole * SCHEMA_WHOLE if counts.shows_schema_alone else whole // SCHEMA_BESIDE
            yield "introspection", counts.schema_objects, maximum


def _introspection_objects(shapes: Shapes) -> int:
    """How many objects the longest introspection query of tools counts as."""
    text = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    (operation,) = Walk(shapes, parse(text)).operations
    return operation.counts.schema_objects
