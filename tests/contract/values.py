"""Values to send, made from the schema: each shows which path it was sent to.

`values_of(step path, type)` gives every value that is worth sending to one field: both truths, each word of an
enumeration, one distinctive text, number, address or moment. What is required beside it comes from `completed`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    is_required_input_field,
)


def values_of(path: str, kind: GraphQLInputType) -> list[Any]:
    """What to send to the field at this path, one after the other."""
    if isinstance(kind, GraphQLNonNull):
        return values_of(path, kind.of_type)
    if isinstance(kind, GraphQLList):
        return [[value] for value in values_of(path, kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return list(kind.values)
    if isinstance(kind, GraphQLInputObjectType):
        return [completed(path, kind, {})]
    assert isinstance(kind, GraphQLScalarType)
    if kind.name == "Boolean":
        return [True, False]
    return [_scalar(path, kind.name)]


def completed(path: str, kind: GraphQLInputObjectType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The object with everything that it requires."""
    required = {
        name: values_of(f"{path}.{name}", field.type)[0]
        for name, field in kind.fields.items()
        if name not in given and is_required_input_field(field)
    }
    return required | dict(given)


def _scalar(path: str, name: str) -> Any:
    number = int.from_bytes(hashlib.blake2s(path.encode(), digest_size=2).digest())
    last = path.rsplit(".", 1)[-1]
    made: dict[str, Any] = {
        "Int": 15 * (1 + number % 90),
        "BigInt": str(number),
        "Float": round(number / 1000, 3),
        "Decimal": f"{1 + number % 90}.25",
        "String": f"{last} {number}"[:24],
        "URL": f"https://example.org/{number}/{last}",
        "Date": f"2035-03-{1 + number % 28:02}",
        "Time": f"{8 + number % 12:02}:{15 * (number % 4):02}:00",
        "LocalDateTime": f"2035-03-{1 + number % 28:02}T{8 + number % 12:02}:{15 * (number % 4):02}:00",
        "DateTime": f"2035-03-{1 + number % 28:02}T{number % 24:02}:{15 * (number % 4):02}:00Z",
        "TimeZone": "Europe/Lisbon",
        "CurrencyCode": "CHF",
        "UUID": f"00000000-0000-4000-8000-{number:012}",
        "JSON": {last: [number, True, None, "text"]},
    }
    return made[name]
