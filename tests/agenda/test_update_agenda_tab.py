"""updateAgendaTab: sent fields change, the others stay."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.agenda.tables import AgendaTabRow
from app.db.outbox import ChangeRow
from tests.agenda.requests import refused_update, update, updated
from tests.builders import event_of, make_agenda_tab, make_event, stored
from tests.gateway import Gateway

FULL: dict[str, Any] = {"name": "Main stage", "colour": "#112233", "position": 3}


def test_only_sent_fields_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event, **FULL)
    gateway.clock.advance(timedelta(minutes=5))
    assert update(gateway, acme, "AgendaTab", tab.id, name="Side stage") == {
        "message": "Agenda tab has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "agendaTab": {"uuid": str(tab.id), **FULL, "name": "Side stage", "version": 2},
    }
    [row] = stored(gateway, AgendaTabRow)
    assert row["updated_local"].isoformat() == "2026-06-01T19:05:00"
    assert row["created_local"].isoformat() == "2026-06-01T19:00:00"
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("AgendaTab", "UPDATED", tab.id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"colour": "#abcdef"}, {"colour": "#abcdef"}),
        ({"colour": None}, {"colour": None}),
        ({"position": 0}, {"position": 0}),
        # Behind all others.
        ({"position": None}, {"position": 10}),
    ],
)
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tab = make_agenda_tab(gateway, event, **FULL)
    make_agenda_tab(gateway, event, position=9)
    answer = updated(gateway, acme, "AgendaTab", tab.id, **given)
    assert answer == {"uuid": str(tab.id), **FULL, **expected, "version": 2 if expected else 1}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": None, "colour": "#12345", "position": -1}, [
            ("REQUIRED", "input.name"), ("INVALID", "input.colour"), ("OUT_OF_RANGE", "input.position"),
        ]),
        ({"name": "x" * 256}, [("TOO_LONG", "input.name")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_at_once(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    tab = make_agenda_tab(gateway, make_event(gateway, acme), **FULL)
    assert refused_update(gateway, acme, "AgendaTab", tab.id, **given) == expected


def test_a_cancelled_event_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    tab = make_agenda_tab(gateway, make_event(gateway, acme, lifecycle="CANCELLED"))
    assert refused_update(gateway, acme, "AgendaTab", tab.id, name="A") == [("CANCELLED", "uuid")]


def test_another_tenants_tab_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    tab = make_agenda_tab(gateway, make_event(gateway, other))
    for uuid in (tab.id, uuid4()):
        assert refused_update(gateway, acme, "AgendaTab", uuid, name="A") == [("NOT_FOUND", "uuid")]
