"""Counts what the operations of a document select, with fragments expanded.

Each definition is visited once, fragments before the definitions that spread them, so that the time is linear in the
length of the document, whatever it expands to. Errors are not reported here: validation follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    value_from_ast_untyped,
)

from app.graph.introspection import SHOWS_SCHEMA
from app.graph.limits.amounts import MOST, Amount, Factor, Sums
from app.graph.limits.multipliers import inclusion, list_length, page_size, search_price
from app.graph.limits.shapes import SHOWING_SCHEMA, TOTAL, Kind, Shape, Shapes

Definition: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(slots=True)
class Counts:
    """The counts of one selection set. Objects and levels below `__schema` and `__type` are counted separately."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    # On this level: all fields, introspection fields, and `__typename`.
    fields: int = 0
    schema_fields: int = 0
    names: int = 0
    schema_depth: int = 0
    schema_objects: int = 0
    # Objects: once for the selection, and once for each item of the page that it selects from.
    once: Amount = 0
    each: Amount = 0

    @property
    def shows_schema_alone(self) -> bool:
        """Whether an operation with these fields selects introspection fields only."""
        return self.schema_fields > 0 and self.schema_fields + self.names == self.fields


@dataclass(frozen=True, slots=True)
class CountedOperation:
    """One operation with its counts, its number of variables and their default values."""

    node: OperationDefinitionNode
    counts: Counts
    variables: int
    defaults: dict[str, Any]


class Walk:
    """The walk over one document."""

    def __init__(self, shapes: Shapes, document: DocumentNode) -> None:
        self.sums = Sums()
        self._shapes = shapes
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._done: dict[str, Counts] = {}
        for name in _inner_first(self._fragments):
            fragment = self._fragments[name]
            counts = self._selection(fragment.selection_set, shapes.type(fragment.type_condition.name.value))
            counts.directives += len(fragment.directives or ())
            self._done[name] = counts
        self.operations = [
            self._operation(each) for each in document.definitions if isinstance(each, OperationDefinitionNode)
        ]

    def _operation(self, node: OperationDefinitionNode) -> CountedOperation:
        counts = self._selection(node.selection_set, self._shapes.root(node.operation.value))
        variables = node.variable_definitions or ()
        counts.directives += len(node.directives or ())
        counts.directives += sum(len(each.directives or ()) for each in variables)
        defaults = {each.variable.name.value: _plain(each.default_value) for each in variables if each.default_value}
        return CountedOperation(node, counts, len(variables), defaults)

    def _selection(self, node: SelectionSetNode, parent: GraphQLNamedType | None) -> Counts:
        counts = Counts()
        once: list[Amount] = []
        each: list[Amount] = []
        for selection in node.selections:
            directives = selection.directives or ()
            counts.directives += len(directives)
            if isinstance(selection, FieldNode):
                found = self._field(selection, parent)
                counts.depth = max(counts.depth, 1 + found.depth)
                counts.aliases += selection.alias is not None
                counts.fields += 1
                counts.schema_fields += selection.name.value in SHOWS_SCHEMA
                counts.names += selection.name.value == "__typename"
            else:
                found = self._fragment(selection, parent)
                counts.depth = max(counts.depth, found.depth)
                counts.fields += found.fields
                counts.schema_fields += found.schema_fields
                counts.names += found.names
            counts.aliases = min(counts.aliases + found.aliases, MOST)
            counts.directives = min(counts.directives + found.directives, MOST)
            counts.schema_depth = max(counts.schema_depth, found.schema_depth)
            counts.schema_objects = min(counts.schema_objects + found.schema_objects, MOST)
            factor: Factor = 1
            # Introspection is counted before there are variables.
            if directives and not (parent and parent.name.startswith("__")):
                factor = inclusion(directives)
            once.append(self.sums.times(factor, found.once))
            each.append(self.sums.times(factor, found.each))
        counts.once = self.sums.sum(*once)
        counts.each = self.sums.sum(*each)
        return counts

    def _fragment(self, node: Any, parent: GraphQLNamedType | None) -> Counts:
        if isinstance(node, FragmentSpreadNode):
            # A cycle or a missing fragment counts as nothing: validation reports both.
            return self._done.get(node.name.value) or Counts()
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition
        return self._selection(node.selection_set, self._shapes.type(condition.name.value) if condition else parent)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Counts:
        name = node.name.value
        shape = self._shapes.of(parent, name)
        counts = self._selection(node.selection_set, shape.target) if node.selection_set else Counts()
        # These belong to the level below.
        counts.fields = counts.schema_fields = counts.names = 0
        if name in SHOWING_SCHEMA:
            objects = counts.once if isinstance(counts.once, int) else MOST
            counts.schema_depth, counts.schema_objects = 1 + counts.depth, min(1 + objects, MOST)
            counts.depth, counts.once, counts.each = 0, 0, 0
            return counts
        self._objects(counts, shape, node)
        return counts

    def _objects(self, counts: Counts, shape: Shape, node: FieldNode) -> None:
        sums, arguments = self.sums, node.arguments or ()
        within, counts.each = counts.each, 0
        match shape.kind:
            case Kind.LEAF:
                counts.once = 0
            case Kind.TOTAL:
                counts.once = TOTAL
            case Kind.OBJECTS:
                counts.once = sums.times(shape.size, sums.sum(1, counts.once))
            case Kind.LISTED:
                counts.once = sums.times(list_length(arguments, shape.argument), sums.sum(1, counts.once))
            case Kind.ITEM:
                counts.each, counts.once = sums.sum(1, counts.once), 0
            case Kind.PAGE:
                items = sums.times(page_size(arguments), within)
                counts.once = sums.sum(1, counts.once, items, sums.times(search_price(arguments), 1))


def _plain(node: ValueNode) -> Any:
    """The default value of a variable. One that uses variables is reported by validation."""
    return value_from_ast_untyped(node, {})


def _spreads(definition: Definition) -> Iterator[str]:
    stack = [definition.selection_set]
    while stack:
        for selection in stack.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                stack.append(selection.selection_set)


def _inner_first(fragments: dict[str, FragmentDefinitionNode]) -> list[str]:
    """The names of the fragments, each after those that it spreads. Not recursive: chains may be long."""
    ordered: dict[str, None] = {}
    for root in fragments:
        path = [(root, _spreads(fragments[root]))]
        entered = {root}
        while path:
            name, rest = path[-1]
            new = (each for each in rest if each in fragments and each not in ordered and each not in entered)
            inner = next(new, None)
            if inner is None:
                ordered[name] = None
                path.pop()
            else:
                entered.add(inner)
                path.append((inner, _spreads(fragments[inner])))
    return list(ordered)
