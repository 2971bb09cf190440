"""No query shows the hidden parts of a place, or what only invited users may see, to anybody else."""

from typing import Any

import pytest

from tests.builders import make_event, make_occurrence
from tests.gateway import START, Gateway
from tests.reading.event_states import CALLERS, PUBLISHED, Town, make_open_event, make_parts, make_town

PLACE: dict[str, Any] = {
    **PUBLISHED,
    "venue_name": "Opera",
    "venue_latitude": -33.8567844,
    "venue_longitude": 151.213108,
    "venue_x": -0.7278,
    "venue_y": 0.3998,
    "venue_z": -0.5571,
    "address_city": "Sydney",
    "search_text": " secret night opera sydney ",
}
HIDDEN: dict[str, Any] = {**PLACE, "is_location_visible": False, "placeless_search_text": " secret night "}
WAYS = """query ($uuid: UUID!) {
  event(uuid: $uuid) { location isLocationVisible configuration { type venue { name latitude address { city } } } }
  near: events(filter: {near: {latitude: -33.85, longitude: 151.2, radiusKm: 90}}) { totalCount nodes { name } }
  place: events(filter: {text: "opera"}) { totalCount nodes { name } }
  name: events(filter: {text: "secret night"}) { totalCount nodes { name } } }"""


@pytest.fixture
def town(gateway: Gateway) -> Town:
    return make_town(gateway)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("columns", [PLACE, HIDDEN])
def test_only_its_organisation_sees_a_hidden_place(town: Town, caller: str, columns: dict[str, Any]) -> None:
    event = make_event(town.gateway, town.owner, name="Secret night", configuration_type="VENUE_EVENT", **columns)
    found = {"totalCount": 1, "nodes": [{"name": "Secret night"}]}
    answered = columns is PLACE or caller == "owner"
    venue = {"name": "Opera", "latitude": -33.8567844, "address": {"city": "Sydney"}}
    assert town.ask(caller, WAYS, uuid=event.id) == {
        "event": {
            "location": "Opera, Sydney" if answered else None,
            "isLocationVisible": columns is PLACE,
            "configuration": {"type": "VENUE_EVENT", "venue": venue if answered else None},
        },
        "near": found if answered else {"totalCount": 0, "nodes": []},
        "place": found if answered else {"totalCount": 0, "nodes": []},
        "name": found,
    }


@pytest.mark.parametrize("caller", CALLERS)
def test_only_its_organisation_finds_an_event_for_the_invited(town: Town, caller: str) -> None:
    gateway = town.gateway
    parts = make_parts(gateway, make_open_event(gateway, town.owner, is_invite_only=True, **PUBLISHED))
    cancelled = {**PUBLISHED, "lifecycle": "CANCELLED", "cancelled_at": START}
    gone = make_event(gateway, town.owner, name="Gone", is_invite_only=True, **cancelled)
    make_occurrence(gateway, gone)
    sees = caller == "owner"
    ids = [f"Event_{parts.event.id}", f"Event_{gone.id}"]
    ids += [f"{name}_{uuid}" for name, uuid in parts.ids.items() if name != "linked"]
    ids += [f"Session_{parts.sessions['general']}", f"Ticket_{parts.tickets['on sale']}"]
    query = """query ($uuid: UUID!, $ids: [ID!]!, $o: UUID!) {
      event(uuid: $uuid) { name } eventBySlug(organisationSlug: "owner", slug: "parts") { name }
      nodes(ids: $ids) { id } events(filter: {text: "parts"}) { totalCount nodes { name } }
      organisation(uuid: $o) { events(filter: {text: "parts"}) { totalCount nodes { name } } } }"""
    found = {"totalCount": 1, "nodes": [{"name": "Parts"}]} if sees else {"totalCount": 0, "nodes": []}
    assert town.ask(caller, query, uuid=parts.event.id, ids=ids, o=town.owner.uuid) == {
        "event": {"name": "Parts"} if sees else None,
        "eventBySlug": {"name": "Parts"} if sees else None,
        "nodes": [{"id": text} if sees else None for text in ids],
        "events": found,
        "organisation": {"events": found},
    }
