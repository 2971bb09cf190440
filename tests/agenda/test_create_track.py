"""createTrack: a track of one day or of every day."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.agenda.tables import TrackRow
from app.db.outbox import ChangeRow
from tests.agenda.requests import create, created, fill, refused_create
from tests.builders import event_of, make_event, make_schedule_date, make_track, stored
from tests.gateway import Gateway


def test_a_track_is_stored_under_its_day(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    day = make_schedule_date(gateway, event)
    make_track(gateway, event, position=1)
    given = {"name": "Art", "description": "Pictures", "colour": "#00ff7F"}
    payload = create(gateway, acme, "Track", event.id, **given, scheduleDateUuid=day.id)
    uuid = payload["track"]["uuid"]
    assert payload == {
        "message": "Track has been created successfully",
        "warnings": [],
        "userErrors": [],
        "event": {"uuid": str(event.id)},
        "track": {"uuid": uuid, **given, "position": 2, "scheduleDate": {"uuid": str(day.id)}, "version": 1},
    }
    [row] = stored(gateway, TrackRow, id=UUID(uuid))
    assert (row["event_id"], row["organisation_id"]) == (event.id, event.organisation_id)
    assert event_of(gateway, event.id).version == 2
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["kind"], change["entity_id"]) == ("Track", "CREATED", UUID(uuid))


@pytest.mark.parametrize(
    "given", [{}, {"description": None, "colour": None, "scheduleDateUuid": None, "position": None}]
)
def test_absent_and_null_are_the_same(gateway: Gateway, given: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    track = created(gateway, acme, "Track", event.id, name="Art", **given)
    empty = {"description": None, "colour": None, "scheduleDate": None, "position": 0, "version": 1}
    assert track == {"uuid": track["uuid"], "name": "Art", **empty}


def test_a_day_lists_its_own_tracks_in_their_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    day = make_schedule_date(gateway, event)
    for name, position, under in (("Second", 5, day.id), ("First", 4, day.id), ("Every day", 0, None)):
        created(gateway, acme, "Track", event.id, name=name, position=position, scheduleDateUuid=under)
    query = "query ($uuid: UUID!) { scheduleDate(uuid: $uuid) { tracks { name } event { tracks { name } } } }"
    assert gateway.gql(query, gateway.token(acme), uuid=day.id)["scheduleDate"] == {
        "tracks": [{"name": "First"}, {"name": "Second"}],
        "event": {"tracks": [{"name": "Every day"}, {"name": "First"}, {"name": "Second"}]},
    }


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, slug="other")
    foreign = make_schedule_date(gateway, other)
    for day in (foreign.id, uuid4()):
        wrong: dict[str, Any] = {"description": "x" * 2501, "colour": "red", "position": -1, "scheduleDateUuid": day}
        assert refused_create(gateway, acme, "Track", event.id, name="x" * 256, **wrong) == [
            ("TOO_LONG", "input.name"),
            ("TOO_LONG", "input.description"),
            ("INVALID", "input.colour"),
            ("OUT_OF_RANGE", "input.position"),
            ("NOT_FOUND", "input.scheduleDateUuid"),
        ]


def test_an_event_has_at_most_five_hundred(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    fill(gateway, event, TrackRow, [{"name": "A"}] * 500)
    assert refused_create(gateway, acme, "Track", event.id, name="More") == [("TOO_MANY", "input")]


def test_a_cancelled_event_gets_no_more_tracks(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert refused_create(gateway, acme, "Track", event.id, name="A") == [("CANCELLED", "eventUuid")]


def test_another_tenants_event_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    event = make_event(gateway, other)
    for uuid in (event.id, uuid4()):
        assert refused_create(gateway, acme, "Track", uuid, name="A") == [("NOT_FOUND", "eventUuid")]
