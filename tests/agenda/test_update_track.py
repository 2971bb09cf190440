"""updateTrack: sent fields change; a track moves to a day only if all its sessions are on it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.agenda.tables import TrackRow
from app.db.outbox import ChangeRow
from app.events.tables import EventRow
from tests.agenda.requests import refused_update, update, updated
from tests.builders import event_of, make_event, make_schedule_date, make_session, make_track, stored
from tests.gateway import Gateway

FULL: dict[str, Any] = {"name": "Art", "description": "Pictures", "colour": "#112233", "position": 3}


def make_full_track(gateway: Gateway, event: EventRow) -> tuple[TrackRow, UUID]:
    day = make_schedule_date(gateway, event)
    return make_track(gateway, event, **FULL, schedule_date_id=day.id), day.id


def test_only_sent_fields_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    track, day = make_full_track(gateway, event)
    assert update(gateway, acme, "Track", track.id, name="Science") == {
        "message": "Track has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "track": {
            "uuid": str(track.id),
            **FULL,
            "name": "Science",
            "scheduleDate": {"uuid": str(day)},
            "version": 2,
        },
    }
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("Track", "UPDATED", track.id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"description": "Sounds"}, {"description": "Sounds"}),
        ({"description": None}, {"description": None}),
        ({"colour": "#000000"}, {"colour": "#000000"}),
        ({"colour": None}, {"colour": None}),
        ({"position": 0}, {"position": 0}),
        ({"position": None}, {"position": 8}),
        ({"scheduleDateUuid": None}, {"scheduleDate": None}),
    ],
)
def test_each_field_by_itself(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    track, day = make_full_track(gateway, event)
    make_track(gateway, event, position=7)
    answer = updated(gateway, acme, "Track", track.id, **given)
    whole = {"uuid": str(track.id), **FULL, "scheduleDate": {"uuid": str(day)}}
    assert answer == whole | expected | {"version": 2 if expected else 1}


def test_a_track_with_sessions_on_another_day_cannot_move(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    days = [make_schedule_date(gateway, event, date=date(2026, 7, number)) for number in (1, 2)]
    track = make_track(gateway, event)
    for name in ("A", "B"):
        make_session(gateway, event, name=name, track_id=track.id, schedule_date_id=days[0].id)
    make_session(gateway, event, name="Of no day", track_id=track.id)
    make_session(gateway, event, name="Of no track", schedule_date_id=days[0].id)
    before = stored(gateway, TrackRow)
    document = """mutation ($uuid: UUID!, $day: UUID!) { updateTrack(uuid: $uuid, input: {scheduleDateUuid: $day}) {
        track { uuid } userErrors { code message path } } }"""
    answer = gateway.gql(document, gateway.token(acme), uuid=track.id, day=days[1].id)["updateTrack"]
    assert answer == {
        "track": None,
        "userErrors": [
            {
                "code": "CONFLICT",
                "message": "2 sessions of this track are filed under other schedule dates. Move them first.",
                "path": ["input", "scheduleDateUuid"],
            }
        ],
    }
    assert stored(gateway, TrackRow) == before
    # Where they are it may go, and to every day.
    for day in (days[0].id, None):
        moved = updated(gateway, acme, "Track", track.id, scheduleDateUuid=day)
        assert moved["scheduleDate"] == (day and {"uuid": str(day)})


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, slug="other")
    foreign = make_schedule_date(gateway, other)
    track = make_track(gateway, event)
    for day in (foreign.id, uuid4()):
        wrong: dict[str, Any] = {"name": None, "colour": "#12", "scheduleDateUuid": day}
        assert refused_update(gateway, acme, "Track", track.id, **wrong) == [
            ("REQUIRED", "input.name"),
            ("INVALID", "input.colour"),
            ("NOT_FOUND", "input.scheduleDateUuid"),
        ]


def test_a_cancelled_event_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    track = make_track(gateway, make_event(gateway, acme, lifecycle="CANCELLED"))
    assert refused_update(gateway, acme, "Track", track.id, name="A") == [("CANCELLED", "uuid")]


def test_another_tenants_track_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    track = make_track(gateway, make_event(gateway, other))
    for uuid in (track.id, uuid4()):
        assert refused_update(gateway, acme, "Track", uuid, name="A") == [("NOT_FOUND", "uuid")]
