"""What a field's arguments and a selection's conditions multiply by: known from the document, or from each request."""

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

# What a list of identifiers may hold at most; `nodes` itself takes fewer.
MAX_LISTED = 1_000
# In objects: what is looked through to answer these, whatever the answer holds.
PRICES = {"text": 50, "near": 50}


def page_size(arguments: Iterable[ArgumentNode]) -> Factor:
    """How many items a page may hold. What the reader refuses counts as the largest."""
    given = [each.value for each in arguments if each.name.value in ("first", "last")]
    names = [value.name.value for value in given if isinstance(value, VariableNode)]
    literals = [_size(int(value.value)) for value in given if isinstance(value, IntValueNode)]
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


def listed(arguments: Iterable[ArgumentNode], name: str) -> Factor:
    """How many items the list in this argument holds."""
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


def search(arguments: Iterable[ArgumentNode]) -> Factor:
    """The price of looking for words or around a place, each whatever is found."""
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


def wanted(directives: Iterable[DirectiveNode]) -> Factor:
    """1 of what is selected, 0 of what `@skip` and `@include` leave out."""
    literal, late = 1, []
    for directive in directives:
        name = directive.name.value
        if name not in ("skip", "include") or not directive.arguments:
            continue
        value = directive.arguments[0].value
        if isinstance(value, VariableNode):
            late.append((value.name.value, name == "skip"))
        elif isinstance(value, BooleanValueNode) and value.value is (name == "skip"):
            literal = 0
    if not late or not literal:
        return literal

    def factor(variables: Variables) -> int:
        # What is no truth value is refused before anything is answered.
        return 0 if any(variables.get(name) is unwanted for name, unwanted in late) else 1

    return factor
