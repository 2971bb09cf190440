"""Rules for JSON objects and lists of texts."""

from typing import Any

import pytest

from app.core.compound_fields import JsonObject, Texts


def nested(levels: int) -> dict[str, Any]:
    """Alternating objects and lists, `levels` deep."""
    value: Any = {} if levels % 2 else []
    for level in range(levels - 1, 0, -1):
        value = {"a": value} if level % 2 else [value]
    assert isinstance(value, dict)
    return value


def found(rule: Any, value: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(problem.code.value, problem.path) for problem in rule.problems(value, ("input", "x"))]


@pytest.mark.parametrize(
    "value", [{}, {"a": {"b": [None, True, 1, 2.5, "é\n", 2**64 - 1, -(2**63)]}}, nested(5), {"": ""}]
)
def test_an_object_within_the_limits_is_accepted(value: dict[str, Any]) -> None:
    assert found(JsonObject(most=100, deepest=5), value) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("text", "INVALID"),
        ([{}], "INVALID"),
        (1, "INVALID"),
        (nested(6), "INVALID"),
        ({"a": float("inf")}, "INVALID"),
        ({"a": [float("nan")]}, "INVALID"),
        ({"a": 2**64}, "INVALID"),
        ({"a": [-(2**63) - 1]}, "INVALID"),
        ({"a": "\0"}, "INVALID"),
        ({"a\ud800": 1}, "INVALID"),
        ({"a": [{"b": "\udfff"}]}, "INVALID"),
        # 93 bytes of text and 8 of quotes, braces, a key and a colon; an é is two bytes.
        ({"a": "x" * 93}, "TOO_LONG"),
        ({"a": "é" * 47}, "TOO_LONG"),
    ],
)
def test_an_object_beyond_the_limits_is_refused(value: Any, code: str) -> None:
    assert found(JsonObject(most=100, deepest=5), value) == [(code, ("input", "x"))]


def test_an_object_may_be_as_large_as_the_limit() -> None:
    assert found(JsonObject(most=100), {"a": "x" * 92}) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], []),
        (["abc", "ab", "AB"], []),
        (["a", "b", "c", "d"], [("TOO_MANY", ())]),
        (["abcd", " ", "a"], [("TOO_LONG", ("0",)), ("TOO_SHORT", ("1",))]),
        (["a", "a", "a"], [("NOT_UNIQUE", ("1",)), ("NOT_UNIQUE", ("2",))]),
    ],
)
def test_a_list_holds_distinct_texts(value: list[str], expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert found(Texts(3, 3), value) == [(code, ("input", "x", *rest)) for code, rest in expected]


def test_two_rules_do_not_share_their_default_list() -> None:
    assert Texts(3, 3).default is not Texts(3, 3).default
