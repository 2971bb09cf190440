"""A rule that never ends stays 24 months ahead: by every change of its event, and by roll_forward."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession

from app.events.dates.part.horizon import roll_forward
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from tests.builders import Stored, everything, stored
from tests.events.editing import create, daily, occurrences, update
from tests.gateway import Gateway

ENDLESS = daily(1, "2026-07-01T10:00") | {"type": "WEEKLY", "ends": {"type": "NEVER"}}
LATER = timedelta(days=30 + 14)


def only(gateway: Gateway, uuid: UUID) -> Stored:
    return stored(gateway, EventRow, id=uuid)[0]


def roll(gateway: Gateway, uuid: UUID) -> bool:
    now = gateway.clock()
    return gateway.write(lambda db: roll_forward(db, db.get_one(EventRow, uuid), now))


def test_what_comes_within_reach_is_added_once(gateway: Gateway) -> None:
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


def test_a_new_zone_takes_the_reach_of_the_rule_with_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=ENDLESS)
    update(gateway, acme, uuid, timezone="America/New_York")
    gateway.clock.advance(LATER)
    assert roll(gateway, uuid) is True
    rows = occurrences(gateway, uuid)
    assert len(rows) == 107
    assert {f"{row['starts_local']:%a %H:%M}" for row in rows} == {"Wed 10:00"}


def test_timeslots_come_with_their_dates(gateway: Gateway) -> None:
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


@pytest.mark.parametrize("rule", [daily(3), None])
def test_a_rule_with_an_end_is_left_alone(gateway: Gateway, rule: dict[str, object] | None) -> None:
    uuid = create(gateway, gateway.organisation(), occurrence=rule)
    gateway.clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    before = everything(gateway)
    assert roll(gateway, uuid) is False
    assert everything(gateway) == before


def test_a_cancelled_event_is_left_alone(gateway: Gateway) -> None:
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
