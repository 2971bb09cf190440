"""A user's calendar: its secret address, and what it shows to whoever knows that."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from ical.event import EventStatus
from sqlmodel import Session as DbSession

from app.auth.rules import Scope
from app.calendars.tables import UserCalendarRow
from app.db.idempotency import IdempotencyKeyRow
from app.events.tables import EventRow, JoinUrlRow
from app.interactions.tables import AttendeeRow, WaitingRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.users.tables import UserRow
from tests.builders import LENGTH, SHOW, everything, make_event, make_occurrence, make_row, make_ticket, stored
from tests.calendars.fetching import calendar_at, entries, fetch, times
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import make_user

DAY = timedelta(days=1)
PUBLISHED: dict[str, Any] = {"lifecycle": "PUBLISHED", "published_at": START}
ROTATE = """mutation ($user: UUID!) { rotateUserCalendar(uuid: $user) {
  message address user { uuid } userErrors { code path } } }"""
DELETE = "mutation ($uuid: UUID!) { deleteUser(uuid: $uuid) { userErrors { code } } }"
NOBODY = "00000000-0000-4000-8000-000000000000"
PUBLIC_URL = "http://marquee.test"


def rotate(gateway: Gateway, acme: Organisation, user: UserRow) -> str:
    """The path of the new address."""
    answer = gateway.gql(ROTATE, gateway.token(acme), user=user.id)["rotateUserCalendar"]
    assert (answer["userErrors"], answer["user"]) == ([], {"uuid": str(user.id)})
    assert answer["message"] == "User calendar has been rotated successfully"
    address: str = answer["address"]
    return address.removeprefix(PUBLIC_URL)


def book(gateway: Gateway, user: UserRow, date: OccurrenceRow, **columns: Any) -> AttendeeRow:
    [event] = gateway.read(lambda db: [db.get_one(EventRow, date.event_id)])
    ticket = make_ticket(gateway, event)
    return make_row(gateway, AttendeeRow, event, user_id=user.id, ticket_id=ticket.id, occurrence_id=date.id, **columns)


def test_an_address_is_answered_once_and_stored_as_a_hash(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    path = rotate(gateway, acme, ada)
    prefix, secret = path.removesuffix(".ics").split("mqc_")
    assert (prefix, len(secret)) == ("/calendars/", 43)
    [row] = stored(gateway, UserCalendarRow)
    assert (row["user_id"], row["organisation_id"]) == (ada.id, UUID(acme.uuid))
    assert secret not in str(everything(gateway))
    assert calendar_at(gateway, path).events == []
    other = rotate(gateway, acme, ada)
    assert other != path
    assert [fetch(gateway, each).status_code for each in (path, other)] == [404, 200]
    assert len(stored(gateway, UserCalendarRow)) == 1


def test_no_key_keeps_an_address(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    body = {"query": ROTATE, "variables": {"user": str(ada.id)}}
    headers = {"Authorization": f"Bearer {gateway.token(acme)}", "Idempotency-Key": "again"}
    answers = [gateway.post(json=body, headers=headers) for _ in range(2)]
    first, second = (each.json()["data"]["rotateUserCalendar"]["address"] for each in answers)
    assert first != second
    assert not any("idempotency-replayed" in each.headers for each in answers)
    assert stored(gateway, IdempotencyKeyRow) == []


@pytest.mark.parametrize("scopes", [(), (Scope.EVENT_READ, Scope.EVENT_UPDATE)])
def test_only_who_writes_users_rotates(gateway: Gateway, scopes: tuple[Scope, ...]) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    token = gateway.token(acme, *scopes) if scopes else None
    [error] = gateway.errors(ROTATE, token, user=ada.id)
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert stored(gateway, UserCalendarRow) == []


def test_a_user_of_another_organisation_or_a_deleted_one_gets_no_address(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    foreign, gone = make_user(gateway, other), make_user(gateway, acme, is_deleted=True)
    token = gateway.token(acme)
    before = everything(gateway)
    for user, code in ((foreign.id, "NOT_FOUND"), (NOBODY, "NOT_FOUND"), (gone.id, "DELETED")):
        answer = gateway.gql(ROTATE, token, user=user)["rotateUserCalendar"]
        assert answer["userErrors"] == [{"code": code, "path": ["uuid"]}]
        assert (answer["address"], answer["user"], answer["message"]) == (None, None, None)
    assert everything(gateway) == before


def test_a_deleted_user_has_no_address(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, bob = make_user(gateway, acme), make_user(gateway, acme)
    paths = [rotate(gateway, acme, user) for user in (ada, bob)]
    gateway.gql(DELETE, gateway.token(acme), uuid=ada.id)
    assert [fetch(gateway, path).status_code for path in paths] == [404, 200]
    assert [row["user_id"] for row in stored(gateway, UserCalendarRow)] == [bob.id]


def test_a_calendar_has_the_users_places(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, bob = make_user(gateway, acme, display_name="Ada"), make_user(gateway, acme)
    secret = {"is_invite_only": True, "listing_enabled": False}
    event = make_event(
        gateway, acme, **PUBLISHED, **secret, online_name="Zoom", online_url="https://join.example/1", version=2
    )
    for position, (name, url) in enumerate([("Overflow", "https://join.example/2"), (None, "https://join.example/3")]):
        named = {"name": name} if name else {}
        make_row(gateway, JoinUrlRow, event, position=position, url=url, **named)
    first, second, third = (make_occurrence(gateway, event, starts_at=SHOW + n * DAY) for n in range(3))
    off = make_occurrence(
        gateway, event, starts_at=SHOW + 3 * DAY, enabled=False, disabled_reason="CALLED_OFF", cancellation_reason="Ill"
    )
    slots = [
        make_row(
            gateway,
            TimeslotRow,
            event,
            occurrence_id=third.id,
            position=n,
            starts_at=third.starts_at + n * timedelta(hours=1),
            ends_at=third.starts_at + (n + 1) * timedelta(hours=1),
        )
        for n in range(3)
    ]
    # Two tickets for one date are one entry; two timeslots of a date are two.
    for date, slot in ((first, None), (first, None), (third, slots[0]), (third, slots[2]), (off, None)):
        book(gateway, ada, date, timeslot_id=None if slot is None else slot.id)
    book(gateway, bob, second)
    make_row(gateway, WaitingRow, event, user_id=ada.id, occurrence_id=second.id, turn=1)
    path = rotate(gateway, acme, ada)
    with gateway.statements() as statements:
        calendar = calendar_at(gateway, path)
    assert len(statements) == 3
    assert "\r\nX-WR-CALNAME:Acme: Ada\r\n" in fetch(gateway, path).text
    found = entries(calendar)
    hour = timedelta(hours=1)
    assert [(uid, *times(each), each.status, each.sequence) for uid, each in found.items()] == [
        (str(first.id), SHOW, SHOW + LENGTH, EventStatus.CONFIRMED, 1),
        (str(slots[0].id), SHOW + 2 * DAY, SHOW + 2 * DAY + hour, EventStatus.CONFIRMED, 1),
        (str(slots[2].id), SHOW + 2 * DAY + 2 * hour, SHOW + 2 * DAY + 3 * hour, EventStatus.CONFIRMED, 1),
        (str(off.id), SHOW + 3 * DAY, SHOW + 3 * DAY + LENGTH, EventStatus.CANCELLED, 1),
    ]
    joins = "Zoom: https://join.example/1\nOverflow: https://join.example/2\nhttps://join.example/3"
    assert [each.description for each in found.values()] == [joins] * 3 + ["Ill"]
    assert [each.uri for each in found[str(first.id)].conference] == [f"https://join.example/{n}" for n in (1, 2, 3)]


def test_places_go_with_the_event_and_the_booking(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    event = make_event(gateway, acme, **PUBLISHED)
    old = make_occurrence(gateway, event, starts_at=START - timedelta(days=366, seconds=1))
    kept = make_occurrence(gateway, event, starts_at=START - timedelta(days=366))
    booked = [book(gateway, ada, each) for each in (old, kept)]
    path = rotate(gateway, acme, ada)
    assert list(entries(calendar_at(gateway, path))) == [str(kept.id)]

    def set_event(**columns: Any) -> None:
        def work(db: DbSession) -> None:
            row = db.get_one(EventRow, event.id)
            for name, value in columns.items():
                setattr(row, name, value)

        gateway.write(work)

    set_event(lifecycle="CANCELLED")
    assert [each.status for each in calendar_at(gateway, path).events] == [EventStatus.CANCELLED]
    for lifecycle in ("UNPUBLISHED", "UNRELEASED"):
        set_event(lifecycle=lifecycle)
        assert calendar_at(gateway, path).events == []
    set_event(lifecycle="PUBLISHED")
    gateway.write(lambda db: db.delete(db.get_one(AttendeeRow, booked[1].id)))
    assert calendar_at(gateway, path).events == []


def test_a_calendar_is_the_users_alone(gateway: Gateway) -> None:
    acme = gateway.organisation()
    path = rotate(gateway, acme, make_user(gateway, acme))
    response = fetch(gateway, path)
    assert response.headers["cache-control"] == "private, no-cache"
    tag = response.headers["etag"]
    assert fetch(gateway, path, if_none_match=tag).status_code == 304
    head = fetch(gateway, path, "HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)


@pytest.mark.parametrize(
    "secret", ["", "x", "mqc_", "mqc_" + "a" * 43, "mqc_" + "a" * 42 + "%00", "mqc_" + "é" * 43, "a" * 3_000]
)
def test_other_secrets_are_not_found(gateway: Gateway, secret: str) -> None:
    acme = gateway.organisation()
    rotate(gateway, acme, make_user(gateway, acme))
    response = fetch(gateway, f"/calendars/{secret}.ics")
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_no_log_has_a_secret(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = gateway.organisation()
    path = rotate(gateway, acme, make_user(gateway, acme))
    caplog.set_level(logging.DEBUG)
    assert fetch(gateway, path).status_code == 200
    assert fetch(gateway, path + "x").status_code == 404

    def fail(*_args: Any, **_names: Any) -> None:
        raise RuntimeError(path)

    monkeypatch.setattr("app.calendars.store.holder_of", fail)
    response = fetch(gateway, path)
    assert response.status_code == 500
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    # The client of the tests logs where it goes.
    own = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx2")]
    assert "mqc_" not in "\n".join(own) + response.text
