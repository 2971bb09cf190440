"""updateOrganisation, and how organisations come to be."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.core.folding import slugify
from app.core.problems import Refused
from app.events.tables import EventRow
from app.organisations.operations import create_organisation
from app.organisations.tables import OrganisationRow
from tests.builders import everything, make_ready_event, stored
from tests.gateway import START, Gateway

UPDATE = """
mutation ($uuid: UUID!, $input: UpdateOrganisationInput!) {
  updateOrganisation(uuid: $uuid, input: $input) {
    message
    warnings { code }
    userErrors { code message path }
    organisation {
      uuid slug name info image timezone currency enableDatetimeConversion version
      createdOn { utc local timezone } updatedOn { utc local timezone }
    }
  }
}
"""
FULL = {
    "name": "Harbour Trust",
    "info": "We look after the harbour.",
    "image": "uploads/orgs/harbour.png",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "enable_datetime_conversion": True,
}


def update(gateway: Gateway, token: str, uuid: UUID | str, **changes: Any) -> Any:
    return gateway.gql(UPDATE, token, uuid=uuid, input=changes)["updateOrganisation"]


def test_everything_that_may_change_is_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    gateway.clock.advance(timedelta(hours=1))
    token = gateway.token(acme, Scope.ORGANISATION_UPDATE)
    answer = update(
        gateway,
        token,
        acme.uuid,
        name="Harbour Trust",
        info="We look after the harbour.",
        image="uploads/orgs/harbour.png",
        timezone="europe/berlin",
        currency="eur",
        enableDatetimeConversion=True,
    )
    assert answer == {
        "message": "Organisation has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "organisation": {
            "uuid": acme.uuid,
            "slug": "acme",
            "name": "Harbour Trust",
            "info": "We look after the harbour.",
            "image": "uploads/orgs/harbour.png",
            "timezone": "Europe/Berlin",
            "currency": "EUR",
            "enableDatetimeConversion": True,
            "version": 2,
            "createdOn": {
                "utc": "2026-06-01T09:00:00Z",
                "local": "2026-06-01T11:00:00",
                "timezone": "Europe/Berlin",
            },
            "updatedOn": {
                "utc": "2026-06-01T10:00:00Z",
                "local": "2026-06-01T12:00:00",
                "timezone": "Europe/Berlin",
            },
        },
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"name": "Acme"}, {"name": "Acme"}),
        ({"info": None}, {"info": None}),
        ({"info": ""}, {"info": ""}),
        ({"image": None}, {"image": None}),
        ({"timezone": "UTC"}, {"timezone": "UTC"}),
        ({"currency": "JPY"}, {"currency": "JPY"}),
        ({"enableDatetimeConversion": False}, {"enable_datetime_conversion": False}),
        ({"enableDatetimeConversion": None}, {"enable_datetime_conversion": False}),
    ],
)
def test_fields_not_sent_stay_and_null_empties_them(
    gateway: Gateway, changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    update(
        gateway,
        token,
        acme.uuid,
        name=FULL["name"],
        info=FULL["info"],
        image=FULL["image"],
        timezone=FULL["timezone"],
        currency=FULL["currency"],
        enableDatetimeConversion=True,
    )
    assert update(gateway, token, acme.uuid, **changes)["userErrors"] == []
    [row] = stored(gateway, OrganisationRow)
    assert {name: row[name] for name in FULL} == FULL | expected
    assert row["version"] == (3 if expected else 2)


def test_every_bad_value_is_named_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    before = everything(gateway)
    answer = update(
        gateway,
        token,
        acme.uuid,
        name="n" * 256,
        info="i" * 2501,
        image="javascript:alert(1)",
        timezone="Australia/Sidney",
        currency="AUS",
    )
    assert answer["organisation"] is None
    assert [(error["code"], error["path"]) for error in answer["userErrors"]] == [
        ("TOO_LONG", ["input", "name"]),
        ("TOO_LONG", ["input", "info"]),
        ("INVALID", ["input", "image"]),
        ("UNKNOWN_TIMEZONE", ["input", "timezone"]),
        ("INVALID", ["input", "currency"]),
    ]
    assert "255" in answer["userErrors"][0]["message"]
    assert "2500" in answer["userErrors"][1]["message"]
    assert everything(gateway) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": None}, "REQUIRED"),
        ({"name": "  "}, "TOO_SHORT"),
        ({"timezone": None}, "REQUIRED"),
        ({"currency": None}, "REQUIRED"),
    ],
)
def test_what_an_organisation_needs_cannot_be_emptied(gateway: Gateway, changes: dict[str, Any], code: str) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    before = everything(gateway)
    [error] = update(gateway, token, acme.uuid, **changes)["userErrors"]
    assert (error["code"], error["path"]) == (code, ["input", *changes])
    assert everything(gateway) == before


def test_the_limits_themselves_are_allowed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    answer = update(gateway, gateway.token(acme), acme.uuid, name="n" * 255, info="i" * 2500)
    assert answer["userErrors"] == []
    assert (len(answer["organisation"]["name"]), len(answer["organisation"]["info"])) == (255, 2500)


def test_the_events_there_are_keep_their_own(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    before = stored(gateway, EventRow, id=event.id)
    update(gateway, gateway.token(acme), acme.uuid, timezone="Europe/Berlin", currency="EUR")
    assert stored(gateway, EventRow, id=event.id) == before


def test_only_ones_own_organisation_exists(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    token = gateway.token(rival)
    before = everything(gateway)
    for uuid in (acme.uuid, uuid4()):
        assert update(gateway, token, uuid, name="Mine", currency="??") == {
            "message": None,
            "warnings": [],
            "organisation": None,
            "userErrors": [
                {"code": "NOT_FOUND", "message": "There is no organisation with this uuid.", "path": ["uuid"]}
            ],
        }
    assert everything(gateway) == before


def test_it_takes_the_scope_to_update_organisations(gateway: Gateway) -> None:
    acme = gateway.organisation()
    others = gateway.token(acme, *(scope for scope in Scope if scope is not Scope.ORGANISATION_UPDATE))
    before = everything(gateway)
    for token in (None, others):
        [error] = gateway.errors(UPDATE, token, uuid=acme.uuid, input={"name": "Mine"})
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"] == "This needs the scope organisation.update."
    assert everything(gateway) == before


def test_one_change_takes_few_statements(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    # The gateway remembers a token that it has seen.
    gateway.gql("{ __typename }", token)
    with gateway.statements() as seen:
        update(gateway, token, acme.uuid, name="Acme Ltd")
    # the locked row, the new values, the answer; the change
    assert len(seen) == 2 + gateway.ending_statements(asks=True)
    [change] = everything(gateway)["change"]
    answered = {name: change[name] for name in ("organisation_id", "event_id", "entity", "entity_id", "kind", "at")}
    assert answered == {
        "organisation_id": UUID(acme.uuid),
        "event_id": None,
        "entity": "Organisation",
        "entity_id": UUID(acme.uuid),
        "kind": "UPDATED",
        "at": START,
    }


def create(gateway: Gateway, name: str, slug: str | None = None, **values: str) -> OrganisationRow:
    zone, currency = values.get("timezone", "UTC"), values.get("currency", "EUR")
    return gateway.write(lambda db: create_organisation(db, name, slug, zone, currency, gateway.clock()))


def test_a_new_organisation_has_a_slug_of_its_name_and_everything_in_its_own_spelling(
    gateway: Gateway,
) -> None:
    made = [
        create(gateway, "Café Größe", timezone="europe/berlin", currency="eur"),
        create(gateway, "Cafe Grosse"),
        create(gateway, "東京"),
        create(gateway, "Other", "my-own-slug"),
    ]
    assert [row.slug for row in made] == ["cafe-grosse", "cafe-grosse-2", slugify("東京"), "my-own-slug"]
    [row] = stored(gateway, OrganisationRow, id=made[0].id)
    shown = ("name", "timezone", "currency", "created_at", "created_local", "version", "info")
    assert [row[name] for name in shown] == [
        "Café Größe",
        "Europe/Berlin",
        "EUR",
        START,
        datetime(2026, 6, 1, 11),
        1,
        None,
    ]
    assert [row["kind"] for row in everything(gateway)["change"]] == ["CREATED"] * 4


def test_all_problems_with_a_new_organisation_are_reported_at_once(gateway: Gateway) -> None:
    create(gateway, "Acme", "acme")
    before = everything(gateway)
    cases = [("acme", "NOT_UNIQUE"), ("Acme", "INVALID"), ("a--b", "INVALID"), ("", "INVALID")]
    for slug, code in [*cases, ("a" * 101, "TOO_LONG")]:
        with pytest.raises(Refused) as refused:
            create(gateway, " ", slug, timezone="Mars/Olympus", currency="XXX")
        assert [(problem.code.name, problem.path) for problem in refused.value.problems] == [
            ("TOO_SHORT", ("name",)),
            ("UNKNOWN_TIMEZONE", ("timezone",)),
            ("INVALID", ("currency",)),
            (code, ("slug",)),
        ]
    assert everything(gateway) == before
