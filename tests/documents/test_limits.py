"""Documents at each limit are answered, and those one over are refused with what was counted, on every way in."""

from typing import Any

import pytest

from app.settings.documents import DocumentSettings
from tests.documents.limits import CASES, EVENT, UUID, Case
from tests.gateway import Gateway
from tests.web.wire import socket

DEFAULTS = {name: field.default for name, field in DocumentSettings.model_fields.items()}
# Nothing is read of any row, so that one engine says it for both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def strict(gateway: Gateway) -> Gateway:
    """With the limits that a service has by default."""
    gateway.restart(**DEFAULTS)
    return gateway


def extensions(error: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in error["extensions"].items() if name != "requestId"}


def variables(case: Case) -> dict[str, Any]:
    return {f"v{number}": "" for number in range(100)} if case.limit == "variables" else {}


@pytest.mark.parametrize("what", CASES)
def test_a_document_at_a_limit_is_answered_and_one_over_is_refused(strict: Gateway, what: str) -> None:
    case = CASES[what]
    at = {"query": case.at, "variables": variables(case), "operationName": "Q1" if "Q1" in case.at else None}
    assert "errors" not in strict.post(json=at).json()
    with strict.statements() as seen:
        for _again in range(2):
            (error,) = strict.errors(case.over)
            assert extensions(error) == case.extensions
    assert seen == []


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_such_a_refusal_has_the_status_of_any_other(strict: Gateway, accept: str) -> None:
    document = CASES["levels"].over
    statuses = [
        strict.post(json={"query": each}, headers={"accept": accept}).status_code for each in (document, "{ x }")
    ]
    assert statuses == [200, 200] if accept == "application/json" else [400, 400]


@pytest.mark.parametrize("what", CASES)
def test_a_socket_refuses_the_same(strict: Gateway, what: str) -> None:
    case = CASES[what]
    with socket(strict, init={}) as wire:
        wire.send_json(type="subscribe", id="a", payload={"query": case.over})
        message = wire.receive()
        assert (message["type"], [extensions(error) for error in message["payload"]]) == ("error", [case.extensions])
        # The connection goes on.
        wire.send_json(type="subscribe", id="b", payload={"query": "{ __typename }"})
        assert wire.receive()["type"] == "next"


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ("max_depth", "levels"),
        ("max_aliases", "aliases"),
        ("max_root_fields", "root fields"),
        ("max_mutations", "mutations"),
        ("max_tokens", "tokens"),
        ("max_operations", "operations"),
        ("max_directives", "directives"),
        ("max_variables", "variables"),
        ("max_cost", "cost"),
    ],
)
def test_each_limit_is_a_setting(gateway: Gateway, setting: str, what: str) -> None:
    case = CASES[what]
    gateway.restart(**DEFAULTS | {setting: case.maximum - 1})
    (error,) = gateway.errors(case.at)
    assert extensions(error) == case.extensions | {"value": case.maximum, "maximum": case.maximum - 1}


PAGES = (
    "query ($first: Int{}) {{ events(first: $first) {{ nodes {{ sessions(first: $first) {{ nodes {{ name }} }} }} }} }}"
)


@pytest.mark.parametrize(
    ("default", "given", "value"),
    [
        ("", {"first": 9}, None),
        # 1 + n (2 + n): 1 + 10 * 12.
        ("", {"first": 10}, 121),
        ("", {"first": 100}, 10_201),
        # Without a value the page is one of twenty.
        ("", {}, 441),
        ("", {"first": None}, 441),
        (" = 9", {}, None),
        (" = 10", {}, 121),
        (" = 10", {"first": 9}, None),
    ],
)
def test_page_sizes_in_variables_count_for_each_request(
    gateway: Gateway, default: str, given: dict[str, Any], value: int | None
) -> None:
    gateway.restart(**DEFAULTS | {"max_cost": 100})
    answer = gateway.post(json={"query": PAGES.format(default), "variables": given}).json()
    if value is None:
        assert answer == {"data": {"events": {"nodes": []}}}
    else:
        (error,) = answer["errors"]
        assert extensions(error) == {"code": "LIMIT_EXCEEDED", "limit": "cost", "value": value, "maximum": 100}


def test_a_page_that_the_reader_refuses_is_refused_by_the_reader(strict: Gateway) -> None:
    for first in (0, -1, 101, 10**9):
        (error,) = strict.errors(PAGES.format(""), first=first)
        assert (error["extensions"]["code"], error["message"]) == (
            "BAD_USER_INPUT",
            "`first` must be between 1 and 100.",
        )


def fan(levels: int, inner: str) -> str:
    """Fragments that each spread the next one twice: 2^levels times the innermost."""
    twice = " ".join(f"fragment F{n} on Event {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    head = "query ($n: Int) " if "$n" in inner else ""
    return f"{head}{{ {EVENT} {{ ...F0 }} }} {twice} fragment F{levels} on Event {{ {inner} }}"


@pytest.mark.parametrize(
    ("inner", "limit", "value"),
    [
        ("a: name", "aliases", 2**22),
        ("name @include(if: true)", "directives", 2**22),
        # A page of sessions is 1 and 20.
        ("sessions { nodes { name } }", "cost", 1 + 21 * 2**22),
        ("sessions(first: $n) { nodes { name } }", "cost", 1 + 3 * 2**22),
    ],
)
def test_what_fragments_blow_up_is_counted_without_blowing_up(
    strict: Gateway, inner: str, limit: str, value: int
) -> None:
    variables: dict[str, Any] = {"n": 2} if "$n" in inner else {}
    (error,) = strict.errors(fan(22, inner), **variables)
    assert (error["extensions"]["limit"], error["extensions"]["value"]) == (limit, value)


def test_numbers_in_a_refusal_stay_readable_however_large_they_are(strict: Gateway) -> None:
    for inner in ("a: name", "sessions { nodes { name } }"):
        (error,) = strict.errors(fan(150, inner))
        assert error["extensions"]["value"] == 10**12


def test_what_is_left_out_costs_nothing(gateway: Gateway) -> None:
    gateway.restart(**DEFAULTS | {"max_cost": 100})
    pages = "sessions(first: 100) @include(if: $more) @skip(if: $less) { nodes { name } }"
    document = f"query ($more: Boolean!, $less: Boolean!) {{ {EVENT} {{ {pages} }} }}"
    assert gateway.gql(document, more=False, less=False) == gateway.gql(document, more=True, less=True)
    (error,) = gateway.errors(document, more=True, less=False)
    assert error["extensions"]["value"] == 102
    assert gateway.gql(f"{{ {EVENT} {{ {pages.replace('$more', 'false').replace('$less', 'false')} }} }}") == {
        "event": None
    }


def test_a_list_of_identifiers_counts_as_many(gateway: Gateway) -> None:
    gateway.restart(**DEFAULTS | {"max_cost": 100})
    inner = "... on Event { sessions(first: 49) { nodes { name } } }"
    by_variable = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {inner} }} }}"
    for count, refused in ((1, False), (2, True)):
        ids = [f"Event_{UUID}"] * count
        literal = ", ".join(f'"{each}"' for each in ids)
        for document, values in ((by_variable, {"ids": ids}), (f"{{ nodes(ids: [{literal}]) {{ {inner} }} }}", {})):
            answer = gateway.post(json={"query": document, "variables": values}).json()
            assert ("errors" in answer) is refused, document


def test_the_reader_has_a_limit_of_its_own_which_says_the_same(gateway: Gateway) -> None:
    fields = " ".join(f"f{number}: name" for number in range(2_001))
    (error,) = gateway.errors(f"{{ {EVENT} {{ {fields} }} }}")
    assert extensions(error) == {"code": "LIMIT_EXCEEDED", "limit": "fields", "value": 2_001, "maximum": 2_000}
