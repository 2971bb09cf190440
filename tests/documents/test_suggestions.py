"""Who may not see the schema is not helped to guess it either."""

from typing import Any

import pytest

from tests.gateway import Gateway

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ORDER = "{field: NAME, direction: ASC}"
MISSPELT: dict[str, tuple[str, dict[str, Any]]] = {
    "a field": ("{ evnt { name } }", {}),
    "a field of an object": ("{ events { nodes { nme } } }", {}),
    "an argument": ("{ events(frst: 1) { totalCount } }", {}),
    "a type": ("{ events { nodes { ... on Evnt { name } } } }", {}),
    "a type of a fragment": ("{ events { nodes { ...A } } } fragment A on Evnt { name }", {}),
    "a type of a variable": ("query ($a: EvntFilter) { events(filter: $a) { totalCount } }", {}),
    "a directive": ("{ events @inclde(if: true) { totalCount } }", {}),
    "an argument of a directive": ("{ events @include(iff: true, if: true) { totalCount } }", {}),
    "a value of an enum": ("{ events(orderBy: {field: NAM, direction: ASC}) { totalCount } }", {}),
    "a text for an enum": ('{ events(orderBy: {field: "NAME", direction: ASC}) { totalCount } }', {}),
    "a key of an input": ('{ events(filter: {categry: "a"}) { totalCount } }', {}),
    "a key of a variable": (
        "query ($a: EventFilter) { events(filter: $a) { totalCount } }",
        {"a": {"categry": "a"}},
    ),
    "a value of an enum in a variable": (
        "query ($a: EventOrder) { events(orderBy: $a) { totalCount } }",
        {"a": {"field": "NAM", "direction": "ASC"}},
    ),
}


@pytest.mark.parametrize("what", MISSPELT)
def test_anonymous_callers_get_no_suggestions(gateway: Gateway, what: str) -> None:
    document, variables = MISSPELT[what]
    gateway.restart(introspection=False)
    assert "Did you mean" not in str(gateway.errors(document, **variables))
    if what != "a directive":
        # Of which graphql-core suggests none to anybody.
        token = gateway.token(gateway.organisation())
        assert "Did you mean" in str(gateway.errors(document, token, **variables))


def test_a_subscription_suggests_nothing_either(gateway: Gateway) -> None:
    gateway.restart(introspection=False)
    document = 'subscription { evntChanged(uuid: "x") { kind } }'
    answer = gateway.post(json={"query": document}, headers={"accept": "text/event-stream"}).text
    assert "GRAPHQL_VALIDATION_FAILED" in answer
    assert "Did you mean" not in answer
