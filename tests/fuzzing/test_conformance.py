"""The judge of the fuzzing: it lets right answers pass and names what is wrong with the others."""

from typing import Any

import pytest
from graphql import parse

from tests.fuzzing.conformance import SCALARS, published, violations

SCHEMA = published(
    """
    scalar UUID
    scalar JSON
    interface Node { id: ID! }
    type Event implements Node { id: ID! uuid: UUID! name: String seats: Int! near: Float phase: Phase tags: [String!]!
      parent: Event! extra: JSON }
    type Track implements Node { id: ID! colour: String }
    enum Phase { LIVE OVER }
    type Query { event: Event node: Node nodes: [Node]! }
    """
)
UUID = "0e4d3287-b14c-4b91-9c56-b9a0f0f28046"
CODE = {"code": "BAD_USER_INPUT"}


def judged(document: str, answer: Any) -> list[str]:
    return violations(SCHEMA, parse(document), answer)


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        ("{ event { uuid } }", {"event": {"uuid": UUID}}),
        ("{ event { a: seats near } }", {"event": {"a": 3, "near": 2}}),
        ("{ event { near phase name } }", {"event": {"near": 2.5, "phase": "OVER", "name": None}}),
        ("{ event { tags extra } }", {"event": {"tags": [], "extra": {"any": [1, None]}}}),
        ("{ event { ...F } } fragment F on Event { id }", {"event": {"id": "1"}}),
        ("{ node { __typename ... on Track { colour } } }", {"node": {"__typename": "Track", "colour": None}}),
        ("{ node { __typename ... on Track { colour } } }", {"node": {"__typename": "Event"}}),
        ("{ nodes { __typename } }", {"nodes": [None, {"__typename": "Event"}]}),
    ],
)
def test_answers_that_keep_the_schema_pass(document: str, answer: Any) -> None:
    assert judged(document, {"data": answer}) == []


@pytest.mark.parametrize(
    ("document", "answer", "said"),
    [
        ("{ event { uuid } }", {}, "event: it was selected and is missing"),
        ("{ event { uuid } }", {"event": {"uuid": UUID.upper()}}, f"event.uuid: '{UUID.upper()}' is no UUID."),
        ("{ event { uuid } }", {"event": {"uuid": 7}}, "event.uuid: 7 is no UUID."),
        ("{ event { uuid } }", {"event": {"uuid": None}}, "Cannot return null for non-nullable field Event.uuid"),
        ("{ event { seats } }", {"event": {"seats": "3"}}, "data.event.seats: '3' instead of 3"),
        ("{ event { seats } }", {"event": {"seats": 3.0}}, "data.event.seats: 3.0 instead of 3"),
        ("{ event { seats } }", {"event": {"seats": True}}, "data.event.seats: True instead of 1"),
        ("{ event { seats } }", {"event": {"seats": 2**31}}, "Int cannot represent non 32-bit"),
        ("{ event { name } }", {"event": {"name": 5}}, "data.event.name: 5 instead of '5'"),
        ("{ event { phase } }", {"event": {"phase": "SOON"}}, "Enum 'Phase' cannot represent value: 'SOON'"),
        ("{ event { tags } }", {"event": {"tags": "one"}}, "Expected Iterable"),
        ("{ event { tags } }", {"event": {"tags": [None]}}, "Cannot return null for non-nullable field Event.tags"),
        ("{ event { name } }", {"event": {"name": "a", "seats": 1}}, "the keys ['name', 'seats'] instead of ['name']"),
        ("{ event { id name } }", {"event": {"name": "a", "id": "1"}}, "the keys ['name', 'id'] instead of"),
        ("{ event { parent { id } } }", {"event": {"parent": "x"}}, "event.parent.id: it was selected"),
        ("{ node { __typename } }", {"node": {"__typename": "Query"}}, "Runtime Object type 'Query' is not a possible"),
        (
            "{ node { __typename ... on Track { colour } } }",
            {"node": {"__typename": "Event", "colour": "red"}},
            "the keys ['__typename', 'colour'] instead of ['__typename']",
        ),
    ],
)
def test_answers_that_break_the_schema_are_named(document: str, answer: Any, said: str) -> None:
    found = judged(document, {"data": answer})
    assert len(found) == 1
    assert said in found[0]


FAILED = {"message": "No.", "path": ["event"], "extensions": CODE}


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"event": None}, "errors": [FAILED]},
        {"data": {"event": None}, "errors": [{**FAILED, "path": ["event", "tags", 0]}]},
        {"data": None, "errors": [FAILED]},
        {"errors": [{"message": "No.", "locations": [{"line": 1, "column": 3}], "extensions": CODE}]},
    ],
)
def test_responses_with_errors_in_the_right_form_pass(answer: Any) -> None:
    assert judged("{ event { id } }", answer) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "a response of data and errors was expected: []"),
        ({}, "a response of data and errors was expected: {}"),
        ({"data": {"event": None}, "hints": []}, "a response of data and errors was expected"),
        ({"data": None}, "data: null without an error"),
        ({"data": []}, "data: not an object"),
        ({"data": {"event": None}, "errors": []}, "errors: not a list of some"),
        ({"errors": "No."}, "errors: not a list of some"),
        ({"errors": ["No."]}, "errors.0: not of the documented parts"),
        ({"errors": [{**FAILED, "type": "x"}]}, "errors.0: not of the documented parts"),
        ({"errors": [{"message": "", "extensions": CODE}]}, "errors.0: no message"),
        ({"errors": [{"message": "No."}]}, "errors.0: no code"),
        ({"errors": [{"message": "No.", "extensions": CODE, "locations": [{"line": 0, "column": 1}]}]}, "no location"),
        ({"errors": [FAILED]}, "errors.0: a path belongs to the errors of an execution"),
        ({"data": None, "errors": [{"message": "No.", "extensions": CODE}]}, "errors.0: a path belongs to the errors"),
        ({"data": {"event": None}, "errors": [{**FAILED, "path": ["node"]}]}, "the path ['node'] leads nowhere"),
        ({"data": {"event": {"id": "1"}}, "errors": [FAILED]}, "there is something at ['event']"),
    ],
)
def test_responses_in_another_form_are_named(answer: Any, said: str) -> None:
    found = judged("{ event { id } }", answer)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("scalar", "right", "wrong"),
    [
        ("BigInt", "-9223372036854775808", ("9223372036854775808", "1.0", "")),
        ("CurrencyCode", "EUR", ("eur", "EURO")),
        ("Date", "2026-06-01", ("2026-6-1", "2026-02-30", "20260601")),
        (
            "DateTime",
            "2026-06-01T09:00:00Z",
            ("2026-06-01T09:00:00", "2026-06-01T09:00:00+00:00", "2026-06-01T25:00:00Z"),
        ),
        ("Decimal", "-12.50", ("1e3", "NaN", "12.", "")),
        ("LocalDateTime", "2026-06-01T09:00:00", ("2026-06-01 09:00:00", "2026-06-01T09:00:00Z")),
        ("Time", "09:00:00", ("09:00", "24:00:00")),
        ("TimeZone", "Australia/Sydney", ("australia/sydney", "Mars/Olympus")),
        ("URL", "logo.png", ("x" * 2049,)),
        ("UUID", UUID, (UUID.upper(), UUID.replace("-", ""))),
    ],
)
def test_a_scalar_has_one_spelling(scalar: str, right: str, wrong: tuple[str, ...]) -> None:
    assert SCALARS[scalar](right)
    assert [text for text in wrong if SCALARS[scalar](text)] == []


def test_a_scalar_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError, match="Colour"):
        published("scalar Colour type Query { colour: Colour }")
