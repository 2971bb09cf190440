"""createSpeaker: a speaker of an event."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.db.outbox import ChangeRow
from app.speakers.tables import SpeakerRow
from tests.agenda.requests import create, created, fill, refused_create
from tests.builders import event_of, make_event, make_speaker, stored
from tests.edges import place
from tests.gateway import Gateway


def test_a_speaker_is_stored_with_a_folded_name_to_sort_by(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    given = {"name": "Émilie du Châtelet", "biography": "Physics\n* *Institutions*", "image": "people/emilie.jpg"}
    payload = create(gateway, acme, "Speaker", event.id, **given)
    uuid = payload["speaker"]["uuid"]
    assert payload == {
        "message": "Speaker has been created successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "speaker": {"uuid": uuid, **given, "version": 1},
    }
    [row] = stored(gateway, SpeakerRow)
    assert (row["id"], row["event_id"], row["name_key"]) == (UUID(uuid), event.id, "emilie du chatelet")
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("Speaker", "CREATED", UUID(uuid))


@pytest.mark.parametrize("given", [{}, {"biography": None, "image": None}])
def test_absent_and_null_are_the_same(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    speaker = created(gateway, acme, "Speaker", event.id, name="Ada", **given)
    assert speaker == {"uuid": speaker["uuid"], "name": "Ada", "biography": None, "image": None, "version": 1}


def test_the_edge_is_the_place_among_the_speakers(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    for name in ("Ada Lovelace", "Grace Hopper"):
        make_speaker(gateway, event, name=name)
    token = gateway.token(acme)
    document = """mutation ($event: UUID!) { createSpeaker(eventUuid: $event, input: {name: "Emmy Noether"}) {
        speaker { uuid name } speakerEdge { cursor node { uuid } } } }"""
    payload = gateway.gql(document, token, event=event.id)["createSpeaker"]
    edge = payload["speakerEdge"]
    assert payload["speaker"] == edge["node"] | {"name": "Emmy Noether"}
    assert place(gateway, token, edge, "Event", event.id, "speakers") == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "x" * 256, "biography": "x" * 20_001, "image": "ftp://example.com/a.jpg"}, [
            ("TOO_LONG", "input.name"), ("TOO_LONG", "input.biography"), ("INVALID", "input.image"),
        ]),
        ({"name": " "}, [("TOO_SHORT", "input.name")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_at_once(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert refused_create(gateway, acme, "Speaker", event.id, **given) == expected


def test_an_event_has_at_most_five_thousand(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    fill(gateway, event, SpeakerRow, [{"name": "Ada", "name_key": "ada"}] * 4999)
    assert created(gateway, acme, "Speaker", event.id, name="The last")["name"] == "The last"
    assert refused_create(gateway, acme, "Speaker", event.id, name="More") == [("TOO_MANY", "input")]


def test_a_cancelled_event_gets_no_more_speakers(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert refused_create(gateway, acme, "Speaker", event.id, name="A") == [("CANCELLED", "eventUuid")]


def test_another_tenants_event_and_none_are_the_same(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_event(gateway, other)
    for uuid in (event.id, uuid4()):
        assert refused_create(gateway, acme, "Speaker", uuid, name="A") == [("NOT_FOUND", "eventUuid")]
