"""The parts of an agenda by uuid are as visible as their event."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.sessions.tables import SessionSpeakerRow
from tests.agenda.requests import field_of
from tests.builders import (
    make_agenda_tab,
    make_custom_field,
    make_event,
    make_link,
    make_location,
    make_ready_event,
    make_schedule_date,
    make_session,
    make_speaker,
    make_track,
)
from tests.gateway import START, Gateway

MAKERS: dict[str, Any] = {
    "AgendaTab": make_agenda_tab,
    "ScheduleDate": make_schedule_date,
    "Track": make_track,
    "Location": make_location,
    "Speaker": make_speaker,
}
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}


def ask(gateway: Gateway, kind: str, uuid: UUID, token: str | None) -> Any:
    document = f"query ($uuid: UUID!) {{ {field_of(kind)}(uuid: $uuid) {{ id uuid event {{ name }} }} }}"
    return gateway.gql(document, token, uuid=uuid)[field_of(kind)]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_part_of_a_public_event_is_found_by_everybody(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, **PUBLISHED)
    part = MAKERS[kind](gateway, event)
    if kind == "Speaker":
        # They are in the programme with a session.
        make_link(gateway, SessionSpeakerRow, session_id=make_session(gateway, event).id, speaker_id=part.id)
    expected = {"id": f"{kind}_{part.id}", "uuid": str(part.id), "event": {"name": event.name}}
    for token in (None, gateway.token(acme), gateway.token(gateway.organisation("other"))):
        assert ask(gateway, kind, part.id, token) == expected
    assert ask(gateway, kind, uuid4(), None) is None


@pytest.mark.parametrize("kind", MAKERS)
def test_a_part_of_a_draft_is_visible_to_readers_of_drafts_only(gateway: Gateway, kind: str) -> None:
    acme = gateway.organisation()
    part = MAKERS[kind](gateway, make_event(gateway, acme))
    assert ask(gateway, kind, part.id, gateway.token(acme, Scope.EVENT_READ))["uuid"] == str(part.id)
    for token in (None, gateway.token(acme, Scope.AGENDA_WRITE), gateway.token(gateway.organisation("other"))):
        assert ask(gateway, kind, part.id, token) is None


def test_the_hierarchy_is_walked_in_one_statement(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, **PUBLISHED)
    tab = make_agenda_tab(gateway, event)
    day = make_schedule_date(gateway, event, agenda_tab_id=tab.id, name="Day one")
    track = make_track(gateway, event, schedule_date_id=day.id)
    filed = {"track_id": track.id, "schedule_date_id": day.id, "agenda_tab_id": tab.id}
    make_session(gateway, event, **filed)
    make_session(gateway, event, name="Private", kind="PRIVATE", **filed)
    document = """query ($uuid: UUID!) { event(uuid: $uuid) { agendaTabs { name sessions { totalCount }
        scheduleDates { name agendaTab { name } tracks { name scheduleDate { name }
        sessions { totalCount nodes { name } } } } } } }"""
    with gateway.statements() as statements:
        answer = gateway.gql(document, uuid=event.id)["event"]
    assert len(statements) == 1
    sessions = {"totalCount": 1, "nodes": [{"name": "Opening"}]}
    tracks = [{"name": "Main track", "scheduleDate": {"name": "Day one"}, "sessions": sessions}]
    dates = [{"name": "Day one", "agendaTab": {"name": "Main stage"}, "tracks": tracks}]
    assert answer == {"agendaTabs": [{"name": "Main stage", "sessions": {"totalCount": 1}, "scheduleDates": dates}]}


def test_internal_custom_fields_are_visible_to_their_organisation_only(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    make_custom_field(gateway, other.uuid)
    public = make_custom_field(gateway, acme.uuid, "AB", type="SINGLE_CHOICE", position=1)
    internal = make_custom_field(gateway, acme.uuid, key="c_1002", internal=True)
    document = """query ($acme: UUID!, $one: UUID!) { customFields(organisationUuid: $acme) { key options { label } }
        organisation(uuid: $acme) { customFields { key } } customField(uuid: $one) { key organisation { slug } } }"""
    shown = {"key": "c_1001", "options": [{"label": "A"}, {"label": "B"}]}
    hidden = {"key": "c_1002", "options": []}
    answer = gateway.gql(document, gateway.token(acme, Scope.EVENT_READ), acme=acme.uuid, one=internal.id)
    assert answer == {
        "customFields": [hidden, shown],
        "organisation": {"customFields": [{"key": "c_1002"}, {"key": "c_1001"}]},
        "customField": {"key": "c_1002", "organisation": {"slug": "acme"}},
    }
    for token in (None, gateway.token(acme, Scope.AGENDA_WRITE), gateway.token(other)):
        answer = gateway.gql(document, token, acme=acme.uuid, one=internal.id)
        assert answer == {
            "customFields": [shown],
            "organisation": {"customFields": [{"key": "c_1001"}]},
            "customField": None,
        }
        answer = gateway.gql(document, token, acme=uuid4(), one=public.id)
        found = {"key": "c_1001", "organisation": {"slug": "acme"}}
        assert answer == {"customFields": [], "organisation": None, "customField": found}


@pytest.mark.parametrize(
    ("visible", "caller", "shown"),
    [(True, None, True), (True, "other", True), (False, None, False), (False, "other", False), (False, "acme", True)],
)
def test_the_address_of_a_hidden_place_is_private(
    gateway: Gateway, visible: bool, caller: str | None, shown: bool
) -> None:
    acme = gateway.organisation()
    tokens = {"acme": gateway.token(acme), "other": gateway.token(gateway.organisation("other"))}
    event = make_ready_event(gateway, acme, is_location_visible=visible, **PUBLISHED)
    location = make_location(gateway, event, name="Hall", address="1 Circular Quay")
    document = (
        "query ($uuid: UUID!, $id: ID!, $event: UUID!) { location(uuid: $uuid) { name address }"
        " node(id: $id) { ... on Location { address } } event(uuid: $event) { locations { address } } }"
    )
    given = {"uuid": location.id, "id": f"Location_{location.id}", "event": event.id}
    address = "1 Circular Quay" if shown else None
    assert gateway.gql(document, tokens[caller] if caller else None, **given) == {
        "location": {"name": "Hall", "address": address},
        "node": {"address": address},
        "event": {"locations": [{"address": address}]},
    }
