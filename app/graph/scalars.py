"""The schema's scalars: every documented spelling is read, and one is returned. Errors say what is expected."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode, print_ast
from graphql.utilities import value_from_ast_untyped

from app.core import limits, money
from app.core import time as times
from app.core.named_types import JSON, URL, BigInt, CurrencyCode, LocalDateTime, TimeZone

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_BIG = re.compile(r"-?\d{1,19}", re.ASCII)


def _from_text(name: str, parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    def parse_value(value: Any) -> Any:
        if not isinstance(value, str):
            raise GraphQLError(f"{name} must be a string.")
        if len(value) > limits.URL:
            raise GraphQLError(f"{name}: at most {limits.URL} characters.")
        try:
            return parse(value)
        except ValueError as error:
            raise GraphQLError(f"{name}: {error}") from None

    return parse_value


def _uuid(text: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise ValueError("expected 32 hexadecimal digits in five groups.")
    return UUID(text)


def _big(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not _BIG.fullmatch(text) or not -(2**63) <= int(text) < 2**63:
        raise GraphQLError("BigInt must be a whole number of at most 64 bits, best as a string.")
    return int(text)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GraphQLError('Decimal must be a string such as "12.50"; numbers with a point lose digits.')
    try:
        return money.parse_amount(str(value))
    except ValueError as error:
        raise GraphQLError(f"Decimal: {error}") from None


def _decimal_literal(node: ValueNode, _variables: Any = None) -> Decimal:
    if isinstance(node, StringValueNode | IntValueNode):
        return _decimal(node.value)
    raise GraphQLError(f'Decimal must be a string such as "12.50", not {print_ast(node)[:40]}.')


def _text(value: Any) -> str:
    return str(value)


def scalar_map() -> dict[object, Any]:
    """The scalars for `StrawberryConfig(scalar_map=…)`."""
    rfc3339 = "https://www.rfc-editor.org/rfc/rfc3339"
    return {
        UUID: strawberry.scalar(
            name="UUID",
            description="A universally unique identifier, 36 characters.",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
            serialize=_text,
            parse_value=_from_text("UUID", _uuid),
        ),
        dt.datetime: strawberry.scalar(
            name="DateTime",
            description=(
                "An instant, returned in UTC with Z and whole seconds. Read with Z or any offset; without one"
                " (`2035-01-23 13:00`) it is UTC."
            ),
            specified_by_url=rfc3339,
            serialize=times.to_utc_text,
            parse_value=_from_text("DateTime", times.parse_instant),
        ),
        LocalDateTime: strawberry.scalar(
            name="LocalDateTime",
            description=(
                "A local time, `2035-01-24T00:00:00`. Read with a space or a T, with or without seconds. An"
                " offset may be added to choose between the two instants of a time that exists twice."
            ),
            serialize=times.to_local_text,
            parse_value=_from_text("LocalDateTime", times.parse_local),
        ),
        dt.date: strawberry.scalar(
            name="Date",
            description="A calendar date, `2035-01-24`.",
            specified_by_url=rfc3339,
            serialize=_text,
            parse_value=_from_text("Date", times.parse_date),
        ),
        dt.time: strawberry.scalar(
            name="Time",
            description="A time of day, `10:00:00`. Read with or without seconds.",
            serialize=_text,
            parse_value=_from_text("Time", times.parse_time),
        ),
        TimeZone: strawberry.scalar(
            name="TimeZone",
            description="The name of a time zone in the IANA database, such as `Australia/Sydney`. Case is ignored.",
            specified_by_url="https://www.iana.org/time-zones",
            serialize=_text,
            parse_value=_from_text("TimeZone", _text),
        ),
        Decimal: strawberry.scalar(
            name="Decimal",
            description="An exact decimal number as a string, `12.50`. Floats are refused, because they lose digits.",
            serialize=_text,
            parse_value=_decimal,
            parse_literal=_decimal_literal,
        ),
        BigInt: strawberry.scalar(
            name="BigInt",
            description="A whole number of up to 64 bits, as a string.",
            serialize=_text,
            parse_value=_big,
        ),
        CurrencyCode: strawberry.scalar(
            name="CurrencyCode",
            description="The three letters of an ISO 4217 currency.",
            specified_by_url="https://www.iso.org/iso-4217-currency-codes.html",
            serialize=_text,
            parse_value=_from_text("CurrencyCode", _text),
        ),
        URL: strawberry.scalar(
            name="URL",
            description=(
                f"An http or https address, or a storage path, of at most {limits.URL} characters. Stored and"
                " returned, never fetched."
            ),
            specified_by_url="https://url.spec.whatwg.org/",
            serialize=_text,
            parse_value=_from_text("URL", _text),
        ),
        JSON: strawberry.scalar(
            name="JSON",
            description="Any JSON value.",
            specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
            serialize=lambda value: value,
            parse_value=lambda value: value,
            parse_literal=value_from_ast_untyped,
        ),
    }
