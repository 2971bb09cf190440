"""createEvent: stored rows, refusals and rights."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.events.tables import (
    CategoryRow,
    EventRow,
)
from app.organisations.tables import OrganisationRow
from tests.builders import everything, stored
from tests.events.editing import CREATE, codes, create, creation, daily, once
from tests.gateway import START, Gateway

DETAILS: dict[str, Any] = {
    "name": "Harbour Night",
    "displayName": "A Night at the Harbour",
    "description": "Música after dark.",
    "timezone": "europe/lisbon",
    "enableDatetimeConversion": True,
    "currency": "eur",
    "occurrence": once(),
    "configuration": {
        "type": "VENUE_EVENT",
        "venue": {
            "name": "Old Custom House",
            "image": "maps/custom-house.png",
            "url": "https://venue.example",
            "latitude": 90.0,
            "longitude": 0.0,
            "address": {
                "addressLine1": "1 Quay Street",
                "addressLine2": "Second floor",
                "country": "Portugal",
                "state": "Lisboa",
                "city": "Lisbon",
                "postCode": "1100-148",
            },
        },
        "online": {"name": "Stream", "url": "https://live.example/night", "image": "https://live.example/i"},
    },
    "settings": {"eventCapacity": 120, "maxTicketPerCustomer": 4, "enableRsvp": True},
}


def only(gateway: Gateway, uuid: UUID) -> dict[str, Any]:
    return stored(gateway, EventRow, id=uuid)[0]


def test_all_fields_are_stored(gateway: Gateway) -> None:
    acme = gateway.organisation()
    payload = creation(gateway, acme, **DETAILS)
    assert payload["message"] == "Event has been created successfully"
    assert payload["userErrors"] == []
    assert payload["warnings"] == []
    row = only(gateway, UUID(payload["event"]["uuid"]))
    expected = {
        "organisation_id": UUID(acme.uuid),
        "slug": "harbour-night",
        "name": "Harbour Night",
        "name_key": "harbour night",
        "display_name": "A Night at the Harbour",
        "description": "Música after dark.",
        "timezone": "Europe/Lisbon",
        "currency": "EUR",
        "enable_datetime_conversion": True,
        "lifecycle": "UNRELEASED",
        "configuration_type": "VENUE_EVENT",
        "venue_name": "Old Custom House",
        "venue_image": "maps/custom-house.png",
        "venue_url": "https://venue.example",
        "venue_latitude": 90.0,
        "venue_longitude": 0.0,
        "venue_z": 1.0,
        "address_line1": "1 Quay Street",
        "address_line2": "Second floor",
        "address_country": "Portugal",
        "address_state": "Lisboa",
        "address_city": "Lisbon",
        "address_post_code": "1100-148",
        "online_name": "Stream",
        "online_url": "https://live.example/night",
        "online_image": "https://live.example/i",
        "event_capacity": 120,
        "max_ticket_per_customer": 4,
        "enable_rsvp": True,
        "version": 1,
        "created_at": START,
        "updated_at": START,
    }
    assert {name: row[name] for name in expected} == expected
    assert str(row["created_local"]) == "2026-06-01 10:00:00"
    assert row["search_text"] == (
        " harbour night a night at the harbour musica after dark old custom house 1 quay street second floor"
        " lisbon lisboa 1100 148 portugal stream "
    )


def test_only_a_name_is_needed(gateway: Gateway) -> None:
    row = only(gateway, create(gateway, gateway.organisation(), name="Ölmühle & Co."))
    expected = {
        "slug": "olmuhle-co",
        "display_name": "Ölmühle & Co.",
        "description": None,
        "timezone": "Australia/Sydney",
        "currency": "AUD",
        "enable_datetime_conversion": False,
        "occurrence_type": None,
        "starts_local": None,
        "configuration_type": None,
        "venue_name": None,
        "venue_x": None,
        "listing_enabled": True,
        "visible_in_organisation_profile": True,
        "event_capacity": None,
        "max_ticket_per_customer": None,
        "enable_rsvp": False,
        "booking_starts_type": "IMMEDIATE",
        "booking_starts_at": START,
        "booking_ends_type": "CONTINUE_UNTIL_EVENT_ENDS",
        "booking_ends_at": None,
        "booking_starts_level": "EVENT",
        "booking_ends_level": "EVENT",
    }
    assert {name: row[name] for name in expected} == expected


OPTIONAL = (
    "displayName",
    "description",
    "isUpdateOrgSettings",
    "occurrence",
    "banners",
    "timezone",
    "enableDatetimeConversion",
    "currency",
    "configuration",
    "listing",
    "resources",
    "settings",
)


def test_absent_and_null_are_the_same(gateway: Gateway) -> None:
    acme = gateway.organisation()
    left_out = only(gateway, create(gateway, acme, name="Gala"))
    empty = only(gateway, create(gateway, acme, name="Gala", **dict.fromkeys(OPTIONAL)))
    assert empty == left_out | {"id": empty["id"], "slug": "gala-2"}


def test_a_slug_is_unique_in_its_organisation(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    made = [only(gateway, create(gateway, acme, name=name))["slug"] for name in ("Gala", "GALA!", "Gala 2", "gála")]
    assert made == ["gala", "gala-2", "gala-2-2", "gala-3"]
    assert only(gateway, create(gateway, other, name="Gala"))["slug"] == "gala"


def test_events_created_at_once_get_slugs_of_their_own(gateway: Gateway) -> None:
    acme = gateway.organisation()
    headers = {"authorization": f"Bearer {gateway.token(acme)}"}
    body = {"query": CREATE, "variables": {"org": acme.uuid, "input": {"name": "Gala"}}}

    async def all_at_once() -> list[Any]:
        requested = [gateway.client.post("/graphql", json=body, headers=headers) for _ in range(12)]
        return [response.json() for response in await asyncio.gather(*requested)]

    answers = gateway.run(all_at_once())
    assert [answer["data"]["createEvent"]["userErrors"] for answer in answers] == [[]] * 12
    slugs = {row["slug"] for row in stored(gateway, EventRow)}
    assert slugs == {"gala"} | {f"gala-{number}" for number in range(2, 13)}


def test_all_problems_are_reported_at_once_and_nothing_is_stored(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    create(gateway, other, listing={"categories": [{"name": "Theirs"}]})
    (theirs,) = stored(gateway, CategoryRow)
    gateway.token(acme)
    before = everything(gateway)
    payload = creation(
        gateway,
        acme,
        name="x" * 76,
        description="x" * 2501,
        timezone="Atlantis/Capital",
        currency="QQQ",
        occurrence={"type": "DAILY", "durationMinutes": 50, "startsOn": {"local": "2026-10-04T02:30"}},
        banners=[{"image": "a.png"}, {"image": "not here"}],
        configuration={"venue": {"latitude": 12.5}},
        listing={
            "tags": ["x" * 25],
            "categories": [
                {"uuid": str(theirs["id"])},
                {"uuid": str(UUID(int=7))},
                {"url": "https://a.example"},
            ],
        },
        settings={"eventCapacity": -1, "maxTicketPerCustomer": 0},
    )
    assert codes(payload["userErrors"]) == [
        ("TOO_LONG", "input.name"),
        ("TOO_LONG", "input.description"),
        ("UNKNOWN_TIMEZONE", "input.timezone"),
        ("INVALID", "input.currency"),
        ("REQUIRED", "input.configuration.venue.longitude"),
        ("REQUIRED", "input.listing.categories.2.name"),
        ("TOO_LONG", "input.listing.tags.0"),
        ("NOT_FOUND", "input.listing.categories.0.uuid"),
        ("NOT_FOUND", "input.listing.categories.1.uuid"),
        ("INVALID", "input.banners.1.image"),
        ("INVALID", "input.occurrence.durationMinutes"),
        ("REQUIRED", "input.occurrence.ends.type"),
        ("NONEXISTENT_LOCAL_TIME", "input.occurrence.startsOn.local"),
        ("OUT_OF_RANGE", "input.settings.eventCapacity"),
        ("OUT_OF_RANGE", "input.settings.maxTicketPerCustomer"),
    ]
    assert (payload["event"], payload["message"], payload["warnings"]) == (None, None, [])
    after = everything(gateway)
    assert {name for name in after if after[name] != before[name]} <= {"token"}


@pytest.mark.parametrize("uuid", ["other", str(UUID(int=1))])
def test_another_organisation_is_not_found(gateway: Gateway, uuid: str) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token = gateway.token(acme)
    before = everything(gateway)
    org = other.uuid if uuid == "other" else uuid
    payload = gateway.gql(CREATE, token, org=org, input={"name": "Gala"})["createEvent"]
    assert codes(payload["userErrors"]) == [("NOT_FOUND", "organisationUuid")]
    assert everything(gateway) == before


def test_the_scope_is_required(gateway: Gateway) -> None:
    acme = gateway.organisation()
    tokens = [None, gateway.token_without_scopes(acme), gateway.token(acme, Scope.EVENT_UPDATE)]
    before = everything(gateway)
    for token in tokens:
        (error,) = gateway.errors(CREATE, token, org=acme.uuid, input={"name": "Gala"})
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert "event.create" in error["message"]
    assert everything(gateway) == before
    allowed = gateway.token(acme, Scope.EVENT_CREATE)
    assert gateway.gql(CREATE, allowed, org=acme.uuid, input={"name": "Gala"})["createEvent"]["event"]


def test_the_change_is_recorded_with_the_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme)
    (change,) = stored(gateway, ChangeRow, direct=True)
    answered = {name: change[name] for name in ("entity", "entity_id", "event_id", "organisation_id", "kind", "at")}
    assert answered == {
        "entity": "Event",
        "entity_id": uuid,
        "event_id": uuid,
        "organisation_id": UUID(acme.uuid),
        "kind": "CREATED",
        "at": START,
    }
    assert stored(gateway, OrganisationRow)[0]["version"] == 1


def test_the_number_of_statements_does_not_grow_with_the_rows(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    counts = []
    for size in (0, 1, 5):
        given = {
            "name": "Gala",
            "occurrence": daily(1 + size * 60),
            "banners": [{"image": "a.png"}] * size,
            "resources": [{"url": "https://a.example"}] * size,
            "listing": {
                "tags": [str(number) for number in range(size)],
                "categories": [{"name": f"{size} {number}"} for number in range(size)],
            },
        }
        with gateway.statements() as statements:
            payload = gateway.gql(CREATE, token, org=acme.uuid, input=given)["createEvent"]
        assert payload["userErrors"] == []
        counts.append(len(statements))
    # One to insert each of seven kinds of row; the first also looks up the token.
    assert counts[1:] == [14 + gateway.ending_statements()] * 2
