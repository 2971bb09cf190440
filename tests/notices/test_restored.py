"""Notices of what takes place after all, of sessions that are switched off as a whole, and of timeslots that move."""

from typing import Any

import pytest

from app.interactions.tables import WaitingRow
from app.notices.tables import NoticeRow
from app.occurrences.tables import TimeslotRow
from tests.builders import Stored, make_row, stored
from tests.events.dated_event import book, choose, make_placed, make_series, rows_of
from tests.events.editing import daily
from tests.gateway import Gateway
from tests.notices.test_notices import Scene
from tests.user_builders import make_user
from tests.webhooks.builders import deliver, make_webhook, receiver

DOCUMENT = """query ($id: ID!) { node(id: $id) { ... on Notice {
  kind user { displayName } event { name } occurrence { uuid } previousStartsOn { utc } startsOn { utc } } } }"""
OFF: dict[str, Any] = {"enabled": False}
ON: dict[str, Any] = {"enabled": True}


@pytest.fixture
def scene(gateway: Gateway) -> Scene:
    return Scene(gateway)


def kinds(scene: Scene, user: Any) -> list[str]:
    return sorted(kind for kind, *_ in scene.notices(user))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([OFF, ON], ["CALLED_OFF", "RESTORED"]),
        ([OFF, ON, ON], ["CALLED_OFF", "RESTORED"]),
        ([OFF, OFF, ON], ["CALLED_OFF", "RESTORED"]),
        ([ON], []),
        ([OFF, ON, OFF], ["CALLED_OFF", "CALLED_OFF", "RESTORED"]),
        ([OFF, {"capacity": 50}], ["CALLED_OFF"]),
    ],
)
def test_a_date_that_takes_place_after_all(scene: Scene, changes: list[dict[str, Any]], expected: list[str]) -> None:
    date = scene.dates[0]["id"]
    for change in changes:
        scene.change("updateOccurrence", date, "UpdateOccurrenceInput", **change)
    assert [kinds(scene, user) for user in (scene.first, scene.waiting, scene.second)] == [expected, expected, []]


def test_a_restored_date_is_noticed_with_its_start_before_and_now(scene: Scene) -> None:
    date = scene.dates[0]["id"]
    scene.change("updateOccurrence", date, "UpdateOccurrenceInput", **OFF)
    later = {"utc": scene.start(0, hours=1)}
    scene.change("updateOccurrence", date, "UpdateOccurrenceInput", **ON, startsOn=later)
    [restored] = [each for each in scene.notices(scene.first) if each[0] == "RESTORED"]
    assert restored == ("RESTORED", str(date), scene.start(0), scene.start(0, hours=1))


def test_whose_seats_have_moved_away_gets_no_notice_of_a_restored_date(scene: Scene) -> None:
    first, second = (str(date["id"]) for date in scene.dates[:2])
    scene.change("updateOccurrence", first, "UpdateOccurrenceInput", **OFF, bookings="MOVE", moveTo=second)
    scene.change("updateOccurrence", first, "UpdateOccurrenceInput", **ON)
    assert kinds(scene, scene.first) == ["RESCHEDULED"]


def test_a_date_that_is_over_is_restored_without_a_notice(scene: Scene) -> None:
    date = scene.dates[0]
    scene.change("updateOccurrence", date["id"], "UpdateOccurrenceInput", **OFF)
    scene.gateway.clock.set(date["ends_at"])
    scene.token = scene.gateway.token(scene.acme)
    scene.change("updateOccurrence", date["id"], "UpdateOccurrenceInput", **ON)
    assert kinds(scene, scene.first) == ["CALLED_OFF"]


INACTIVE, ACTIVE = {"status": "INACTIVE"}, {"status": "ACTIVE"}


@pytest.mark.parametrize("inclusion", ["OPTIONAL", "INCLUDED"])
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([INACTIVE], ["SESSION_CANCELLED"]),
        ([INACTIVE, INACTIVE], ["SESSION_CANCELLED"]),
        ([INACTIVE, ACTIVE], ["SESSION_CANCELLED", "SESSION_RESTORED"]),
        ([ACTIVE], []),
        ([{"displayName": "Other"}], []),
        ([INACTIVE, {"shift": 20}], ["SESSION_CANCELLED"]),
        ([INACTIVE, {**ACTIVE, "shift": 20}], ["SESSION_CANCELLED", "SESSION_RESTORED"]),
        ([{**INACTIVE, "shift": 20}], ["SESSION_CANCELLED"]),
    ],
)
def test_a_session_that_is_switched_off_as_a_whole(
    scene: Scene, changes: list[dict[str, Any]], expected: list[str], inclusion: str
) -> None:
    talk = make_placed(scene.gateway, scene.event, scene.dates, inclusion=inclusion)
    row = rows_of(scene.gateway, talk)[scene.dates[0]["id"]]
    choose(scene.gateway, scene.event, scene.first, row)
    for change in changes:
        shift = {"startsOn": {"utc": scene.start(0, minutes=change["shift"])}} if "shift" in change else {}
        given = {name: value for name, value in change.items() if name != "shift"}
        scene.change("updateSession", talk.id, "UpdateSessionInput", **given, **shift)
    # Included sessions are part of every place on the other dates, too.
    others = expected if inclusion == "INCLUDED" else []
    assert [kinds(scene, user) for user in (scene.first, scene.second)] == [expected, others]


def test_a_session_that_is_switched_off_is_noticed_for_each_date_to_come_that_it_was_on(scene: Scene) -> None:
    gateway = scene.gateway
    talk = make_placed(gateway, scene.event, scene.dates)
    rows = [rows_of(gateway, talk)[date["id"]] for date in scene.dates]
    choose(gateway, scene.event, scene.third, *rows)
    waits: Any = {"occurrence_id": rows[1]["occurrence_id"], "session_occurrence_id": rows[1]["id"]}
    make_row(gateway, WaitingRow, scene.event, turn=2, user_id=scene.second, **waits)
    scene.change("updateSessionOccurrence", rows[2]["id"], "UpdateSessionOccurrenceInput", **OFF)
    # The first date is over.
    gateway.clock.set(scene.dates[0]["ends_at"])
    scene.token = gateway.token(scene.acme)
    scene.change("updateSession", talk.id, "UpdateSessionInput", **INACTIVE)
    cancelled = [("SESSION_CANCELLED", str(rows[number]["id"]), scene.start(number), None) for number in (1, 2)]
    assert scene.notices(scene.third) == cancelled
    assert scene.notices(scene.second) == cancelled[:1]
    scene.change("updateSession", talk.id, "UpdateSessionInput", **ACTIVE)
    restored = ("SESSION_RESTORED", str(rows[1]["id"]), scene.start(1), scene.start(1))
    assert [each for each in scene.notices(scene.third) if each not in cancelled] == [restored]


@pytest.mark.parametrize(
    ("status", "expected"),
    [(None, ["SESSION_CANCELLED", "SESSION_RESTORED"]), ("INACTIVE", ["SESSION_CANCELLED"])],
)
def test_a_session_that_is_off_on_one_date_and_on_again(scene: Scene, status: str | None, expected: list[str]) -> None:
    """Of a session that is inactive, a row that is switched on or off changes nothing."""
    talk = make_placed(scene.gateway, scene.event, scene.dates)
    row = rows_of(scene.gateway, talk)[scene.dates[0]["id"]]
    choose(scene.gateway, scene.event, scene.first, row)
    if status is not None:
        scene.change("updateSession", talk.id, "UpdateSessionInput", status=status)
    for change in (OFF, ON):
        scene.change("updateSessionOccurrence", row["id"], "UpdateSessionOccurrenceInput", **change)
    assert kinds(scene, scene.first) == expected


def slots(*clocks: str) -> dict[str, Any]:
    """A rule of one date with timeslots of an hour."""
    found = [{"startsAt": clock, "durationMinutes": 60} for clock in clocks]
    return daily(1) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": found}


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        (("10:00", "14:00"), {}),
        (("10:00", "15:30"), {1: 90}),
        (("10:00", "12:00", "14:00"), {}),
        (("10:00", "13:00", "16:00"), {1: -60}),
    ],
)
def test_a_timeslot_that_moves_while_its_date_stays(
    gateway: Gateway, after: tuple[str, ...], moved: dict[int, int]
) -> None:
    scene = Scene.__new__(Scene)
    scene.gateway, scene.acme = gateway, gateway.organisation()
    scene.token = gateway.token(scene.acme)
    scene.event, scene.dates = make_series(gateway, scene.acme, occurrence=slots("10:00", "14:00"))
    [date] = scene.dates
    held: list[Stored] = sorted(stored(gateway, TimeslotRow), key=lambda row: row["position"])
    users = [book(gateway, scene.acme, date, slot=slot).user_id for slot in held]
    elsewhere = make_user(gateway, scene.acme).id
    scene.change("updateEvent", scene.event.id, "UpdateEventInput", occurrence=slots(*after))
    now = {row["id"]: row["starts_at"] for row in stored(gateway, TimeslotRow)}
    for number, (user, slot) in enumerate(zip(users, held, strict=True)):
        shift = (now[slot["id"]] - slot["starts_at"]).total_seconds() / 60
        assert shift == moved.get(number, 0)
        expected = [("RESCHEDULED", str(date["id"]), f"{slot['starts_at']:%FT%TZ}", f"{now[slot['id']]:%FT%TZ}")]
        assert scene.notices(user) == (expected if number in moved else [])
    assert scene.notices(elsewhere) == []
    scene.change("updateEvent", scene.event.id, "UpdateEventInput", occurrence=slots(*after), description="Same.")
    assert len(stored(gateway, NoticeRow)) == len(moved)


def test_a_webhook_gets_a_notice_with_the_data_of_its_document(scene: Scene) -> None:
    gateway, date = scene.gateway, scene.dates[2]
    scene.change("updateOccurrence", date["id"], "UpdateOccurrenceInput", **OFF)
    with receiver(gateway) as address:
        webhook = make_webhook(gateway, scene.acme, url=address.url, topics=["notice.created"], document=DOCUMENT)
        assert webhook.position == 0
        scene.change("updateOccurrence", date["id"], "UpdateOccurrenceInput", **ON)
        assert deliver(gateway) == 2
    found = sorted((request.json for request in address.received), key=lambda each: each["data"]["node"]["kind"])
    assert [each["type"] for each in found] == ["notice.created"] * 2
    about = {"user": {"displayName": "Grace Hopper"}, "event": {"name": scene.event.name}}
    on = {"occurrence": {"uuid": str(date["id"])}, "previousStartsOn": {"utc": scene.start(2)}}
    assert [each["data"] for each in found] == [
        {"node": {"kind": "CALLED_OFF", **about, **on, "startsOn": None}},
        {"node": {"kind": "RESTORED", **about, **on, "startsOn": {"utc": scene.start(2)}}},
    ]
