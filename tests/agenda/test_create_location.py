"""createLocation."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.agenda.tables import LocationRow
from app.db.outbox import ChangeRow
from tests.agenda.requests import create, created, fill, refused_create
from tests.builders import event_of, make_event, make_location, stored
from tests.gateway import Gateway


def test_a_location_is_stored_after_the_others(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_location(gateway, event, position=2)
    given = {"name": "Curie", "description": "By the lake", "address": "1 Circular Quay, Sydney"}
    payload = create(gateway, acme, "Location", event.id, **given)
    uuid = payload["location"]["uuid"]
    assert payload == {
        "message": "Location has been created successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "location": {"uuid": uuid, **given, "position": 3, "version": 1},
    }
    [row] = stored(gateway, LocationRow, id=UUID(uuid))
    assert (row["event_id"], row["organisation_id"]) == (event.id, event.organisation_id)
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("Location", "CREATED", UUID(uuid))


@pytest.mark.parametrize("given", [{}, {"description": None, "address": None, "position": None}])
def test_absent_and_null_are_the_same(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    location = created(gateway, acme, "Location", event.id, name="Curie", **given)
    empty = {"description": None, "address": None, "position": 0, "version": 1}
    assert location == {"uuid": location["uuid"], "name": "Curie", **empty}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "x" * 201, "description": "x" * 2501, "address": "x" * 201, "position": -1}, [
            ("TOO_LONG", "input.name"), ("TOO_LONG", "input.description"), ("TOO_LONG", "input.address"),
            ("OUT_OF_RANGE", "input.position"),
        ]),
        ({"name": "", "address": " "}, [("TOO_SHORT", "input.name"), ("TOO_SHORT", "input.address")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_at_once(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert refused_create(gateway, acme, "Location", event.id, **given) == expected


def test_an_event_has_at_most_five_hundred(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    fill(gateway, event, LocationRow, [{"name": "A"}] * 500)
    assert refused_create(gateway, acme, "Location", event.id, name="More") == [("TOO_MANY", "input")]


def test_a_cancelled_event_gets_no_more_locations(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert refused_create(gateway, acme, "Location", event.id, name="A") == [("CANCELLED", "eventUuid")]


def test_another_tenants_event_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_event(gateway, other)
    for uuid in (event.id, uuid4()):
        assert refused_create(gateway, acme, "Location", uuid, name="A") == [("NOT_FOUND", "eventUuid")]
