"""Notices: which users get which notice of each change, in the transaction of the change."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.guests.tables import RsvpRow
from app.interactions.tables import AttendeeRow, WaitingRow
from app.notices.tables import NoticeRow
from app.users.tables import UserRow
from tests.builders import make_row, stored
from tests.events.dated_event import book, choose, make_placed, make_series, rows_of
from tests.events.editing import daily
from tests.gateway import Gateway, Organisation
from tests.subscribing import subscribed
from tests.user_builders import make_user

READ = """query($uuid: UUID!) { user(uuid: $uuid) { notices { totalCount nodes {
  kind event { uuid } occurrence { uuid } session { uuid } sessionOccurrence { uuid } user { uuid }
  previousStartsOn { utc } startsOn { utc } createdOn { utc } } } } }"""
FOLLOW = """subscription($uuid: UUID!) { organisationChanged(uuid: $uuid) {
  nodes { __typename ... on Notice { kind user { uuid } } } } }"""
MANY = 120


class Scene:
    """A published series of three days; a user with a place on each, and one who waits for the first."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.acme: Organisation = gateway.organisation()
        self.token = gateway.token(self.acme)
        self.event, self.dates = make_series(gateway, self.acme, occurrence=daily(3))
        self.first, self.second, self.third = (book(gateway, self.acme, date).user_id for date in self.dates)
        self.waiting = make_user(gateway, self.acme).id
        make_row(gateway, WaitingRow, self.event, turn=1, user_id=self.waiting, occurrence_id=self.dates[0]["id"])

    def change(self, name: str, uuid: Any, kind: str = "", **given: Any) -> None:
        head, tail = (f", $input: {kind}!", ", input: $input") if kind else ("", "")
        document = f"mutation($uuid: UUID!{head}) {{ {name}(uuid: $uuid{tail}) {{ userErrors {{ code message }} }} }}"
        answer = self.gateway.gql(document, self.token, uuid=uuid, **({"input": given} if kind else {}))
        assert answer[name] == {"userErrors": []}

    def notices(self, user: UUID) -> list[tuple[str, str | None, str | None, str | None]]:
        """Each notice: its kind, what it is about, and the start before and after as they are read."""
        found = self.gateway.gql(READ, self.token, uuid=user)["user"]["notices"]
        for node in found["nodes"]:
            assert (node["event"]["uuid"], node["user"]["uuid"]) == (str(self.event.id), str(user))
        assert found["totalCount"] == len(found["nodes"])
        return [
            (
                node["kind"],
                (node["sessionOccurrence"] or node["occurrence"] or {}).get("uuid"),
                node["previousStartsOn"] and node["previousStartsOn"]["utc"],
                node["startsOn"] and node["startsOn"]["utc"],
            )
            for node in found["nodes"]
        ]

    def start(self, date: int, **later: int) -> str:
        return f"{self.dates[date]['starts_at'] + timedelta(**later):%Y-%m-%dT%H:%M:%SZ}"

    def moved(self, date: int, **later: int) -> tuple[str, str, str, str]:
        return "RESCHEDULED", str(self.dates[date]["id"]), self.start(date), self.start(date, **later)


@pytest.fixture
def scene(gateway: Gateway) -> Scene:
    return Scene(gateway)


def test_everyone_who_would_still_come_gets_a_notice_of_a_cancelled_event(scene: Scene) -> None:
    gateway, event = scene.gateway, scene.event
    going, staying, anywhere = (make_user(gateway, scene.acme).id for _ in range(3))
    make_row(gateway, RsvpRow, event, user_id=going, status="GOING")
    make_row(gateway, RsvpRow, event, user_id=staying, status="NOT_GOING")
    make_row(gateway, WaitingRow, event, turn=2, user_id=anywhere)
    deleted = book(gateway, scene.acme, scene.dates[2]).user_id

    def delete(db: DbSession) -> None:
        db.get_one(UserRow, deleted).is_deleted = True

    gateway.in_database(delete)
    # The first date is over.
    gateway.clock.set(scene.dates[0]["ends_at"])
    scene.token = gateway.token(scene.acme)
    scene.change("cancelEvent", event.id)
    concerned = {scene.second, scene.third, going, anywhere}
    rows = stored(gateway, NoticeRow)
    assert {row["user_id"] for row in rows} == concerned
    assert len(rows) == len(concerned)
    for user in concerned:
        assert scene.notices(user) == [("CANCELLED", None, None, None)]
    changes = stored(gateway, ChangeRow, entity="Notice")
    assert {change["entity_id"] for change in changes} == {row["id"] for row in rows}
    assert {(change["kind"], change["event_id"], change["public"]) for change in changes} == {("CREATED", None, False)}


def test_cancelling_by_an_update_gives_notices_as_well(scene: Scene) -> None:
    scene.change("updateEvent", scene.event.id, "UpdateEventInput", status="CANCELLED")
    assert scene.notices(scene.first) == [("CANCELLED", None, None, None)]


def test_a_date_that_is_called_off_concerns_those_with_a_place_and_those_who_wait(scene: Scene) -> None:
    date = scene.dates[0]["id"]
    scene.change("updateOccurrence", date, "UpdateOccurrenceInput", enabled=False)
    off = [("CALLED_OFF", str(date), scene.start(0), None)]
    assert [scene.notices(user) for user in (scene.first, scene.waiting, scene.second)] == [off, off, []]
    scene.change("updateOccurrence", date, "UpdateOccurrenceInput", enabled=False, capacity=5)
    assert scene.notices(scene.first) == off


def test_users_whose_seats_move_to_another_date_get_a_notice_of_that_one(scene: Scene) -> None:
    first, second, _ = (str(date["id"]) for date in scene.dates)
    scene.change("updateOccurrence", first, "UpdateOccurrenceInput", enabled=False, bookings="MOVE", moveTo=second)
    assert scene.notices(scene.first) == [("RESCHEDULED", second, scene.start(0), scene.start(1))]
    assert scene.notices(scene.waiting) == [("CALLED_OFF", first, scene.start(0), None)]
    assert scene.notices(scene.second) == []


def test_one_date_that_moves_concerns_its_own_users(scene: Scene) -> None:
    later = {"utc": scene.start(1, hours=1)}
    scene.change("updateOccurrence", scene.dates[1]["id"], "UpdateOccurrenceInput", startsOn=later)
    assert [scene.notices(user) for user in (scene.first, scene.second)] == [[], [scene.moved(1, hours=1)]]


@pytest.mark.parametrize(("scope", "concerned"), [("ALL", (0, 1, 2)), ("THIS", (1,)), ("THIS_AND_FOLLOWING", (1, 2))])
def test_a_reschedule_gives_a_notice_for_each_date_in_its_scope(
    scene: Scene, scope: str, concerned: Sequence[int]
) -> None:
    named = {} if scope == "ALL" else {"occurrenceUuid": str(scene.dates[1]["id"])}
    request: dict[str, Any] = {"byMinutes": 90, "scope": scope, **named}
    scene.change("rescheduleEvent", scene.event.id, "RescheduleEventInput", **request, dryRun=True)
    assert stored(scene.gateway, NoticeRow) == []
    scene.change("rescheduleEvent", scene.event.id, "RescheduleEventInput", **request)
    for number, user in enumerate((scene.first, scene.second, scene.third)):
        assert scene.notices(user) == ([scene.moved(number, minutes=90)] if number in concerned else [])


def test_a_changed_rule_gives_a_notice_for_each_date_that_it_moves(scene: Scene) -> None:
    later = daily(3, "2026-07-01T20:00")
    scene.change("updateEvent", scene.event.id, "UpdateEventInput", occurrence=later)
    assert scene.notices(scene.third) == [scene.moved(2, hours=2)]
    assert scene.notices(scene.waiting) == [scene.moved(0, hours=2)]
    scene.change("updateEvent", scene.event.id, "UpdateEventInput", occurrence=later, description="Same.")
    assert len(scene.notices(scene.third)) == 1


def test_the_user_of_a_moved_booking_gets_a_notice(scene: Scene) -> None:
    (attendee,) = stored(scene.gateway, AttendeeRow, user_id=scene.first)
    second = str(scene.dates[1]["id"])
    scene.change("moveAttendee", attendee["id"], "MoveAttendeeInput", occurrenceUuid=second)
    assert scene.notices(scene.first) == [("RESCHEDULED", second, scene.start(0), scene.start(1))]
    assert len(stored(scene.gateway, NoticeRow)) == 1


@pytest.mark.parametrize("inclusion", ["OPTIONAL", "INCLUDED"])
def test_a_session_that_moves_on_a_date_concerns_who_chose_it(scene: Scene, inclusion: str) -> None:
    talk = make_placed(scene.gateway, scene.event, scene.dates, inclusion=inclusion)
    row, other = (rows_of(scene.gateway, talk)[date["id"]] for date in scene.dates[:2])
    choose(scene.gateway, scene.event, scene.third, row)
    choose(scene.gateway, scene.event, scene.second, other)
    later = {"utc": scene.start(0, minutes=15)}
    scene.change("updateSessionOccurrence", row["id"], "UpdateSessionOccurrenceInput", startsOn=later)
    moved = ("SESSION_MOVED", str(row["id"]), scene.start(0), scene.start(0, minutes=15))
    # An included session is part of each place on the date.
    holder = [moved] if inclusion == "INCLUDED" else []
    assert [scene.notices(user) for user in (scene.third, scene.second, scene.first)] == [[moved], [], holder]
    scene.gateway.clock.advance(timedelta(minutes=1))
    scene.change("updateSessionOccurrence", row["id"], "UpdateSessionOccurrenceInput", enabled=False)
    # The newest first.
    cancelled = ("SESSION_CANCELLED", str(row["id"]), scene.start(0, minutes=15), None)
    assert scene.notices(scene.third) == [cancelled, moved]


def test_a_session_that_moves_on_all_dates_gives_a_notice_for_each(scene: Scene) -> None:
    talk = make_placed(scene.gateway, scene.event, scene.dates, wait_list_enabled=True)
    rows = [rows_of(scene.gateway, talk)[date["id"]] for date in scene.dates]
    choose(scene.gateway, scene.event, scene.first, rows[0], rows[2])
    waits: Any = {"occurrence_id": rows[1]["occurrence_id"], "session_occurrence_id": rows[1]["id"]}
    make_row(scene.gateway, WaitingRow, scene.event, turn=2, user_id=scene.second, **waits)
    scene.change("updateSession", talk.id, "UpdateSessionInput", startsOn={"utc": scene.start(0, minutes=20)})

    def moved(number: int) -> tuple[str, str, str, str]:
        return "SESSION_MOVED", str(rows[number]["id"]), scene.start(number), scene.start(number, minutes=20)

    assert set(scene.notices(scene.first)) == {moved(0), moved(2)}
    assert [scene.notices(user) for user in (scene.second, scene.third)] == [[moved(1)], []]


def test_a_session_that_is_taken_off_a_date_gives_a_notice_with_the_date(scene: Scene) -> None:
    talk = make_placed(scene.gateway, scene.event, scene.dates, inclusion="INCLUDED")
    links = {"type": "SPECIFIC", "uuids": [str(date["id"]) for date in scene.dates[:2]]}
    scene.change("updateSession", talk.id, "UpdateSessionInput", occurrences=links)
    third = str(scene.dates[2]["id"])
    assert scene.notices(scene.third) == [("SESSION_CANCELLED", third, scene.start(2), None)]
    [row] = stored(scene.gateway, NoticeRow)
    assert (row["session_id"], row["session_occurrence_id"]) == (talk.id, None)


def test_many_notices_take_few_statements(scene: Scene) -> None:
    gateway = scene.gateway
    place: Any = {"ticket_id": stored(gateway, AttendeeRow)[0]["ticket_id"], "occurrence_id": scene.dates[0]["id"]}
    for _ in range(MANY):
        make_row(gateway, AttendeeRow, scene.event, user_id=make_user(gateway, scene.acme).id, **place)
    with gateway.statements() as run:
        scene.change("cancelEvent", scene.event.id)
    assert len([sql for sql in run if "FROM rsvp" in sql]) == 1
    assert len([sql for sql in run if "INTO notice" in sql]) == 1
    assert len(stored(gateway, NoticeRow)) == MANY + 4


def test_a_refused_change_gives_no_notice(scene: Scene) -> None:
    document = """mutation($uuid: UUID!) { updateOccurrence(uuid: $uuid, input: {enabled: false, capacity: -1}) {
      userErrors { code } } }"""
    answer = scene.gateway.gql(document, scene.token, uuid=scene.dates[0]["id"])
    assert answer["updateOccurrence"]["userErrors"] == [{"code": "OUT_OF_RANGE"}]
    assert stored(scene.gateway, NoticeRow) == []


def test_only_the_organisation_reads_and_follows_notices(scene: Scene) -> None:
    gateway = scene.gateway
    reader, other = gateway.token(scene.acme, Scope.EVENT_READ), gateway.token(gateway.organisation("other"))
    with subscribed(gateway, FOLLOW, reader, uuid=scene.acme.uuid) as stream:
        scene.change("updateOccurrence", scene.dates[1]["id"], "UpdateOccurrenceInput", enabled=False)
        nodes = stream.next()["organisationChanged"]["nodes"]
    assert {"__typename": "Notice", "kind": "CALLED_OFF", "user": {"uuid": str(scene.second)}} in nodes
    [notice] = stored(gateway, NoticeRow)
    node = "query($id: ID!) { node(id: $id) { ... on Notice { kind } } }"
    found = [gateway.gql(node, token, id=f"Notice_{notice['id']}")["node"] for token in (reader, other, None)]
    assert found == [{"kind": "CALLED_OFF"}, None, None]
    rename = """mutation($uuid: UUID!) { updateUser(uuid: $uuid, input: {displayName: "Ada"}) {
      user { notices { totalCount } } } }"""
    answer = gateway.gql(rename, gateway.token(scene.acme, Scope.INTERACTION_WRITE), uuid=scene.second)
    assert answer["updateUser"]["user"] == {"notices": None}
