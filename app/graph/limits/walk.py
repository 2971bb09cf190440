"""One walk over a document: what each operation asks for, its fragments expanded.

A definition is looked through once, fragments before those that spread them, so that the walk takes as long as the
document is, whatever it expands to. Nothing is refused here for not fitting the schema: validation comes after.
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
from app.graph.limits.factors import listed, page_size, search, wanted
from app.graph.limits.shapes import SHOWING_SCHEMA, TOTAL, Kind, Shape, Shapes

Definition: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(slots=True)
class Counts:
    """Of one selection set. Below `__schema` and `__type` objects and levels are counted apart."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    # On its own level: all fields, those that show the schema, and `__typename`.
    fields: int = 0
    schema_fields: int = 0
    names: int = 0
    schema_depth: int = 0
    schema_objects: int = 0
    # Objects: of the selection as a whole, and of each item of the page that it is selected from.
    once: Amount = 0
    each: Amount = 0

    @property
    def shows_schema_alone(self) -> bool:
        """Whether these are fields of an operation that asks for nothing but the schema."""
        return self.schema_fields > 0 and self.schema_fields + self.names == self.fields


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, and what is asked with it."""

    node: OperationDefinitionNode
    counts: Counts
    variables: int
    defaults: dict[str, Any]


class Walk:
    """Of one document."""

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

    def _operation(self, node: OperationDefinitionNode) -> Asked:
        counts = self._selection(node.selection_set, self._shapes.root(node.operation.value))
        variables = node.variable_definitions or ()
        counts.directives += len(node.directives or ())
        counts.directives += sum(len(each.directives or ()) for each in variables)
        defaults = {each.variable.name.value: _plain(each.default_value) for each in variables if each.default_value}
        return Asked(node, counts, len(variables), defaults)

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
            # The schema shows itself whatever the variables say: this is counted before there are any.
            if directives and not (parent and parent.name.startswith("__")):
                factor = wanted(directives)
            once.append(self.sums.times(factor, found.once))
            each.append(self.sums.times(factor, found.each))
        counts.once = self.sums.sum(*once)
        counts.each = self.sums.sum(*each)
        return counts

    def _fragment(self, node: Any, parent: GraphQLNamedType | None) -> Counts:
        if isinstance(node, FragmentSpreadNode):
            # Of a circle, and of what there is not, nothing is counted: validation refuses both.
            return self._done.get(node.name.value) or Counts()
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition
        return self._selection(node.selection_set, self._shapes.type(condition.name.value) if condition else parent)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Counts:
        name = node.name.value
        shape = self._shapes.of(parent, name)
        counts = self._selection(node.selection_set, shape.target) if node.selection_set else Counts()
        # They are those of the level below.
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
                counts.once = sums.times(listed(arguments, shape.argument), sums.sum(1, counts.once))
            case Kind.ITEM:
                counts.each, counts.once = sums.sum(1, counts.once), 0
            case Kind.PAGE:
                items = sums.times(page_size(arguments), within)
                counts.once = sums.sum(1, counts.once, items, sums.times(search(arguments), 1))


def _plain(node: ValueNode) -> Any:
    """A variable's default: it has no variables, or validation refuses it."""
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
    """Their names, those that are spread before those that spread them. Without recursion: chains may be long."""
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
