"""A rule that never ends stays 24 months ahead: by every change of its event, and by roll_forward."""

import logging
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session as DbSession

from app.core import limits
from app.db.bulk import insert_all
from app.events.dates.part.horizon import roll_forward
from app.events.tables import EventRow, TimeslotTemplateRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from tests.builders import Stored, everything, stored
from tests.events.dated_event import make_placed, make_series, rows_of
from tests.events.editing import create, daily, occurrences, update
from tests.gateway import Gateway

ENDLESS = daily(1, "2026-07-01T10:00") | {"type": "WEEKLY", "ends": {"type": "NEVER"}}
LATER = timedelta(days=30 + 14)


def only(gateway: Gateway, uuid: UUID) -> Stored:
    return stored(gateway, EventRow, id=uuid)[0]


def roll(gateway: Gateway, uuid: UUID) -> bool:
    now = gateway.clock()
    return gateway.write(lambda db: roll_forward(db, db.get_one(EventRow, uuid), now))


def test_dates_within_reach_are_added_once(gateway: Gateway) -> None:
    uuid = create(gateway, gateway.organisation(), occurrence=ENDLESS)
    before = occurrences(gateway, uuid)
    assert len(before) == 105
    assert f"{before[-1]['starts_local']:%Y-%m-%d}" == "2028-06-28"
    assert roll(gateway, uuid) is False
    assert occurrences(gateway, uuid) == before

    gateway.clock.advance(LATER)
    assert roll(gateway, uuid) is True
    after = occurrences(gateway, uuid)
    assert after[:105] == before
    assert [f"{row['starts_local']:%m-%d %H:%M}" for row in after[105:]] == ["07-05 10:00", "07-12 10:00"]
    event = only(gateway, uuid)
    assert event["materialised_until"] == after[-1]["starts_at"]
    assert (event["ends_at"], event["booking_ends_at"]) == (after[-1]["ends_at"], after[-1]["ends_at"])
    assert (after[-1]["opens_at"], after[-1]["closes_at"]) == (before[0]["opens_at"], after[-1]["ends_at"])
    assert roll(gateway, uuid) is False


def test_any_change_of_the_event_rolls_it_forward(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=ENDLESS)
    gateway.clock.advance(LATER)
    update(gateway, acme, uuid, name="Gala")
    assert len(occurrences(gateway, uuid)) == 107


def test_a_new_zone_moves_the_reach_of_the_rule(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=ENDLESS)
    update(gateway, acme, uuid, timezone="America/New_York")
    gateway.clock.advance(LATER)
    assert roll(gateway, uuid) is True
    rows = occurrences(gateway, uuid)
    assert len(rows) == 107
    assert {f"{row['starts_local']:%a %H:%M}" for row in rows} == {"Wed 10:00"}


def test_dates_are_added_with_their_timeslots(gateway: Gateway) -> None:
    slots = [{"startsAt": hour, "durationMinutes": 60} for hour in ("10:00", "12:00")]
    rule = ENDLESS | {
        "type": "TIMESLOTS",
        "frequency": "WEEKLY",
        "durationMinutes": None,
        "timeslots": slots,
    }
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    gateway.clock.advance(LATER)
    assert roll(gateway, uuid) is True
    assert len(stored(gateway, TimeslotRow)) == 2 * len(stored(gateway, OccurrenceRow)) == 2 * 107


def test_more_timeslots_than_the_limit_are_logged_and_roll_on(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    rule = ENDLESS | {"type": "TIMESLOTS", "durationMinutes": None, "interval": 3}
    rule |= {"timeslots": [{"startsAt": "00:00", "durationMinutes": 15}]}
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=rule)
    slots = [
        TimeslotTemplateRow(
            id=uuid4(),
            organisation_id=UUID(acme.uuid),
            event_id=uuid,
            position=number,
            starts_at=time(number // 6, number % 6 * 10),
            duration_minutes=15,
            capacity=None,
        )
        for number in range(1, 100)
    ]
    gateway.write(lambda db: insert_all(db, slots))
    gateway.clock.advance(timedelta(days=33))
    before = len(occurrences(gateway, uuid))
    with caplog.at_level(logging.WARNING, "marquee.events"):
        assert roll(gateway, uuid) is True
    added = len(occurrences(gateway, uuid)) - before
    assert (added > 0, len(stored(gateway, TimeslotRow))) == (True, before + 100 * added)
    assert [record.message.split(";")[0] for record in caplog.records] == [
        "A stored rule is rolled forward all the same. The dates of an event that have not ended have at most 20,000"
        " timeslots"
    ]


@pytest.mark.parametrize("rule", [daily(3), None])
def test_a_rule_with_an_end_does_not_change(gateway: Gateway, rule: dict[str, object] | None) -> None:
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    gateway.clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    before = everything(gateway)
    assert roll(gateway, uuid) is False
    assert everything(gateway) == before


def test_a_cancelled_event_does_not_change(gateway: Gateway) -> None:
    uuid = create(gateway, gateway.organisation(), occurrence=ENDLESS)
    gateway.clock.advance(LATER)

    def cancel_and_roll(db: DbSession) -> bool:
        event = db.get_one(EventRow, uuid)
        event.lifecycle = "CANCELLED"
        return roll_forward(db, event, gateway.clock())

    assert gateway.write(cancel_and_roll) is False
    assert len(occurrences(gateway, uuid)) == 105


def test_a_daily_rule_may_have_more_history_than_fits(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = ENDLESS | {"type": "DAILY"}
    uuid = create(gateway, acme, occurrence=rule)
    first = occurrences(gateway, uuid)[0]
    gateway.clock.set(datetime(2028, 6, 1, tzinfo=UTC))
    assert roll(gateway, uuid) is True
    rows = occurrences(gateway, uuid)
    assert len(rows) > 1000
    assert rows[0]["id"] == first["id"]
    # A rule that changes then leaves history as it is.
    update(gateway, acme, uuid, occurrence={"type": "DAILY", "durationMinutes": 30})
    assert occurrences(gateway, uuid)[0] == first


def test_new_dates_have_rows_of_every_session_of_all_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=ENDLESS)
    talk = make_placed(gateway, event, dates[-2:], offset=15)
    once = make_placed(gateway, event, dates[:1], "Once", occurrences_type="SPECIFIC")
    gateway.clock.advance(LATER)
    assert roll(gateway, event.id) is True
    made = occurrences(gateway, event.id)[105:]
    rows = rows_of(gateway, talk)
    assert [rows[date["id"]]["starts_at"] - date["starts_at"] for date in made] == [timedelta(minutes=15)] * 2
    assert (len(rows), len(rows_of(gateway, once))) == (4, 1)


def test_more_rows_than_the_limit_are_logged_and_not_refused(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "SESSION_ROWS", 3)
    acme = gateway.organisation()
    event, dates = make_series(gateway, acme, occurrence=ENDLESS)
    talk = make_placed(gateway, event, dates[-2:])
    gateway.clock.advance(LATER)
    assert roll(gateway, event.id) is True
    assert len(rows_of(gateway, talk)) == 4
    assert "A stored rule is rolled forward all the same." in caplog.text
    assert "these would have 4." in caplog.text


MOVE_DATE = """
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) { userErrors { code } }
}"""


def test_a_date_moved_to_a_later_start_of_the_rule_is_not_duplicated(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=ENDLESS)
    [*_, last] = occurrences(gateway, uuid)
    given = {"startsOn": {"local": "2028-07-05T10:00"}}
    moved = gateway.gql(MOVE_DATE, gateway.token(acme), uuid=last["id"], input=given)["updateOccurrence"]
    assert moved == {"userErrors": []}
    gateway.clock.advance(LATER)
    assert roll(gateway, uuid) is True
    after = occurrences(gateway, uuid)
    assert [f"{row['starts_local']:%m-%d %H:%M}" for row in after[104:]] == ["07-05 10:00", "07-12 10:00"]
    assert after[104]["id"] == last["id"]
