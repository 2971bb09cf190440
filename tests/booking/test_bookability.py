"""Bookability of an occurrence and a ticket through HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import event_of, make_event, make_occurrence, make_ticket
from tests.gateway import START, Gateway

EARLIER, LATER = START - timedelta(days=1), START + timedelta(days=1)
OPEN = {"opens_at": EARLIER, "closes_at": LATER}
QUERY = """query ($uuid: UUID!) { event(uuid: $uuid) {
  occurrences { nodes { bookability { state nextChangeAt { utc } } } }
  tickets { bookability { state nextChangeAt { utc } } }
} }"""
AT_LATER = {"utc": "2026-06-02T09:00:00Z"}


@pytest.mark.parametrize(
    ("event", "part", "state", "change"),
    [
        ({}, OPEN, "OPEN", AT_LATER),
        ({}, {"opens_at": START, "closes_at": LATER}, "OPEN", AT_LATER),
        ({}, {"opens_at": EARLIER, "closes_at": START}, "CLOSED", None),
        ({}, {"opens_at": LATER, "closes_at": LATER + timedelta(days=1)}, "NOT_YET_OPEN", AT_LATER),
        ({}, {"opens_at": None, "closes_at": None}, "CLOSED", None),
        ({"event_capacity": 0}, OPEN, "SOLD_OUT", AT_LATER),
        ({"event_capacity": 1}, OPEN, "OPEN", AT_LATER),
        ({"lifecycle": "UNPUBLISHED"}, OPEN, "NOT_PUBLISHED", None),
        ({"lifecycle": "CANCELLED"}, OPEN, "CANCELLED", None),
    ],
)
def test_the_event_and_the_window_decide(
    gateway: Gateway, event: dict[str, Any], part: dict[str, Any], state: str, change: dict[str, str] | None
) -> None:
    acme = gateway.organisation()
    row = make_event(gateway, acme, **{"lifecycle": "PUBLISHED", "published_at": EARLIER, **event})
    make_occurrence(gateway, row, **part)
    make_ticket(gateway, row, **part)
    data = gateway.gql(QUERY, gateway.token(acme), uuid=row.id)["event"]
    expected = {"state": state, "nextChangeAt": change}
    assert data["occurrences"]["nodes"] == [{"bookability": expected}]
    assert data["tickets"] == [{"bookability": expected}]


@pytest.mark.parametrize(
    ("occurrence", "ticket", "states"),
    [
        ({"enabled": False}, {"active": False}, ["CALLED_OFF", "CLOSED"]),
        ({"enabled": False, "disabled_reason": "OUT_OF_RULE"}, {}, ["CLOSED", "OPEN"]),
        ({"capacity": 0}, {"quantity": 0}, ["SOLD_OUT", "SOLD_OUT"]),
        ({"capacity": 1}, {"quantity": 2, "quantity_sold": 2}, ["SOLD_OUT", "SOLD_OUT"]),
        ({"capacity": None}, {"quantity": 2, "quantity_sold": 1}, ["OPEN", "OPEN"]),
    ],
)
def test_its_own_values_decide(
    gateway: Gateway, occurrence: dict[str, Any], ticket: dict[str, Any], states: list[str]
) -> None:
    acme = gateway.organisation()
    row = make_event(gateway, acme, lifecycle="PUBLISHED", published_at=EARLIER)
    make_occurrence(gateway, row, **OPEN, **occurrence)
    make_ticket(gateway, row, **OPEN, **ticket)
    assert event_of(gateway, row.id).lifecycle == "PUBLISHED"
    data = gateway.gql(QUERY, gateway.token(acme), uuid=row.id)["event"]
    found = [*data["occurrences"]["nodes"], *data["tickets"]]
    assert [item["bookability"]["state"] for item in found] == states
