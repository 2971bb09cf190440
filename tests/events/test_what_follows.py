"""What updateEvent records besides the event's own change: that its parts may have changed, and its organisation."""

from typing import Any

import pytest

from app.db.outbox import ChangeRow
from tests.builders import stored
from tests.events.editing import create, daily, update
from tests.gateway import Gateway

COUPON = {"code": "EARLY", "discountType": "PERCENTAGE", "discount": "10"}
EVENT, EVENT_WITH_PARTS = ("Event", False, True), ("Event", True, True)
COUNTS = ("Organisation", False, False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "Ball"}, {EVENT}),
        ({"isInviteOnly": True}, {EVENT_WITH_PARTS, COUNTS}),
        ({"settings": {"bookingStartsOn": {"hideTicketUntilBookingStart": True}}}, {EVENT_WITH_PARTS}),
        ({"settings": {"bookingStartsOn": {"level": "TICKET"}}}, {EVENT_WITH_PARTS}),
        ({"currency": "JPY"}, {EVENT_WITH_PARTS}),
        ({"timezone": "Asia/Tokyo"}, {EVENT_WITH_PARTS}),
        ({"coupons": [COUPON]}, {EVENT_WITH_PARTS}),
        ({"occurrence": daily(2)}, {EVENT_WITH_PARTS}),
        ({"listing": {"enabled": False}}, {EVENT, COUNTS}),
        ({"listing": {"visibilityInOrgProfile": False}}, {EVENT, COUNTS}),
    ],
)
def test_an_update(gateway: Gateway, given: dict[str, Any], expected: set[tuple[str, bool, bool]]) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone="Europe/London", currency="EUR", occurrence=daily(3))
    before = len(stored(gateway, ChangeRow))
    update(gateway, acme, uuid, **given)
    changes = sorted(stored(gateway, ChangeRow), key=lambda row: row["position"])[before:]
    assert {(row["entity"], row["whole"], row["direct"]) for row in changes} == expected


def test_another_time_zone_of_an_event_without_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, timezone="Europe/London")
    update(gateway, acme, uuid, timezone="Asia/Tokyo")
    [change] = stored(gateway, ChangeRow, kind="UPDATED", entity="Event")
    assert (change["whole"], change["direct"]) == (True, True)
