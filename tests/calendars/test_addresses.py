"""Calendars are served at the addresses that the schema answers."""

from typing import Any

import pytest

from app.auth.rules import Scope
from tests.builders import make_event, make_occurrence
from tests.calendars.fetching import calendar_at, fetch
from tests.gateway import START, Gateway

HOME = "http://marquee.test"
EVENT = "query ($uuid: UUID!) { event(uuid: $uuid) { calendarUrl } }"
ORGANISATION = "query ($uuid: UUID!) { organisation(uuid: $uuid) { calendarUrl } }"
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}


def test_the_calendar_of_an_event_is_at_its_address(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation(), display_name="Harbour Night", **PUBLISHED)
    make_occurrence(gateway, event)
    with gateway.statements() as run:
        address = gateway.gql(EVENT, uuid=event.id)["event"]["calendarUrl"]
    assert (len(run), address) == (1, f"{HOME}/events/acme/harbour-night.ics")
    assert [entry.summary for entry in calendar_at(gateway, address.removeprefix(HOME)).events] == ["Harbour Night"]


def test_the_calendar_of_an_organisation_is_at_its_address(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, display_name="Harbour Night", listing_enabled=True, **PUBLISHED)
    make_occurrence(gateway, event)
    address = gateway.gql(ORGANISATION, uuid=acme.uuid)["organisation"]["calendarUrl"]
    assert address == f"{HOME}/organisations/acme.ics"
    assert [entry.summary for entry in calendar_at(gateway, address.removeprefix(HOME)).events] == ["Harbour Night"]


@pytest.mark.parametrize(
    ("columns", "is_public"),
    [
        ({"lifecycle": "UNRELEASED"}, False),
        ({**PUBLISHED, "is_invite_only": True}, False),
        ({"lifecycle": "CANCELLED", "cancelled_at": START}, False),
        ({**PUBLISHED, "lifecycle": "CANCELLED", "cancelled_at": START}, True),
        ({**PUBLISHED, "listing_enabled": False}, True),
        (PUBLISHED, True),
    ],
    ids=["draft", "invite-only", "cancelled before", "cancelled", "unlisted", "published"],
)
def test_it_is_null_exactly_while_there_is_none(gateway: Gateway, columns: dict[str, Any], is_public: bool) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, **columns)
    token = gateway.token(acme, Scope.EVENT_READ)
    expected = f"{HOME}/events/acme/harbour-night.ics" if is_public else None
    assert gateway.gql(EVENT, token, uuid=event.id)["event"]["calendarUrl"] == expected
    assert fetch(gateway, "/events/acme/harbour-night.ics").status_code == (200 if is_public else 404)


def test_the_addresses_begin_with_the_public_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, **PUBLISHED)
    gateway.restart(public_url="https://api.example/marquee", store_url="https://shop.example/{event}")
    assert gateway.gql(EVENT, uuid=event.id)["event"] == {
        "calendarUrl": "https://api.example/marquee/events/acme/harbour-night.ics"
    }
    assert gateway.gql(ORGANISATION, uuid=acme.uuid)["organisation"] == {
        "calendarUrl": "https://api.example/marquee/organisations/acme.ics"
    }
