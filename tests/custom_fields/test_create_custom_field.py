"""createCustomField."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.custom_fields.tables import CustomFieldRow
from app.db.outbox import ChangeRow
from app.organisations.tables import OrganisationRow
from tests.builders import make_custom_field, stored
from tests.custom_fields.requests import CREATE, define, defined, refused_define
from tests.gateway import Gateway


def test_a_choice_is_stored_with_its_options(gateway: Gateway) -> None:
    acme = gateway.organisation()
    given: dict[str, Any] = {
        "key": "c_1002",
        "name": "Level",
        "type": "SINGLE_CHOICE",
        "required": True,
        "internal": True,
    }
    options = [{"label": "Beginner"}, {"id": 123, "label": "Expert"}, {"id": None, "label": "Everybody"}]
    payload = define(gateway, acme, **given, position=4, options=options)
    uuid = payload["customField"]["uuid"]
    assert payload == {
        "message": "Custom field has been created successfully",
        "warnings": [],
        "userErrors": [],
        "customField": {
            "uuid": uuid,
            **given,
            "position": 4,
            "version": 1,
            "options": [
                {"id": 124, "label": "Beginner"},
                {"id": 123, "label": "Expert"},
                {"id": 125, "label": "Everybody"},
            ],
        },
    }
    [row] = stored(gateway, CustomFieldRow)
    assert (row["id"], row["organisation_id"], row["timezone"]) == (UUID(uuid), UUID(acme.uuid), "Australia/Sydney")
    assert row["created_local"].isoformat() == "2026-06-01T19:00:00"
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("CustomField", "CREATED", UUID(uuid))
    assert (change["organisation_id"], change["event_id"]) == (UUID(acme.uuid), None)
    assert [owner["version"] for owner in stored(gateway, OrganisationRow)] == [1]


@pytest.mark.parametrize("given", [{}, dict.fromkeys(("key", "options", "required", "internal", "position"))])
def test_absent_and_null_are_the_same(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    field = defined(gateway, acme, name="Level", type="TEXT", **given)
    expected = {"key": "c_1001", "name": "Level", "type": "TEXT", "required": False, "internal": False}
    assert field == {"uuid": field["uuid"], **expected, "position": 0, "version": 1, "options": []}


def test_keys_are_given_in_their_order_past_those_that_are_taken(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    make_custom_field(gateway, other.uuid, key="c_1001")
    make_custom_field(gateway, acme.uuid, key="c_1002", position=7)
    fields = [defined(gateway, acme, name="A", type="NUMBER") for _ in range(2)]
    assert [(field["key"], field["position"]) for field in fields] == [("c_1001", 8), ("c_1003", 9)]


@pytest.mark.parametrize("kind", ["TEXT", "NUMBER", "BOOLEAN"])
def test_only_choices_have_options(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    assert defined(gateway, acme, name="A", type=kind, options=[])["options"] == []
    given: dict[str, Any] = {"type": kind, "options": [{"label": "A"}]}
    assert refused_define(gateway, acme, name="A", **given) == [("INVALID", "input.options")]


@pytest.mark.parametrize("kind", ["SINGLE_CHOICE", "MULTIPLE_CHOICE"])
@pytest.mark.parametrize("given", [{}, {"options": None}, {"options": []}])
def test_a_choice_needs_options(gateway: Gateway, kind: str, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    assert refused_define(gateway, acme, name="A", type=kind, **given) == [("REQUIRED", "input.options")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "x" * 256, "key": "1001", "position": -1}, [
            ("INVALID", "input.key"), ("TOO_LONG", "input.name"), ("OUT_OF_RANGE", "input.position"),
        ]),
        ({"name": " ", "key": "c_0123456789012345"}, [("INVALID", "input.key"), ("TOO_SHORT", "input.name")]),
        ({"name": "A", "key": "c_1001"}, [("NOT_UNIQUE", "input.key")]),
        ({"name": "A", "type": "SINGLE_CHOICE", "options": [
            {"id": 0, "label": "A"}, {"id": 2, "label": " "}, {"id": 2, "label": "x" * 256},
        ]}, [
            ("OUT_OF_RANGE", "input.options.0.id"), ("TOO_SHORT", "input.options.1.label"),
            ("TOO_LONG", "input.options.2.label"), ("NOT_UNIQUE", "input.options.2.id"),
        ]),
        ({"name": "A", "type": "MULTIPLE_CHOICE", "options": [{"label": "A"}] * 201}, [("TOO_MANY", "input.options")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_at_once(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    make_custom_field(gateway, acme.uuid)
    assert refused_define(gateway, acme, **{"type": "TEXT"} | given) == expected


def test_an_organisation_has_at_most_two_hundred(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    make_custom_field(gateway, other.uuid)
    for number in range(199):
        make_custom_field(gateway, acme.uuid, key=f"c_{number}", position=number)
    assert defined(gateway, acme, name="The last", type="TEXT")["position"] == 199
    assert refused_define(gateway, acme, name="More", type="TEXT") == [("TOO_MANY", "input")]


def test_a_client_that_cannot_read_sees_what_it_defined(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme, Scope.AGENDA_WRITE)
    given = {"name": "Level", "type": "MULTIPLE_CHOICE", "internal": True, "options": [{"label": "A"}]}
    field = gateway.gql(CREATE, token, organisation=acme.uuid, input=given)["createCustomField"]["customField"]
    assert (field["name"], field["internal"], field["options"]) == ("Level", True, [{"id": 1, "label": "A"}])


def test_another_organisation_is_as_unknown_as_none(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    for uuid in (other.uuid, uuid4()):
        codes = refused_define(gateway, acme, of=uuid, name="A", type="TEXT")
        assert codes == [("NOT_FOUND", "organisationUuid")]
