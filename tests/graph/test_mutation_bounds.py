"""Every mutation refuses a text of any length, and never folds all of it."""

import unicodedata
from typing import Any, Literal

import pytest
from graphql import get_named_type, get_nullable_type, is_enum_type, is_input_object_type, is_list_type
from graphql.type import is_required_argument, is_required_input_field

from app.core import folding, limits
from app.schema import schema
from tests.builders import make_ready_event
from tests.gateway import Gateway

CORE = schema._schema
UNKNOWN = "6f0c7a3e-6b0e-4f0e-9a35-000000000000"
FILLED: dict[str, Any] = {
    "UUID": UNKNOWN,
    "String": "a",
    "ID": "a",
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "DateTime": "2035-01-24T00:00:00Z",
    "LocalDateTime": "2035-01-24T00:00:00",
    "Date": "2035-01-24",
    "Time": "10:00",
    "URL": "https://example.com",
    "TimeZone": "UTC",
    "CurrencyCode": "EUR",
    "Decimal": "1",
    "BigInt": "1",
    "JSON": {},
}
PLACE = object()


class Recorder:
    """Stands in for `unicodedata` in folding, and records the length of the longest text."""

    def __init__(self) -> None:
        self.longest = 0

    def normalize(self, form: Literal["NFKD", "NFKC"], text: str) -> str:
        if form == "NFKD":
            self.longest = max(self.longest, len(text))
        return unicodedata.normalize(form, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(unicodedata, name)


def value(type_: Any) -> Any:
    """A value of the type, with required fields only."""
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        return [value(bare.of_type)]
    if is_input_object_type(bare):
        needed = {name: value(item.type) for name, item in bare.fields.items() if is_required_input_field(item)}
        if bare.is_one_of and not needed:
            name, item = next(iter(bare.fields.items()))
            needed = {name: value(item.type)}
        return needed
    return next(iter(bare.values)) if is_enum_type(bare) else FILLED[bare.name]


def with_place(type_: Any, above: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """Values of the type with PLACE as one of their texts, each with the path of it."""
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        return [(name, [inner]) for name, inner in with_place(bare.of_type, above)]
    if is_input_object_type(bare):
        if bare.name in above:
            return []
        base = {} if bare.is_one_of else value(bare)
        return [
            (f".{name}{further}", {**base, name: inner})
            for name, item in bare.fields.items()
            for further, inner in with_place(item.type, (*above, bare.name))
        ]
    return [("", PLACE)] if bare.name in ("String", "ID", "URL", "TimeZone", "CurrencyCode") else []


def put(shape: Any, text: str) -> Any:
    if shape is PLACE:
        return text
    if isinstance(shape, dict):
        return {key: put(item, text) for key, item in shape.items()}
    return [put(item, text) for item in shape] if isinstance(shape, list) else shape


def mutations() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Name, place, document and variables, once for each text of each mutation."""
    assert CORE.mutation_type is not None
    found = []
    for name, field in CORE.mutation_type.fields.items():
        selection = "{ userErrors { path } }" if "userErrors" in get_named_type(field.type).fields else "{ __typename }"
        for argument, given in field.args.items():
            needed = {key: value(item.type) for key, item in field.args.items() if is_required_argument(item)}
            for place, shape in with_place(given.type):
                chosen = {**needed, argument: shape}
                head = ", ".join(f"${key}: {field.args[key].type}" for key in chosen)
                passed = ", ".join(f"{key}: ${key}" for key in chosen)
                found.append(
                    (name, f"{argument}{place}", f"mutation ({head}) {{ {name}({passed}) {selection} }}", chosen)
                )
    return found


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_long_text_is_stored_or_folded_whole(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    monkeypatch.setattr(folding, "unicodedata", recorder)
    acme = gateway.organisation()
    headers = {"Authorization": f"Bearer {gateway.token(acme)}"}
    event = make_ready_event(gateway, acme)
    own = {"organisationUuid": acme.uuid, "eventUuid": str(event.id), "uuid": str(event.id)}
    cases, accepted = mutations(), []
    assert len(cases) > 250
    for name, place, document, shape in cases:
        variables = {**shape, **{key: value for key, value in own.items() if key in shape}}
        body = {"query": document, "variables": put(variables, "\u00df\ufdfa" * 45_000)}
        answer = gateway.post(json=body, headers=headers).json()
        data = answer.get("data") or {}
        if "errors" not in answer and not (data[name] and data[name].get("userErrors")):
            accepted.append((name, place, answer))
    assert accepted == []
    # Of ten thousand characters half become two without case.
    assert 0 < recorder.longest <= 2 * limits.FOLDED


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_text_as_large_as_a_body_is_refused_as_a_variable(gateway: Gateway) -> None:
    headers = {"Authorization": f"Bearer {gateway.token(gateway.organisation())}"}
    for _name, place, document, shape in mutations()[::10]:
        body = {"query": document, "variables": put(shape, "\ufdfa" * 330_000)}
        (error,) = gateway.post(json=body, headers=headers).json()["errors"]
        message = f"`${place}` may have at most 100,000 characters; these are 330,000."
        assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", message)
