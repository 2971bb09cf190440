"""updateSpeaker: sent fields change, the others stay."""

from typing import Any
from uuid import uuid4

import pytest

from app.db.outbox import ChangeRow
from app.speakers.tables import SpeakerRow
from tests.agenda.requests import refused_update, update, updated
from tests.builders import event_of, make_event, make_speaker, stored
from tests.gateway import Gateway

FULL: dict[str, Any] = {"name": "Ada Lovelace", "biography": "Engines", "image": "people/ada.jpg"}


def test_a_new_name_is_sorted_by(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    speaker = make_speaker(gateway, event, **FULL)
    assert update(gateway, acme, "Speaker", speaker.id, name="Åda Straße") == {
        "message": "Speaker has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "speaker": {"uuid": str(speaker.id), **FULL, "name": "Åda Straße", "version": 2},
    }
    [row] = stored(gateway, SpeakerRow)
    assert row["name_key"] == "ada strasse"
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("Speaker", "UPDATED", speaker.id)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"biography": "Numbers"},
        {"biography": None},
        {"image": "https://example.org/ada.png"},
        {"image": None},
    ],
)
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    speaker = make_speaker(gateway, make_event(gateway, acme), **FULL)
    answer = updated(gateway, acme, "Speaker", speaker.id, **given)
    assert answer == {"uuid": str(speaker.id), **FULL, **given, "version": 2 if given else 1}
    [row] = stored(gateway, SpeakerRow)
    assert row["name_key"] == "ada lovelace"


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    speaker = make_speaker(gateway, make_event(gateway, acme))
    wrong: dict[str, Any] = {"name": None, "biography": "x" * 20_001, "image": "//example.org/a.png"}
    assert refused_update(gateway, acme, "Speaker", speaker.id, **wrong) == [
        ("REQUIRED", "input.name"),
        ("TOO_LONG", "input.biography"),
        ("INVALID", "input.image"),
    ]


def test_a_cancelled_event_stays_as_it_is(gateway: Gateway) -> None:
    acme = gateway.organisation()
    speaker = make_speaker(gateway, make_event(gateway, acme, lifecycle="CANCELLED"))
    assert refused_update(gateway, acme, "Speaker", speaker.id, name="A") == [("CANCELLED", "uuid")]


def test_another_tenants_speaker_and_none_are_the_same(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    speaker = make_speaker(gateway, make_event(gateway, other))
    for uuid in (speaker.id, uuid4()):
        assert refused_update(gateway, acme, "Speaker", uuid, name="A") == [("NOT_FOUND", "uuid")]
