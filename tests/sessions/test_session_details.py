"""createSession and updateSession with all fields of a session, and who sees them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow
from app.db.columns import NEVER
from app.files.tables import EventFileRow, FileRow
from app.sessions.tables import SessionTagRow, SessionVideoRow
from tests.builders import event_of, make_agenda_tab, make_link, make_row
from tests.gateway import Gateway
from tests.sessions.details import EMPTY, FULL, PRIVATE, read_details
from tests.sessions.requests import TABLES, create, problems, update
from tests.staging import Stage, set_event, stage

MINIMAL: dict[str, Any] = {"name": "Opening", "startsOn": {"local": "2026-09-04 10:00"}, "durationMinutes": 30}
CLOCKS: dict[str, Any] = {"name": "Opening", "date": "2026-09-04", "startTime": "10:00:00", "endTime": "12:00"}
AFTER = datetime(2026, 9, 4, 8, 1, tzinfo=UTC)


def made(staged: Stage, given: dict[str, Any]) -> str:
    payload = create(staged, MINIMAL | given)
    assert problems(payload) == []
    uuid: str = payload["session"]["uuid"]
    return uuid


def changed(staged: Stage, uuid: str, given: dict[str, Any]) -> dict[str, Any]:
    payload = update(staged, uuid, given)
    assert problems(payload) == []
    answer = read_details(staged, uuid)
    assert answer is not None
    return answer


def part(answer: dict[str, Any] | None, names: Any) -> dict[str, Any]:
    assert answer is not None
    return {name: answer[name] for name in names}


def test_all_fields_are_returned(gateway: Gateway) -> None:
    staged = stage(gateway)
    assert part(read_details(staged, made(staged, FULL)), FULL) == FULL


def test_all_details_are_optional(gateway: Gateway) -> None:
    staged = stage(gateway)
    assert part(read_details(staged, made(staged, {})), EMPTY) == EMPTY
    nothing = dict.fromkeys((*FULL, "customFields", "imageFileUuid", "location", "agendaTabUuid", "eventUuid"))
    assert part(read_details(staged, made(staged, nothing)), EMPTY) == EMPTY


@pytest.mark.parametrize("name", FULL)
def test_a_change_of_one_field_keeps_the_others(gateway: Gateway, name: str) -> None:
    staged = stage(gateway)
    uuid = made(staged, {"rsvp": False} if name == "capacity" else {})
    first = {name: FULL[name]} | ({"capacity": 150} if name == "rsvpCapacity" else {})
    first |= {"proposalStatus": "APPROVED"} if name == "proposalStatus" else {}
    assert part(changed(staged, uuid, first), EMPTY) == EMPTY | first
    kept = part(changed(staged, uuid, {"description": "More"}), EMPTY)
    assert kept == EMPTY | first
    assert part(changed(staged, uuid, {name: None}), EMPTY) == EMPTY | first | {name: EMPTY[name]}


def test_lists_are_replaced_as_a_whole_and_the_video_beside_them_stays(gateway: Gateway) -> None:
    staged = stage(gateway)
    uuid = made(staged, FULL)
    other = [{"url": "https://example.com/9.mp4", "lockedUntilStart": False}]
    answer = changed(staged, uuid, {"additionalVideos": other, "tags": ["b"]})
    assert (answer["video"], answer["additionalVideos"], answer["tags"]) == (FULL["video"], other, ["b"])
    answer = changed(staged, uuid, {"video": {"url": "videos/new.mp4"}})
    assert answer["video"] == {"url": "videos/new.mp4", "lockedUntilStart": False}
    assert answer["additionalVideos"] == other


def test_all_problems_are_reported_and_nothing_changes(gateway: Gateway) -> None:
    staged = stage(gateway, event_capacity=100)
    uuid = made(staged, {})
    faulty = {
        "shortName": "x" * 256,
        "webinarUrl": "ftp://example.com",
        "colour": "blue",
        "capacity": 101,
        "tags": ["a", "A"],
        "video": {"url": "x y"},
        "additionalVideos": [{"url": "a.mp4"}] * 6,
        "location": "Hall",
        "locationUuid": str(staged.location()),
        "agendaTabUuid": uuid,
        "eventUuid": uuid,
        "proposalStatus": "REJECTED",
    }
    expected = {
        ("INVALID", "input.eventUuid"),
        ("TOO_LONG", "input.shortName"),
        ("INVALID", "input.webinarUrl"),
        ("INVALID", "input.colour"),
        ("OUT_OF_RANGE", "input.capacity"),
        ("NOT_UNIQUE", "input.tags.1"),
        ("INVALID", "input.video.url"),
        ("TOO_MANY", "input.additionalVideos"),
        ("INVALID", "input.location"),
        ("NOT_FOUND", "input.agendaTabUuid"),
    }
    before = staged.everything(*TABLES, SessionTagRow, SessionVideoRow, LocationRow, AgendaTabRow)
    assert set(problems(create(staged, MINIMAL | faulty))) == expected
    found = problems(update(staged, uuid, faulty | {"uuid": str(staged.event)}))
    assert set(found) == expected | {("INVALID", "input.proposalStatus"), ("INVALID", "input.uuid")}
    assert staged.everything(*TABLES, SessionTagRow, SessionVideoRow, LocationRow, AgendaTabRow) == before


def test_equal_identifiers_are_accepted(gateway: Gateway) -> None:
    staged = stage(gateway)
    uuid = made(staged, {"eventUuid": str(staged.event)})
    assert problems(update(staged, uuid, {"uuid": uuid, "eventUuid": str(staged.event)})) == []


def test_local_times_are_accepted(gateway: Gateway) -> None:
    staged = stage(gateway)
    payload = create(staged, CLOCKS)
    assert problems(payload) == []
    uuid = payload["session"]["uuid"]
    read = "query ($uuid: UUID!) { session(uuid: $uuid) { startsOn { local } endsOn { local } } }"
    assert problems(update(staged, uuid, {"startTime": "09:30"})) == []
    assert gateway.gql(read, staged.token, uuid=uuid)["session"] == {
        "startsOn": {"local": "2026-09-04T09:30:00"},
        "endsOn": {"local": "2026-09-04T12:00:00"},
    }
    disagreeing = {"endsOn": {"local": "2026-09-04 13:00"}, "endTime": "12:30"}
    assert problems(update(staged, uuid, disagreeing)) == [("TIMES_DISAGREE", "input.endTime")]
    assert problems(create(staged, {"name": "Late"} | disagreeing)) == [("REQUIRED", "input.startsOn")]


def publish(staged: Stage) -> None:
    set_event(staged, lifecycle="PUBLISHED", starts_at=NEVER)


def test_outsiders_see_less(gateway: Gateway) -> None:
    staged = stage(gateway)
    uuid = made(staged, FULL | {"proposalStatus": "LIVE"})
    assert read_details(staged, uuid, None) is None
    publish(staged)
    seen = read_details(staged, uuid, None)
    assert part(seen, PRIVATE) == dict.fromkeys(PRIVATE)
    assert part(seen, ("badgeName", "soldOutMessage", "tags", "checkInType")) == part(
        FULL, ("badgeName", "soldOutMessage", "tags", "checkInType")
    )
    stranger = gateway.token(gateway.organisation("other"))
    assert read_details(staged, uuid, stranger) == seen


@pytest.mark.parametrize(
    "hidden", [{"kind": "PRIVATE"}, {"kind": "ADDPRIVATE"}, {"status": "INACTIVE"}, {"proposalStatus": "APPROVED"}]
)
def test_outsiders_see_public_sessions_only(gateway: Gateway, hidden: dict[str, str]) -> None:
    staged = stage(gateway)
    publish(staged)
    uuid = made(staged, {})
    assert part(read_details(staged, uuid, None), EMPTY) == EMPTY
    changed(staged, uuid, hidden)
    assert read_details(staged, uuid, None) is None
    # `answered` does not select a session's status.
    seen_inside = EMPTY | {name: value for name, value in hidden.items() if name in EMPTY}
    assert part(read_details(staged, uuid), EMPTY) == seen_inside


def test_a_locked_video_is_visible_once_its_session_starts(gateway: Gateway) -> None:
    staged = stage(gateway)
    publish(staged)
    uuid = made(staged, FULL | {"proposalStatus": "LIVE"})
    locked = {"url": None, "lockedUntilStart": True}
    seen = read_details(staged, uuid, None)
    assert seen is not None
    assert (seen["video"], seen["additionalVideos"]) == (locked, [FULL["additionalVideos"][0], locked])
    gateway.clock.set(AFTER.replace(minute=0))
    assert part(read_details(staged, uuid, None), ("video", "additionalVideos")) == part(
        FULL, ("video", "additionalVideos")
    )


def test_a_location_is_found_by_name_or_address_or_created(gateway: Gateway) -> None:
    staged = stage(gateway)
    event = event_of(gateway, staged.event)
    make_row(gateway, LocationRow, event, name="Curie", address="1 Rue d'Ulm, Paris", position=0)
    for given, name in (("CURIE", "Curie"), ("1 rue d’ulm, paris".replace("’", "'"), "Curie"), ("Joliot", "Joliot")):
        assert part(read_details(staged, made(staged, {"location": given})), ["location"]) == {
            "location": {"name": name}
        }
    uuid = made(staged, {"location": "joliot"})
    assert [(row["name"], row["position"]) for row in staged.rows(LocationRow, LocationRow.position)] == [
        ("Curie", 0),
        ("Joliot", 1),
    ]
    assert changed(staged, uuid, {"location": None})["location"] is None
    assert changed(staged, uuid, {"location": "Curie"})["location"] == {"name": "Curie"}
    assert changed(staged, uuid, {"tags": []})["location"] == {"name": "Curie"}


def test_a_tab_has_days_of_its_own(gateway: Gateway) -> None:
    staged = stage(gateway)
    tab = make_agenda_tab(gateway, event_of(gateway, staged.event), name="Stage")
    in_tab, in_none = {"name": "Stage"}, None
    uuid = made(staged, {"agendaTabUuid": str(tab.id)})
    answer = read_details(staged, uuid)
    assert part(answer, ("agendaTab", "scheduleDate")) == {
        "agendaTab": in_tab,
        "scheduleDate": {"date": "2026-09-04", "agendaTab": in_tab},
    }
    assert changed(staged, uuid, {"agendaTabUuid": None})["agendaTab"] is in_none
    assert len(staged.rows(ScheduleDateRow)) == 2
    assert changed(staged, uuid, {"agendaTabUuid": str(tab.id)})["agendaTab"] == in_tab
    assert len(staged.rows(ScheduleDateRow)) == 2


def file_of(staged: Stage, gateway: Gateway, **columns: Any) -> str:
    base = {"type": "IMAGE", "access_type": "PUBLIC", "address": "https://example.com/a.png", "width": 301}
    event = event_of(gateway, staged.event)
    at = {"created_at": event.created_at, "created_local": event.created_local}
    at |= {"updated_at": event.updated_at, "updated_local": event.updated_local}
    owner = {"organisation_id": event.organisation_id, "timezone": event.timezone}
    return str(make_link(gateway, FileRow, **base | owner | at | columns).id)


def test_an_image_is_one_of_the_organisations_pictures(gateway: Gateway) -> None:
    staged, other = stage(gateway), stage(gateway, "other")
    picture = file_of(staged, gateway, height=301)
    uuid = made(staged, {"imageFileUuid": picture, "image": "cover.png"})
    assert part(read_details(staged, uuid), ["imageFile"]) == {"imageFile": {"uuid": picture}}
    assert [str(row["file_id"]) for row in staged.rows(EventFileRow)] == [picture]
    assert changed(staged, uuid, {"tags": []})["imageFile"] == {"uuid": picture}
    assert changed(staged, uuid, {"imageFileUuid": None})["imageFile"] is None
    assert changed(staged, uuid, {"imageFileUuid": picture})["imageFile"] == {"uuid": picture}
    for wrong, code in (
        (file_of(other, gateway), "NOT_FOUND"),
        (uuid, "NOT_FOUND"),
        (file_of(staged, gateway, type="VIDEO"), "INVALID"),
    ):
        assert problems(update(staged, uuid, {"imageFileUuid": wrong})) == [(code, "input.imageFileUuid")]
        assert problems(create(staged, MINIMAL | {"imageFileUuid": wrong})) == [(code, "input.imageFileUuid")]


def test_an_organiser_is_warned_of_overlaps(gateway: Gateway) -> None:
    staged = stage(gateway)
    room = str(staged.location())
    made(staged, {"locationUuid": room, "preventSessionConflicts": True})
    later = MINIMAL | {"name": "Later", "startsOn": {"local": "2026-09-04 10:15"}, "locationUuid": room}
    payload = create(staged, later)
    assert payload["warnings"] == [{"code": "SESSIONS_OVERLAP", "path": ["input", "startsOn"]}]
    uuid = payload["session"]["uuid"]
    assert update(staged, uuid, {"startTime": "10:30", "endTime": "10:45"})["warnings"] == []
    moved = update(staged, uuid, {"startTime": "10:29"})
    assert moved["warnings"] == [{"code": "SESSIONS_OVERLAP", "path": ["input", "startsOn"]}]
    assert update(staged, uuid, {"description": "Still there"})["warnings"] == []
    assert update(staged, uuid, {"locationUuid": None})["warnings"] == []
