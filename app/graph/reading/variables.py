"""The variables of an operation, coerced by graphql-core's rules with what does not depend on the request prepared."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    coerce_input_literal,
    coerce_input_value,
    is_leaf_type,
    is_non_null_type,
    type_from_ast,
)
from graphql.execution.values import input_is_nested_too_deeply

# No variable of this name was sent.
ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Variable:
    """The definition of one variable.

    default  its default value, or graphql-core's `Undefined`
    leaf     coerces a value other than null; None unless the type is a scalar or an enum
    """

    name: str
    input_type: GraphQLInputType
    required: bool
    default: Any
    leaf: Callable[[Any], Any] | None

    @classmethod
    def of(cls, schema: GraphQLSchema, node: VariableDefinitionNode) -> "Variable":
        """The variable that is defined here in a valid document."""
        input_type: Any = type_from_ast(schema, node.type)
        required = is_non_null_type(input_type)
        bare = input_type.of_type if required else input_type
        default = coerce_input_literal(node.default_value, input_type) if node.default_value else Undefined
        leaf = bare.coerce_input_value if is_leaf_type(bare) else None
        return cls(node.variable.name.value, input_type, required, default, leaf)


class Variables:
    """All variables of one operation of a valid document."""

    def __init__(self, schema: GraphQLSchema, nodes: Iterable[VariableDefinitionNode]) -> None:
        self._all = tuple(Variable.of(schema, node) for node in nodes)
        # Those that are never null.
        self.required = frozenset(each.name for each in self._all if each.required)

    def coerced(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """The values by name, without those that are absent; None if graphql-core would refuse one of them."""
        found: dict[str, Any] = {}
        for each in self._all:
            value = given.get(each.name, ABSENT)
            if value is ABSENT:
                if each.default is not Undefined:
                    found[each.name] = each.default
                elif each.required:
                    return None
                continue
            coerced = _coerced(each, value)
            if coerced is Undefined:
                return None
            found[each.name] = coerced
        return found


def _coerced(variable: Variable, value: Any) -> Any:
    """The value of a variable that was sent; Undefined if it is invalid."""
    if value is None:
        return Undefined if variable.required else None
    if variable.leaf is None:
        if input_is_nested_too_deeply(value, variable.input_type):
            return Undefined
        return coerce_input_value(value, variable.input_type)
    try:
        return variable.leaf(value)
    except Exception:
        # As graphql-core does: any exception of a scalar is a refusal.
        return Undefined
