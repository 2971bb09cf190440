"""Values of custom fields."""

from typing import Any

import pytest

from app.custom_fields.rules import Definition, problems_with_values
from app.custom_fields.values import CustomFieldType

ONE_TO_THREE = frozenset({1, 2, 3})
DEFINITIONS = {
    "c_1": Definition(CustomFieldType.TEXT),
    "c_2": Definition(CustomFieldType.NUMBER),
    "c_3": Definition(CustomFieldType.BOOLEAN),
    "c_4": Definition(CustomFieldType.SINGLE_CHOICE, options=ONE_TO_THREE),
    "c_5": Definition(CustomFieldType.MULTIPLE_CHOICE, options=ONE_TO_THREE),
    "c_6": Definition(CustomFieldType.TEXT, required=True),
    "c_7": Definition(CustomFieldType.MULTIPLE_CHOICE, required=True, options=ONE_TO_THREE),
}


def codes(*given: tuple[str, Any], fresh: bool = False) -> list[tuple[str, str]]:
    values: Any = [{"key": key, "value": value} for key, value in given]
    found = problems_with_values(DEFINITIONS, values, ("customFields",), fresh=fresh)
    return [(problem.code.value, ".".join(problem.path)) for problem in found]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("c_1", "Value1"), ("c_1", "x" * 2500), ("c_1", None), ("c_6", "x"),
        ("c_2", 0), ("c_2", -1.5), ("c_2", 10**15), ("c_2", None),
        ("c_3", True), ("c_3", False), ("c_3", None),
        ("c_4", [{"id": 3}]), ("c_4", []), ("c_4", None),
        ("c_5", [{"id": 3}, {"id": 1}]), ("c_5", []), ("c_7", [{"id": 1}]),
    ],
)  # fmt: skip
def test_a_value_of_its_type_is_well(key: str, value: Any) -> None:
    assert codes((key, value)) == []


@pytest.mark.parametrize(
    ("key", "value", "code", "path"),
    [
        ("c_1", 1, "INVALID", ""), ("c_1", "x" * 2501, "TOO_LONG", ""), ("c_1", " ", "TOO_SHORT", ""),
        ("c_1", "a\0", "INVALID", ""), ("c_1", {}, "INVALID", ""), ("c_1", ["a"], "INVALID", ""),
        ("c_2", "1", "INVALID", ""), ("c_2", True, "INVALID", ""), ("c_2", float("nan"), "INVALID", ""),
        ("c_2", float("inf"), "INVALID", ""), ("c_2", 10**15 + 1, "OUT_OF_RANGE", ""),
        ("c_3", 1, "INVALID", ""), ("c_3", "true", "INVALID", ""),
        ("c_4", 1, "INVALID", ""), ("c_4", {"id": 1}, "INVALID", ""), ("c_4", [1], "INVALID", ""),
        ("c_4", [{"id": "1"}], "INVALID", ""), ("c_4", [{"id": True}], "INVALID", ""),
        ("c_4", [{"id": 1, "label": "A"}], "INVALID", ""), ("c_4", [{}], "INVALID", ""),
        ("c_4", [{"id": 1}, {"id": 2}], "TOO_MANY", ""), ("c_4", [{"id": 4}], "NOT_FOUND", ".0.id"),
        ("c_5", [{"id": 1}, {"id": 4}], "NOT_FOUND", ".1.id"), ("c_5", [{"id": 1}, {"id": 1}], "NOT_UNIQUE", ".1.id"),
        ("c_6", None, "REQUIRED", ""), ("c_7", None, "REQUIRED", ""), ("c_7", [], "REQUIRED", ""),
    ],
)  # fmt: skip
def test_a_value_that_is_not_is_named(key: str, value: Any, code: str, path: str) -> None:
    assert codes((key, value)) == [(code, f"customFields.0.value{path}")]


def test_unknown_and_repeated_fields_are_reported() -> None:
    given = [("c_9", None), ("c_1", "a"), ("c_1", "b"), ("c_9", 1)]
    assert codes(*given) == [
        ("NOT_FOUND", "customFields.0.key"),
        ("NOT_UNIQUE", "customFields.2.key"),
        ("NOT_UNIQUE", "customFields.3.key"),
    ]


def test_only_new_sessions_must_have_required_fields() -> None:
    assert codes(("c_1", "a")) == []
    assert codes(("c_6", "a"), fresh=True) == [("REQUIRED", "customFields")]
    assert codes(fresh=True) == [("REQUIRED", "customFields")] * 2
    assert codes(("c_6", "a"), ("c_7", [{"id": 2}]), fresh=True) == []


def test_no_value_is_null() -> None:
    assert problems_with_values(DEFINITIONS, [{"key": "c_1"}]) == []
    [problem] = problems_with_values(DEFINITIONS, [{"key": "c_6"}])
    assert (problem.code.value, problem.path) == ("REQUIRED", ("0", "value"))
