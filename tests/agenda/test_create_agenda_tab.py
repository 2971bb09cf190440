"""createAgendaTab."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.agenda.tables import AgendaTabRow
from app.db.outbox import ChangeRow
from tests.agenda.requests import create, created, fill, refused_create
from tests.builders import event_of, make_agenda_tab, make_event, stored
from tests.gateway import Gateway


def test_a_tab_is_stored_after_the_others(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_agenda_tab(gateway, event, position=4)
    payload = create(gateway, acme, "AgendaTab", event.id, name="Workshops", colour="#00FF7f")
    uuid = payload["agendaTab"]["uuid"]
    assert payload == {
        "message": "Agenda tab has been created successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "agendaTab": {"uuid": uuid, "name": "Workshops", "colour": "#00FF7f", "position": 5, "version": 1},
    }
    [row] = stored(gateway, AgendaTabRow, id=UUID(uuid))
    assert (row["event_id"], row["organisation_id"]) == (event.id, event.organisation_id)
    assert row["created_local"].isoformat() == "2026-06-01T19:00:00"
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("AgendaTab", "CREATED", UUID(uuid))
    assert change["event_id"] == event.id


@pytest.mark.parametrize("given", [{}, {"colour": None, "position": None}])
def test_absent_and_null_are_the_same(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = created(gateway, acme, "AgendaTab", event.id, name="A", **given)
    assert (tab["colour"], tab["position"]) == (None, 0)


def test_a_position_is_stored_as_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert created(gateway, acme, "AgendaTab", event.id, name="Last", position=7)["position"] == 7
    assert created(gateway, acme, "AgendaTab", event.id, name="First", position=0)["position"] == 0
    names = "query ($uuid: UUID!) { event(uuid: $uuid) { agendaTabs { name } } }"
    answer = gateway.gql(names, gateway.token(acme), uuid=event.id)
    assert answer["event"]["agendaTabs"] == [{"name": "First"}, {"name": "Last"}]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "x" * 256}, [("TOO_LONG", "input.name")]),
        ({"name": " "}, [("TOO_SHORT", "input.name")]),
        ({"name": "", "colour": "red", "position": -1}, [
            ("TOO_SHORT", "input.name"), ("INVALID", "input.colour"), ("OUT_OF_RANGE", "input.position"),
        ]),
        ({"name": "A", "position": 1_000_000_001}, [("OUT_OF_RANGE", "input.position")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_at_once(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert refused_create(gateway, acme, "AgendaTab", event.id, **given) == expected


def test_an_event_has_at_most_five_hundred(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, slug="other")
    fill(gateway, event, AgendaTabRow, [{"name": "A", "position": number} for number in range(499)])
    make_agenda_tab(gateway, other)
    assert created(gateway, acme, "AgendaTab", event.id, name="The last")["position"] == 499
    assert refused_create(gateway, acme, "AgendaTab", event.id, name="More") == [("TOO_MANY", "input")]


def test_a_cancelled_event_gets_no_more_tabs(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert refused_create(gateway, acme, "AgendaTab", event.id, name="A") == [("CANCELLED", "eventUuid")]


def test_another_tenants_event_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_event(gateway, other)
    for uuid in (event.id, uuid4()):
        assert refused_create(gateway, acme, "AgendaTab", uuid, name="A") == [("NOT_FOUND", "eventUuid")]
