"""updateOccurrence: called off, restored, limited; dependent values follow."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.db.columns import NEVER
from app.events.rules import NO_UPCOMING_OCCURRENCE
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from tests.builders import (
    SHOW,
    everything,
    make_event,
    make_occurrence,
    make_ready_event,
    make_ticket,
    stored,
)
from tests.gateway import START, Gateway

UPDATE = """
mutation ($uuid: UUID!, $input: UpdateOccurrenceInput!) {
  updateOccurrence(uuid: $uuid, input: $input) {
    message
    warnings { code message path }
    userErrors { code message path }
    occurrence { uuid enabled capacity version startsOn { utc } updatedOn { utc local } }
    event { uuid version }
  }
}
"""
DAY = timedelta(days=1)


def update(gateway: Gateway, token: str, uuid: UUID, **changes: Any) -> Any:
    return gateway.gql(UPDATE, token, uuid=uuid, input=changes)["updateOccurrence"]


def refused(code: str, message: str, *path: str) -> dict[str, Any]:
    errors = [{"code": code, "message": message, "path": list(path)}]
    return {"message": None, "warnings": [], "userErrors": errors, "occurrence": None, "event": None}


def test_an_occurrence_is_switched_off_and_bounded(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    row = make_occurrence(gateway, event, starts_at=SHOW + DAY)
    gateway.clock.advance(timedelta(minutes=5))
    token = gateway.token(acme, Scope.EVENT_UPDATE)
    assert update(gateway, token, row.id, enabled=False, capacity=80) == {
        "message": "Occurrence has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "occurrence": {
            "uuid": str(row.id),
            "enabled": False,
            "capacity": 80,
            "version": 2,
            "startsOn": {"utc": "2026-07-02T08:00:00Z"},
            "updatedOn": {"utc": "2026-06-01T09:05:00Z", "local": "2026-06-01T19:05:00"},
        },
        "event": {"uuid": str(event.id), "version": 2},
    }


@pytest.mark.parametrize(
    ("changes", "enabled", "capacity"),
    [
        ({}, False, 10),
        ({"enabled": True}, True, 10),
        ({"enabled": None}, True, 10),
        ({"capacity": 0}, False, 0),
        ({"capacity": 1_000_000_000}, False, 1_000_000_000),
        ({"capacity": None}, False, None),
        ({"enabled": None, "capacity": None}, True, None),
    ],
)
def test_absent_fields_stay_and_null_is_the_default(
    gateway: Gateway, changes: dict[str, Any], enabled: bool, capacity: int | None
) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    row = make_occurrence(gateway, event, starts_at=SHOW + DAY, enabled=False, capacity=10)
    answer = update(gateway, gateway.token(acme), row.id, **changes)
    assert (answer["occurrence"]["enabled"], answer["occurrence"]["capacity"]) == (enabled, capacity)
    [after] = stored(gateway, OccurrenceRow, id=row.id)
    assert (after["enabled"], after["capacity"]) == (enabled, capacity)


def test_the_first_and_last_moment_of_the_event_follow(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    rows = [make_occurrence(gateway, event, starts_at=SHOW + DAY * day) for day in range(3)]
    token = gateway.token(acme)
    spans = []
    for row, enabled in ((rows[0], False), (rows[2], False), (rows[1], False), (rows[2], True)):
        update(gateway, token, row.id, enabled=enabled)
        [after] = stored(gateway, EventRow, id=event.id)
        spans.append((after["starts_at"], after["starts_local"], after["ends_at"]))
    second, third = datetime(2026, 7, 2, 18), datetime(2026, 7, 3, 18)
    length = timedelta(hours=3)
    assert spans == [
        (SHOW + DAY, second, SHOW + DAY * 2 + length),
        (SHOW + DAY, second, SHOW + DAY + length),
        (NEVER, None, NEVER),
        (SHOW + DAY * 2, third, SHOW + DAY * 2 + length),
    ]


def test_the_booking_windows_follow(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, booking_starts_at=START)
    last = make_occurrence(gateway, event, starts_at=SHOW + DAY)
    token = gateway.token(acme)
    closings = []
    for enabled in (True, False):
        update(gateway, token, last.id, enabled=enabled)
        [after] = stored(gateway, EventRow, id=event.id)
        closings.append(after["booking_ends_at"])
    assert closings == [SHOW + DAY + timedelta(hours=3), SHOW + timedelta(hours=3)]


@pytest.mark.parametrize(
    ("lifecycle", "starts_at", "changes", "warned"),
    [
        ("PUBLISHED", SHOW, {"enabled": False}, True),
        ("PUBLISHED", SHOW, {"capacity": 5}, False),
        ("PUBLISHED", START - DAY, {"enabled": False}, False),
        ("UNRELEASED", SHOW, {"enabled": False}, False),
        ("UNPUBLISHED", SHOW, {"enabled": False}, False),
    ],
)
def test_a_published_event_that_loses_its_last_occurrence_stays_published_with_a_warning(
    gateway: Gateway, lifecycle: str, starts_at: datetime, changes: dict[str, Any], warned: bool
) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle=lifecycle)
    make_ticket(gateway, event)
    row = make_occurrence(gateway, event, starts_at=starts_at)
    answer = update(gateway, gateway.token(acme), row.id, **changes)
    warning = {
        "code": "NO_LONGER_READY",
        "message": f"The event stays published. {NO_UPCOMING_OCCURRENCE.message}",
        "path": ["input", "enabled"],
    }
    assert (answer["userErrors"], answer["warnings"]) == ([], [warning] if warned else [])
    assert stored(gateway, EventRow, id=event.id)[0]["lifecycle"] == lifecycle


def test_another_occurrence_to_come_keeps_the_event_ready(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    row = make_occurrence(gateway, event, starts_at=SHOW + DAY)
    assert update(gateway, gateway.token(acme), row.id, enabled=False)["warnings"] == []


@pytest.mark.parametrize("capacity", [-1, 1_000_000_001])
def test_a_capacity_beyond_the_limits_is_refused(gateway: Gateway, capacity: int) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    token = gateway.token(acme)
    before = everything(gateway)
    message = "A number between 0 and 1000000000."
    answer = update(gateway, token, row["id"], capacity=capacity, enabled=False)
    assert answer == refused("OUT_OF_RANGE", message, "input", "capacity")
    assert everything(gateway) == before


def test_a_capacity_cannot_be_less_than_is_booked(gateway: Gateway) -> None:
    acme = gateway.organisation()
    row = make_occurrence(gateway, make_event(gateway, acme), capacity=9, booked_count=5)
    token = gateway.token(acme)
    before = everything(gateway)
    message = "5 are booked already; the capacity cannot be less."
    assert update(gateway, token, row.id, capacity=4) == refused("OUT_OF_RANGE", message, "input", "capacity")
    assert everything(gateway) == before
    assert update(gateway, token, row.id, capacity=5)["occurrence"]["capacity"] == 5


def test_an_occurrence_that_booking_waits_for_cannot_be_switched_off(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, booking_starts_type="SPECIFIC_TIME", booking_starts_at=SHOW + DAY)
    row = make_occurrence(gateway, event, starts_at=SHOW + DAY)
    token = gateway.token(acme)
    before = everything(gateway)
    [error] = update(gateway, token, row.id, enabled=False)["userErrors"]
    assert error["path"] == ["input", "enabled"]
    assert everything(gateway) == before


def test_a_cancelled_event_and_an_invalid_value_are_reported_together(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="CANCELLED")
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    token = gateway.token(acme)
    before = everything(gateway)
    errors = update(gateway, token, row["id"], capacity=-1)["userErrors"]
    assert [(error["code"], error["path"]) for error in errors] == [
        ("CANCELLED", ["uuid"]),
        ("OUT_OF_RANGE", ["input", "capacity"]),
    ]
    assert everything(gateway) == before


def test_it_takes_the_scope_to_update_events(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    others = gateway.token(acme, *(scope for scope in Scope if scope is not Scope.EVENT_UPDATE))
    before = everything(gateway)
    for token in (None, others):
        [error] = gateway.errors(UPDATE, token, uuid=row["id"], input={"enabled": False})
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"] == "This needs the scope event.update."
    assert everything(gateway) == before


def test_the_occurrence_of_another_tenant_does_not_exist(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    token = gateway.token(rival)
    before = everything(gateway)
    for uuid in (row["id"], uuid4()):
        missing = refused("NOT_FOUND", "There is no occurrence with this uuid.", "uuid")
        assert update(gateway, token, uuid, enabled=False) == missing
    assert everything(gateway) == before


def test_one_change_is_recorded(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    [row] = stored(gateway, OccurrenceRow, event_id=event.id)
    update(gateway, gateway.token(acme), row["id"], capacity=5)
    [change] = [row for row in everything(gateway)["change"] if row["direct"]]
    recorded = {name: change[name] for name in ("event_id", "entity", "entity_id", "kind", "whole", "at")}
    assert recorded == {
        "event_id": event.id,
        "entity": "Occurrence",
        "entity_id": row["id"],
        "kind": "UPDATED",
        "whole": True,
        "at": datetime(2026, 6, 1, 9, tzinfo=UTC),
    }


def test_the_number_of_statements_does_not_grow_with_the_occurrences(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    last = make_occurrence(gateway, event, starts_at=SHOW + DAY * 100)
    token = gateway.token(acme)
    counts = []
    for more in (0, 20):
        for number in range(more):
            make_occurrence(gateway, event, starts_at=SHOW + DAY * (number + 1))
        update(gateway, token, last.id, enabled=True)
        with gateway.statements() as seen:
            update(gateway, token, last.id, enabled=False)
        counts.append(len(seen))
    assert counts[0] == counts[1]
