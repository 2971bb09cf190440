"""updateEvent resolves the windows of an event again after each change that they follow from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow
from tests.builders import event_of, make_ticket, stored
from tests.events.editing import create, daily, update
from tests.gateway import START, Gateway

# The three dates begin at 18:00 in London and last an hour.
FIRST_END = datetime(2026, 7, 1, 18, tzinfo=UTC)
LAST_END = datetime(2026, 7, 3, 18, tzinfo=UTC)
OWN_START, OWN_END = START + timedelta(hours=1), datetime(2026, 6, 25, 12, tzinfo=UTC)
OWN_WINDOW = {
    "booking_starts_type": "SPECIFIC_TIME",
    "booking_starts_at": OWN_START,
    "booking_ends_type": "SPECIFIC_TIME",
    "booking_ends_at": OWN_END,
}
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)
SPECIFIC = {"type": "SPECIFIC_TIME", "local": "2026-06-10T12:00:00"}


def windows(gateway: Gateway, uuid: Any) -> tuple[Any, ...]:
    """From when until when the first date and the ticket can be booked."""
    first = min(stored(gateway, OccurrenceRow, event_id=uuid), key=lambda row: row["starts_at"])
    [ticket] = stored(gateway, TicketRow, event_id=uuid)
    return first["opens_at"], first["closes_at"], ticket["opens_at"], ticket["closes_at"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"settings": {"bookingStartsOn": {"level": "TICKET"}}}, (OWN_START, FIRST_END, OWN_START, LAST_END)),
        ({"settings": {"bookingStartsOn": SPECIFIC}}, (NOON, FIRST_END, NOON, LAST_END)),
        ({"settings": {"bookingEndsOn": {"level": "TICKET"}}}, (START, OWN_END, START, OWN_END)),
        ({"settings": {"bookingEndsOn": SPECIFIC}}, (START, NOON, START, NOON)),
        (
            {"settings": {"blockoutPeriodMinutes": 30}},
            (START, FIRST_END - timedelta(minutes=90), START, LAST_END - timedelta(minutes=90)),
        ),
        (
            {"timezone": "Asia/Tokyo"},
            (START, FIRST_END - timedelta(hours=8), START, LAST_END - timedelta(hours=8)),
        ),
        ({"occurrence": daily(2)}, (START, FIRST_END, START, LAST_END - timedelta(days=1))),
    ],
)
def test_windows_follow(gateway: Gateway, given: dict[str, Any], expected: tuple[Any, ...]) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone="Europe/London", occurrence=daily(3))
    make_ticket(gateway, event_of(gateway, uuid), **OWN_WINDOW)
    update(gateway, acme, uuid, **given)
    assert windows(gateway, uuid) == expected


def test_nothing_else_resolves_them(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    with gateway.statements() as statements:
        update(gateway, acme, uuid, name="Ball", settings={"boxoffice": True}, links=[{"url": "https://example.org/a"}])
    assert [each for each in statements if "FROM occurrence" in each and each.startswith("SELECT occurrence.")] == []
