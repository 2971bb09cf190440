"""updateCustomField: sent fields change; options that sessions have chosen stay."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.custom_fields.tables import CustomFieldOptionRow
from app.db.outbox import ChangeRow
from app.sessions.tables import SessionCustomValueRow
from tests.builders import make_custom_field, make_event, make_row, make_session, stored
from tests.custom_fields.requests import change, changed, refused_change
from tests.gateway import Gateway

FULL: dict[str, Any] = {"key": "c_7", "name": "Level", "required": True, "internal": True, "position": 3}
THREE = [{"id": number, "label": label} for number, label in enumerate("ABC", 1)]


def test_only_sent_fields_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    field = make_custom_field(gateway, acme.uuid, "ABC", type="SINGLE_CHOICE", **FULL)
    assert change(gateway, acme, field.id, name="Skill") == {
        "message": "Custom field has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "customField": {
            "uuid": str(field.id),
            **FULL,
            "type": "SINGLE_CHOICE",
            "name": "Skill",
            "version": 2,
            "options": THREE,
        },
    }
    [row] = stored(gateway, ChangeRow, direct=True)
    assert (row["entity"], row["kind"], row["entity_id"]) == ("CustomField", "UPDATED", field.id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"required": False}, {"required": False}),
        ({"required": None}, {"required": False}),
        ({"internal": False}, {"internal": False}),
        ({"internal": None}, {"internal": False}),
        ({"position": 0}, {"position": 0}),
        ({"position": None}, {"position": 10}),
        ({"options": None}, {}),
    ],
)
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    acme = gateway.organisation()
    field = make_custom_field(gateway, acme.uuid, **FULL)
    make_custom_field(gateway, acme.uuid, position=9)
    answer = changed(gateway, acme, field.id, **given)
    whole = {"uuid": str(field.id), **FULL, "type": "TEXT", "options": []}
    assert answer == {**whole, **expected, "version": 2 if expected else 1}


def test_options_keep_their_identity_and_take_the_order_given(gateway: Gateway) -> None:
    acme = gateway.organisation()
    field = make_custom_field(gateway, acme.uuid, "ABC", type="SINGLE_CHOICE")
    ids = {row["number"]: row["id"] for row in stored(gateway, CustomFieldOptionRow)}
    given = [{"id": 3, "label": "C, now first"}, {"label": "New"}, {"id": 1, "label": "A"}, {"id": 9, "label": "Nine"}]
    assert changed(gateway, acme, field.id, options=given)["options"] == [
        {"id": 3, "label": "C, now first"},
        {"id": 10, "label": "New"},
        {"id": 1, "label": "A"},
        {"id": 9, "label": "Nine"},
    ]
    after = {row["number"]: row["id"] for row in stored(gateway, CustomFieldOptionRow)}
    assert after.keys() == {1, 3, 9, 10}
    assert (after[1], after[3]) == (ids[1], ids[3])


def test_options_that_sessions_have_chosen_cannot_be_removed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    field = make_custom_field(gateway, acme.uuid, "ABC", type="MULTIPLE_CHOICE")
    other = make_custom_field(gateway, acme.uuid, "ABC", type="MULTIPLE_CHOICE", key="c_2")
    for about, numbers in ((field, (3,)), (field, (3, 2)), (other, (1,))):
        session = make_session(gateway, event)
        value = [{"id": number} for number in numbers]
        links = {"session_id": session.id, "custom_field_id": about.id}
        make_row(gateway, SessionCustomValueRow, event, **links, value=value)
    document = """mutation ($uuid: UUID!) { updateCustomField(uuid: $uuid, input: {options: [{id: 1, label: "A"}]}) {
        customField { uuid } userErrors { code message path } } }"""
    before = stored(gateway, CustomFieldOptionRow)
    answer = gateway.gql(document, gateway.token(acme), uuid=field.id)["updateCustomField"]
    sentence = "Sessions have chosen what the list leaves out: 2, 3. Change them first."
    error = {"code": "CONFLICT", "message": sentence, "path": ["input", "options"]}
    assert answer == {"customField": None, "userErrors": [error]}
    assert stored(gateway, CustomFieldOptionRow) == before
    # What nobody has chosen goes.
    assert changed(gateway, acme, field.id, options=THREE[1:])["options"] == THREE[1:]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": None, "position": -1}, [("REQUIRED", "input.name"), ("OUT_OF_RANGE", "input.position")]),
        ({"name": "x" * 256, "options": None}, [("TOO_LONG", "input.name"), ("REQUIRED", "input.options")]),
        ({"options": []}, [("REQUIRED", "input.options")]),
        ({"options": [{"id": 1, "label": ""}]}, [("TOO_SHORT", "input.options.0.label")]),
    ],
)
def test_all_problems_are_reported_at_once(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    field = make_custom_field(gateway, acme.uuid, "ABC", type="SINGLE_CHOICE")
    assert refused_change(gateway, acme, field.id, **given) == expected


def test_only_choices_get_options(gateway: Gateway) -> None:
    acme = gateway.organisation()
    field = make_custom_field(gateway, acme.uuid)
    assert refused_change(gateway, acme, field.id, options=THREE) == [("INVALID", "input.options")]


def test_another_organisations_field_is_as_unknown_as_none(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    field = make_custom_field(gateway, UUID(other.uuid))
    for uuid in (field.id, uuid4()):
        assert refused_change(gateway, acme, uuid, name="A") == [("NOT_FOUND", "uuid")]
