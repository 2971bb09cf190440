"""customFields of createSession and updateSession: by key, checked by type, internal ones private."""

from typing import Any

import pytest

from app.sessions.tables import SessionCustomValueRow
from tests.builders import make_custom_field
from tests.gateway import Gateway
from tests.sessions.details import read_details
from tests.sessions.requests import TABLES, create, problems, update
from tests.staging import Stage, set_event, stage

MINIMAL: dict[str, Any] = {"name": "Opening", "startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 30}
ALL: dict[str, Any] = {
    "c_1001": "Vegan “food”",
    "c_1002": [{"id": 2}],
    "c_1003": 12,
    "c_1004": 0.1,
    "c_1005": False,
    "c_1006": [{"id": 3}, {"id": 1}],
}


def sent(**values: Any) -> dict[str, Any]:
    return {"customFields": [{"key": key, "value": value} for key, value in values.items()]}


def prepared(gateway: Gateway, **required: bool) -> Stage:
    staged = stage(gateway)
    for number, (key, kind) in enumerate(
        {
            "c_1001": "TEXT",
            "c_1002": "SINGLE_CHOICE",
            "c_1003": "NUMBER",
            "c_1004": "NUMBER",
            "c_1005": "BOOLEAN",
            "c_1006": "MULTIPLE_CHOICE",
        }.items()
    ):
        options = ("one", "two", "three") if "CHOICE" in kind else ()
        values = {"key": key, "type": kind, "position": number, "required": required.get(key, False)}
        values["internal"] = key == "c_1004"
        make_custom_field(gateway, staged.organisation.uuid, options, **values)
    return staged


def made(staged: Stage, given: dict[str, Any]) -> str:
    payload = create(staged, MINIMAL | given)
    assert problems(payload) == []
    uuid: str = payload["session"]["uuid"]
    return uuid


def values(staged: Stage, uuid: str, token: str | None = "own") -> dict[str, Any]:
    answer = read_details(staged, uuid, token)
    assert answer is not None
    return {item["key"]: item["value"] for item in answer["customFields"]}


def test_values_of_every_type_come_back_in_the_order_of_their_fields(gateway: Gateway) -> None:
    staged = prepared(gateway)
    uuid = made(staged, sent(**dict(reversed(ALL.items()))))
    assert values(staged, uuid) == ALL
    assert list(values(staged, uuid)) == list(ALL)
    rows = staged.rows(SessionCustomValueRow)
    assert sorted(map(str, (row["value"] for row in rows))) == sorted(map(str, ALL.values()))


def test_keys_that_are_sent_change_and_the_others_stay(gateway: Gateway) -> None:
    staged = prepared(gateway)
    uuid = made(staged, sent(**ALL))
    assert problems(update(staged, uuid, sent(c_1001="Meat", c_1003=None, c_1002=[]))) == []
    left = {key: value for key, value in ALL.items() if key not in ("c_1002", "c_1003")}
    assert values(staged, uuid) == left | {"c_1001": "Meat"}
    assert problems(update(staged, uuid, {"description": "More"})) == []
    assert problems(update(staged, uuid, {"customFields": []})) == []
    assert values(staged, uuid) == left | {"c_1001": "Meat"}
    assert problems(update(staged, uuid, {"customFields": None})) == []
    assert values(staged, uuid) == {}


def test_outsiders_do_not_see_internal_fields(gateway: Gateway) -> None:
    staged = prepared(gateway)
    set_event(staged, lifecycle="PUBLISHED")
    uuid = made(staged, sent(**ALL))
    public = {key: value for key, value in ALL.items() if key != "c_1004"}
    for token in (None, gateway.token(gateway.organisation("other"))):
        assert values(staged, uuid, token) == public


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"c_1001": 5}, ("INVALID", "input.customFields.0.value")),
        ({"c_1001": "x" * 2501}, ("TOO_LONG", "input.customFields.0.value")),
        ({"c_1002": [{"id": 1}, {"id": 2}]}, ("TOO_MANY", "input.customFields.0.value")),
        ({"c_1005": True, "c_1002": [{"id": 4}]}, ("NOT_FOUND", "input.customFields.1.value.0.id")),
        ({"c_1003": "12"}, ("INVALID", "input.customFields.0.value")),
        ({"c_9999": "?"}, ("NOT_FOUND", "input.customFields.0.key")),
    ],
)
def test_invalid_values_are_refused(gateway: Gateway, given: dict[str, Any], expected: tuple[str, str]) -> None:
    staged = prepared(gateway)
    make_custom_field(gateway, stage(gateway, "other").organisation.uuid, key="c_9999")
    uuid = made(staged, sent(**ALL))
    before = staged.everything(*TABLES, SessionCustomValueRow)
    assert problems(update(staged, uuid, sent(**given))) == [expected]
    assert problems(create(staged, MINIMAL | sent(**given))) == [expected]
    assert staged.everything(*TABLES, SessionCustomValueRow) == before


def test_a_required_field_must_be_sent_with_others_and_cannot_be_removed(gateway: Gateway) -> None:
    staged = prepared(gateway, c_1001=True)
    made(staged, {})
    assert problems(create(staged, MINIMAL | sent(c_1003=1))) == [("REQUIRED", "input.customFields")]
    uuid = made(staged, sent(c_1003=1, c_1001="Vegan"))
    assert problems(update(staged, uuid, sent(c_1003=2))) == []
    assert problems(update(staged, uuid, sent(c_1001=None))) == [("REQUIRED", "input.customFields.0.value")]
    assert problems(update(staged, uuid, {"customFields": None})) == [("REQUIRED", "input.customFields")]
    assert values(staged, uuid) == {"c_1001": "Vegan", "c_1003": 2}
