"""Introspection: answered from memory, outside the event loop, and with no more than was selected."""

import threading
from itertools import product
from typing import Any

import pytest
from graphql import execute, get_introspection_query

from app.settings.documents import DocumentSettings
from tests.documents.limits import EVENT
from tests.gateway import Gateway

DEFAULTS = {name: field.default for name, field in DocumentSettings.model_fields.items()}
OPTIONS = (
    "descriptions",
    "specified_by_url",
    "directive_is_repeatable",
    "schema_description",
    "input_value_deprecation",
)
WHOLE = get_introspection_query(**dict.fromkeys((*OPTIONS, "one_of"), True))
# What GraphQL Playground and older Apollo tools ask, which is much the same.
REF = "kind name " + "ofType { kind name " * 7 + "} " * 7
WITHOUT_FRAGMENTS = f"""query IntrospectionQuery {{ __typename __schema {{
    queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }}
    directives {{ name description locations args {{ name type {{ {REF} }} }} }}
    types {{ kind name description fields(includeDeprecated: true) {{ name args {{ name defaultValue type {{ {REF} }} }}
    type {{ {REF} }} isDeprecated }} inputFields {{ name type {{ {REF} }} }} interfaces {{ name }}
    enumValues(includeDeprecated: true) {{ name isDeprecated deprecationReason }} possibleTypes {{ name }} }} }} }}"""
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def strict(gateway: Gateway) -> Gateway:
    gateway.restart(**DEFAULTS)
    return gateway


def limit_of(error: dict[str, Any]) -> str | None:
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    return str(error["extensions"]["limit"])


def test_every_variant_of_the_usual_query_is_answered(strict: Gateway, request: pytest.FixtureRequest) -> None:
    every = request.config.getoption("every_engine")
    for chosen in product((False, True), repeat=len(OPTIONS)):
        # Locally none, each by itself, and all of them.
        if not every and sum(chosen) not in (0, 1, len(OPTIONS)):
            continue
        query = get_introspection_query(**dict(zip(OPTIONS, chosen, strict=True)))
        assert len(strict.gql(query)["__schema"]["types"]) > 300
    for query in (WHOLE, get_introspection_query(type_depth=15), WITHOUT_FRAGMENTS):
        assert len(strict.gql(query)["__schema"]["types"]) > 300


def test_what_the_schema_says_is_said_again_without_executing_anything(
    strict: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def noting(*arguments: Any, **named: Any) -> Any:
        threads.append(threading.current_thread().name)
        return execute(*arguments, **named)

    monkeypatch.setattr("app.graph.execution.execute", noting)
    first = strict.gql(WHOLE)
    assert [strict.gql(WHOLE) == first for _ in range(3)] == [True] * 3
    assert [name.startswith("marquee-documents") for name in threads] == [True]
    # What it depends on is part of what it is known by.
    by_name = 'query A($name: String!) { __type(name: $name) { name } } query B { __type(name: "User") { kind } }'
    requested = [({"name": "Event"}, "A"), ({"name": "Ticket"}, "A"), ({}, "B"), ({"name": "Event"}, "A")]
    answers = [
        strict.post(json={"query": by_name, "variables": variables, "operationName": name}).json()["data"]["__type"]
        for variables, name in requested
    ]
    assert answers == [{"name": "Event"}, {"name": "Ticket"}, {"kind": "OBJECT"}, {"name": "Event"}]
    assert len(threads) == 4


def test_callers_without_the_schema_get_no_cached_answer(gateway: Gateway) -> None:
    gateway.restart(introspection=False)
    token = gateway.token(gateway.organisation())
    assert gateway.gql(WHOLE, token)
    assert "Introspection is switched off here." in str(gateway.errors(WHOLE))


def test_an_error_about_the_schema_is_not_kept(strict: Gateway) -> None:
    query = "query ($name: String!) { __type(name: $name) { name } }"
    for _ in range(2):
        (error,) = strict.errors(query, name=1)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


def schema(count: int) -> str:
    inner = WHOLE.partition("{")[2].partition("fragment ")[0].strip().removesuffix("}")
    fragments = "fragment " + WHOLE.partition("fragment ")[2]
    return f"{{ {' '.join(inner for _ in range(count))} }} {fragments}"


def test_the_whole_schema_is_answered_a_few_times_in_one_operation(strict: Gateway) -> None:
    assert strict.gql(schema(3))
    (error,) = strict.errors(schema(4))
    assert limit_of(error) == "introspection"
    assert error["extensions"]["value"] * 3 == error["extensions"]["maximum"] * 4


def test_only_a_part_of_the_schema_is_answered_with_other_fields(strict: Gateway) -> None:
    part = '__type(name: "Event") { name fields { name type { name } } }'
    assert strict.gql(f"{{ {part} {EVENT} {{ name }} }}")["event"] is None
    (error,) = strict.errors(schema(1).replace("{", f"{{ {EVENT} {{ name }}", 1))
    assert limit_of(error) == "introspection"


def test_levels_of_the_schema_are_counted_apart(strict: Gateway) -> None:
    for levels, refused in ((21, False), (22, True)):
        inner = "ofType { " * (levels - 1) + "name" + " }" * (levels - 1)
        text = f"{{ __schema {{ types {{ fields {{ type {{ {inner} }} }} }} }} }}"
        answer = strict.post(json={"query": text}).json()
        assert ("errors" in answer) is refused
        if refused:
            (error,) = answer["errors"]
            assert (limit_of(error), error["extensions"]["value"], error["extensions"]["maximum"]) == (
                "introspectionDepth", 26, 25,
            )  # fmt: skip
