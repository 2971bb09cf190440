"""What a document selects: fields merged over fragments, `@skip` and `@include` decided, arguments as symbols."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputType,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    coerce_input_literal,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
)

from app.core.exceeded import LimitExceeded
from app.core.problems import BadInput
from app.graph.reading.bounds import bounded, checked
from app.graph.reading.parameters import Env, Getter, Known, Late, Symbol, getter, plain

# Strawberry hands resolvers the coerced variables as a plain dict; graphql-core's type says otherwise.
ResolveInfo: TypeAlias = Any

# What SQLite's parser takes, and how long a statement may get. Settings that may be stricter are checked before.
MAX_DEPTH = 15
MAX_FIELDS = 2_000


@dataclass(slots=True)
class Selected:
    """One response key of an object, with all nodes that select it."""

    key: str
    name: str
    nodes: list[FieldNode]

    def selections(self) -> list[SelectionSetNode]:
        return [node.selection_set for node in self.nodes if node.selection_set]


@dataclass(slots=True)
class Document:
    """The operation that is compiled. `used` are the variables that the plan depends on: they are part of its key."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]
    used: set[str] = field(default_factory=set)
    fields: int = 0

    def select(self, sets: Iterable[SelectionSetNode], types: frozenset[str], depth: int) -> list[Selected]:
        """The fields selected of an object; `types` are its own name, its interfaces and its unions."""
        if depth > MAX_DEPTH:
            message = f"This query is nested more than {MAX_DEPTH} levels deep."
            raise LimitExceeded("depth", depth, MAX_DEPTH, message)
        found: dict[str, Selected] = {}
        visited: set[str] = set()
        for selection_set in sets:
            self._collect(selection_set, types, found, visited)
        self.fields += len(found)
        if self.fields > MAX_FIELDS:
            message = f"This query selects more than {MAX_FIELDS} fields."
            raise LimitExceeded("fields", self.fields, MAX_FIELDS, message)
        return list(found.values())

    def arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Symbol]:
        """The arguments that are given, null included, or have a default."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        symbols: dict[str, Symbol] = {}
        for name, argument in definition.args.items():
            value = given.get(name)
            symbol = None if value is None else self.symbol(value, argument.type, name)
            if symbol is None and argument.default_value is not Undefined:
                symbol = Known(argument.default_value)
            if symbol is not None:
                symbols[name] = symbol
        return symbols

    def symbol(self, node: ValueNode, input_type: GraphQLInputType, path: str) -> Symbol | None:
        """The value of a literal or variable; None for an absent variable. BadInput if it is too long."""
        if isinstance(node, VariableNode):
            name = node.name.value
            self.used.add(name)
            if name not in self.variables:
                return None
            return _from_variable(self.variables[name], lambda env: env.variables[name], path)
        if isinstance(node, NullValueNode):
            return Known(None)
        bare = get_nullable_type(input_type)
        if isinstance(node, ObjectValueNode) and is_input_object_type(bare):
            parts: dict[str, Symbol] = {}
            for item in node.fields:
                key = item.name.value
                part = self.symbol(item.value, bare.fields[key].type, f"{path}.{key}")
                if part is not None:
                    parts[key] = part
            return parts
        if isinstance(node, ListValueNode) and is_list_type(bare):
            checked(list(node.values), path)
            items = [self.symbol(item, bare.of_type, path) or Known(None) for item in node.values]
            gets = [getter(item) for item in items]
            return Late(lambda env: [get(env) for get in gets])
        value = coerce_input_literal(node, input_type)
        if value is Undefined:
            raise BadInput(f"This value is not a {get_named_type(input_type).name}.")
        checked(value, path)
        return Known([value] if is_list_type(bare) and not isinstance(value, list) else value)

    def _collect(
        self,
        selection_set: SelectionSetNode,
        types: frozenset[str],
        found: dict[str, Selected],
        visited: set[str],
    ) -> None:
        for node in selection_set.selections:
            if not self._wanted(node.directives):
                continue
            if isinstance(node, FieldNode):
                key = (node.alias or node.name).value
                if key in found:
                    found[key].nodes.append(node)
                else:
                    found[key] = Selected(key, node.name.value, [node])
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in visited:
                    visited.add(name)
                    fragment = self.fragments[name]
                    if fragment.type_condition.name.value in types:
                        self._collect(fragment.selection_set, types, found, visited)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                if condition is None or condition.name.value in types:
                    self._collect(node.selection_set, types, found, visited)

    def _wanted(self, directives: Iterable[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            name = directive.name.value
            if name in ("skip", "include") and self._condition(directive) is (name == "skip"):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        [argument] = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            self.used.add(value.name.value)
            return bool(self.variables[value.name.value])
        return isinstance(value, BooleanValueNode) and value.value


def _from_variable(value: Any, get: Getter, path: str) -> Symbol:
    """What shapes SQL is known: null, enums, Booleans, which keys are present. The rest is read from each request."""
    if value is None or isinstance(value, bool) or hasattr(value, "name"):
        return Known(value)
    if isinstance(value, dict):
        return {key: _from_variable(item, _reach(get, key), f"{path}.{key}") for key, item in value.items()}
    return Late(bounded(get, path))


def _reach(get: Getter, key: str) -> Getter:
    def reach(env: Env) -> Any:
        return get(env)[key]

    return reach


def shape(value: Any) -> Any:
    """The part of a variable that a plan depends on, as `_from_variable` splits it. Hashable."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return tuple((key, shape(value[key])) for key in sorted(value))
    if hasattr(value, "name"):
        return ("enum", plain(value))
    return "value"
