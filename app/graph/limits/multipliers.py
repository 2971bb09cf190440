"""Page sizes, list lengths and directives, by which counts are multiplied. They may depend on variables."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)

from app.graph.limits.amounts import Factor, Variables
from app.graph.reading.windows import DEFAULT_PAGE, MAX_PAGE

# The most that a list of identifiers counts as; `nodes` itself accepts fewer.
MAX_LISTED = 1_000
# In objects: the rows that these filters read, whatever the answer holds.
PRICES = {"text": 50, "near": 50}


def page_size(arguments: Iterable[ArgumentNode]) -> Factor:
    """How many items a page may hold. A size that the reader refuses counts as the largest page."""
    values = [each.value for each in arguments if each.name.value in ("first", "last")]
    names = [value.name.value for value in values if isinstance(value, VariableNode)]
    literals = [_size(int(value.value)) for value in values if isinstance(value, IntValueNode)]
    if not names:
        return max(literals, default=DEFAULT_PAGE)

    def size(variables: Variables) -> int:
        found = [_given_size(variables[name]) for name in names if variables.get(name) is not None]
        return max([*found, *literals], default=DEFAULT_PAGE)

    return size


def _size(number: int) -> int:
    return number if 0 <= number <= MAX_PAGE else MAX_PAGE


def _given_size(value: Any) -> int:
    return _size(int(value)) if isinstance(value, int) else MAX_PAGE


def list_length(arguments: Iterable[ArgumentNode], name: str) -> Factor:
    """How many items the list in this argument has."""
    value = next((each.value for each in arguments if each.name.value == name), None)
    if isinstance(value, ListValueNode):
        return min(len(value.values), MAX_LISTED)
    if not isinstance(value, VariableNode):
        return 1
    variable = value.name.value

    def length(variables: Variables) -> int:
        given = variables.get(variable)
        return min(len(given), MAX_LISTED) if isinstance(given, list) else 1

    return length


def search_price(arguments: Iterable[ArgumentNode]) -> Factor:
    """The price of a filter by text or by distance."""
    value = next((each.value for each in arguments if each.name.value == "filter"), None)
    if isinstance(value, ObjectValueNode):
        asked = {field.name.value: field.value for field in value.fields}
        return sum(price for key, price in PRICES.items() if _is_given(asked.get(key)))
    if not isinstance(value, VariableNode):
        return 0
    variable = value.name.value

    def price(variables: Variables) -> int:
        given = variables.get(variable)
        asked = given if isinstance(given, dict) else {}
        return sum(price for key, price in PRICES.items() if asked.get(key) is not None)

    return price


def _is_given(value: ValueNode | None) -> bool:
    return value is not None and not isinstance(value, NullValueNode)


def inclusion(directives: Iterable[DirectiveNode]) -> Factor:
    """0 if `@skip` or `@include` excludes the selection, otherwise 1."""
    literal, variable = 1, []
    for directive in directives:
        name = directive.name.value
        if name not in ("skip", "include") or not directive.arguments:
            continue
        value = directive.arguments[0].value
        if isinstance(value, VariableNode):
            variable.append((value.name.value, name == "skip"))
        elif isinstance(value, BooleanValueNode) and value.value is (name == "skip"):
            literal = 0
    if not variable or not literal:
        return literal

    def factor(variables: Variables) -> int:
        # Execution refuses a value that is not a boolean.
        return 0 if any(variables.get(name) is excluded for name, excluded in variable) else 1

    return factor
