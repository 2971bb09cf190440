"""updateLocation: sent fields change, the others stay."""

from typing import Any
from uuid import uuid4

import pytest

from app.db.outbox import ChangeRow
from tests.agenda.requests import refused_update, update, updated
from tests.builders import event_of, make_event, make_location, stored
from tests.gateway import Gateway

FULL: dict[str, Any] = {"name": "Curie", "description": "By the lake", "address": "1 Circular Quay", "position": 3}


def test_only_sent_fields_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    location = make_location(gateway, event, **FULL)
    assert update(gateway, acme, "Location", location.id, name="Meitner") == {
        "message": "Location has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "location": {"uuid": str(location.id), **FULL, "name": "Meitner", "version": 2},
    }
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("Location", "UPDATED", location.id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"description": "Upstairs"}, {"description": "Upstairs"}),
        ({"description": None}, {"description": None}),
        ({"address": "2 Pitt St"}, {"address": "2 Pitt St"}),
        ({"address": None}, {"address": None}),
        ({"position": 0}, {"position": 0}),
        ({"position": None}, {"position": 6}),
    ],
)
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    location = make_location(gateway, event, **FULL)
    make_location(gateway, event, position=5)
    answer = updated(gateway, acme, "Location", location.id, **given)
    assert answer == {"uuid": str(location.id), **FULL, **expected, "version": 2 if expected else 1}


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    location = make_location(gateway, make_event(gateway, acme))
    wrong: dict[str, Any] = {"name": None, "description": "x" * 2501, "address": "x" * 201, "position": -1}
    assert refused_update(gateway, acme, "Location", location.id, **wrong) == [
        ("REQUIRED", "input.name"),
        ("TOO_LONG", "input.description"),
        ("TOO_LONG", "input.address"),
        ("OUT_OF_RANGE", "input.position"),
    ]


def test_a_cancelled_event_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    location = make_location(gateway, make_event(gateway, acme, lifecycle="CANCELLED"))
    assert refused_update(gateway, acme, "Location", location.id, name="A") == [("CANCELLED", "uuid")]


def test_another_tenants_location_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    location = make_location(gateway, make_event(gateway, other))
    for uuid in (location.id, uuid4()):
        assert refused_update(gateway, acme, "Location", uuid, name="A") == [("NOT_FOUND", "uuid")]
