"""Whether an answer is a GraphQL response and says what the schema promises. Knows nothing of the service's code.

The document is executed once more, by graphql-core alone, over the answered data as if it were the store: what
comes out must be what went in. So every rule of the specification about an answer's shape is graphql-core's own.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from graphql import DocumentNode, GraphQLResolveInfo, GraphQLSchema, build_schema, execute_sync, is_scalar_type

Answer = dict[str, Any]

STANDARD = {"Boolean", "Float", "ID", "Int", "String"}
ZONES = available_timezones()


def _written(pattern: str, means: Callable[[str], Any]) -> Callable[[str], bool]:
    """Whether a text has the one spelling in which a scalar is answered, and means something."""
    whole = re.compile(pattern, re.ASCII)

    def check(text: str) -> bool:
        try:
            return bool(whole.fullmatch(text)) and means(text) is not False
        except (ValueError, ArithmeticError):
            return False

    return check


SCALARS: dict[str, Callable[[str], bool]] = {
    "BigInt": _written(r"-?\d{1,19}", lambda text: -(2**63) <= int(text) < 2**63),
    "CurrencyCode": _written(r"[A-Z]{3}", str),
    "Date": _written(r"\d{4}-\d\d-\d\d", date.fromisoformat),
    "DateTime": _written(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lambda text: datetime.fromisoformat(text[:-1])),
    "Decimal": _written(r"-?\d+(\.\d+)?", Decimal),
    "LocalDateTime": _written(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", datetime.fromisoformat),
    "Time": _written(r"\d\d:\d\d:\d\d", time.fromisoformat),
    "TimeZone": lambda text: text in ZONES,
    "URL": lambda text: len(text) <= 2048,
    "UUID": _written(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", UUID),
}


def published(sdl: str) -> GraphQLSchema:
    """The schema as a client reads it, with scalars that take nothing but the documented spelling."""
    schema = build_schema(sdl, assume_valid=True)
    for name, kind in schema.type_map.items():
        if is_scalar_type(kind) and name not in STANDARD | {"JSON"}:
            kind.coerce_output_value = _strict(name, SCALARS[name])
    return schema


def _strict(name: str, fits: Callable[[str], bool]) -> Callable[[Any], Any]:
    def coerce(value: Any) -> Any:
        if not isinstance(value, str) or not fits(value):
            raise ValueError(f"{value!r} is no {name}.")
        return value

    return coerce


def violations(schema: GraphQLSchema, document: DocumentNode, answer: Any) -> list[str]:
    """What is wrong with the decoded answer to a document without variables; nothing, as it should be.

    The selection of an abstract type must contain `__typename`.
    """
    found = list(_form(answer))
    if found or answer.get("data") is None:
        return found
    data = answer["data"]
    again = execute_sync(schema, document, root_value=data, field_resolver=_answered, type_resolver=_typename)
    found += [f"{'.'.join(map(str, error.path or ()))}: {error.message}" for error in again.errors or ()]
    if not found and (where := _difference(again.data, data)):
        found.append(where)
    return found


def _answered(source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    key = info.path.key
    if not isinstance(source, dict) or key not in source:
        raise ValueError("it was selected and is missing")
    return source[key]


def _typename(source: Any, *_rest: Any) -> str:
    name: str = source["__typename"]
    return name


def _form(answer: Any) -> Iterator[str]:
    """The response format of the specification: https://spec.graphql.org/draft/#sec-Response-Format"""
    if not isinstance(answer, dict) or not answer.keys() <= {"data", "errors"} or not answer:
        yield f"a response of data and errors was expected: {str(answer)[:200]}"
        return
    errors, data = answer.get("errors"), answer.get("data")
    if "errors" in answer and (not isinstance(errors, list) or not errors):
        yield "errors: not a list of some"
        return
    if data is None and not errors:
        yield "data: null without an error"
    if "data" in answer and not isinstance(data, dict | None):
        yield "data: not an object"
        return
    for number, error in enumerate(errors or ()):
        for what in _error(error, data, "data" in answer):
            yield f"errors.{number}: {what}"


def _error(error: Any, data: Any, executed: bool) -> Iterator[str]:
    if not isinstance(error, dict) or not error.keys() <= {"message", "locations", "path", "extensions"}:
        yield "not of the documented parts"
        return
    if not isinstance(error.get("message"), str) or not error["message"]:
        yield "no message"
    if not isinstance(error.get("extensions"), dict) or not isinstance(error["extensions"].get("code"), str):
        yield "no code"
    for at in error.get("locations", ()):
        if at.keys() != {"line", "column"} or not all(type(value) is int and value > 0 for value in at.values()):
            yield f"{at} is no location"
    path = error.get("path")
    if (path is not None) != executed:
        yield "a path belongs to the errors of an execution, and to no others"
    for step in path or ():
        if data is None:
            return
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            yield f"the path {path} leads nowhere"
            return
    if path and data is not None:
        yield f"there is something at {path}, where something went wrong"


def _difference(expected: Any, answered: Any, path: str = "data") -> str | None:
    """The first place where an answer is not what its own values make. The order of keys counts."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        if list(expected) != list(answered):
            return f"{path}: the keys {list(answered)} instead of {list(expected)}"
        inner = (_difference(expected[key], answered[key], f"{path}.{key}") for key in expected)
        return next((at for at in inner if at), None)
    if isinstance(expected, list) and isinstance(answered, list):
        inner = (_difference(*both, f"{path}.{n}") for n, both in enumerate(zip(expected, answered, strict=True)))
        return next((at for at in inner if at), None)
    # A whole number may stand for a Float.
    same = type(expected) is type(answered) or (type(expected), type(answered)) == (float, int)
    return None if same and expected == answered else f"{path}: {answered!r} instead of {expected!r}"
