"""How many statements writing the parts of an event takes: reading each part first must not cost more than a few."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import event_of, make_schedule_date, make_session, make_ticket
from tests.events.editing import CREATE, UPDATE, create, daily
from tests.events.rescheduling import RESCHEDULE, ZONE, dates, make_talks
from tests.gateway import START, Gateway

COUPON = {"code": "EARLY", "discountType": "PERCENTAGE", "discount": "10"}
LISTS: dict[str, Any] = {
    "banners": [{"image": "https://example.org/a.png"}],
    "links": [{"url": "https://example.org/a"}],
    "listing": {"categories": [{"name": "Music"}], "tags": ["jazz"]},
    "fees": {"rates": [{"name": "BOOKING", "value": "1"}]},
    "taxes": [{"name": "GST", "value": "10"}],
    "coupons": [COUPON],
    "hasDiscussionCommunity": True,
}


def _sent(gateway: Gateway, call: str, **variables: Any) -> int:
    """How many statements a mutation runs. How often the token is looked up depends on the time."""
    token = gateway.token(variables.pop("acme"))
    with gateway.statements() as statements:
        (payload,) = gateway.gql(call, token, **variables).values()
    assert payload["userErrors"] == []
    return sum("FROM token" not in statement for statement in statements)


@pytest.mark.parametrize(("given", "expected"), [({}, 6), ({"occurrence": daily(3)}, 8), (LISTS, 16)])
def test_creating_an_event_takes_few_statements(gateway: Gateway, given: dict[str, Any], expected: int) -> None:
    acme = gateway.organisation()
    sent = _sent(gateway, CREATE, acme=acme, org=acme.uuid, input={"name": "Gala", **given})
    assert sent == expected + gateway.ending_statements()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 1),
        ({"name": "Ball"}, 2),
        ({"settings": {"boxoffice": True, "eventCapacity": 5}}, 3),
        ({"currency": "JPY"}, 8),
        ({"occurrence": daily(5)}, 16),
        (LISTS, 21),
    ],
)
def test_updating_an_event_takes_few_statements(gateway: Gateway, given: dict[str, Any], expected: int) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    sent = _sent(gateway, UPDATE, acme=acme, uuid=uuid, input=given)
    # Without a new value nothing has changed.
    assert sent == expected + (gateway.ending_statements(asks=True) if given else 1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"byDays": 1}, 31),
        ({"byDays": 1, "dryRun": True}, 32),
        ({"byMinutes": 60, "scope": "THIS"}, 24),
        ({"byMinutes": 60, "scope": "THIS_AND_FOLLOWING"}, 29),
    ],
)
def test_rescheduling_an_event_takes_few_statements(gateway: Gateway, given: dict[str, Any], expected: int) -> None:
    acme = gateway.organisation()
    slots = [{"startsAt": "18:00", "durationMinutes": 60}]
    rule = daily(3, "2026-07-01T00:00") | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    uuid = create(gateway, acme, timezone=ZONE, occurrence=rule)
    event = event_of(gateway, uuid)
    make_talks(gateway, uuid)
    make_session(gateway, event, starts_at=START + timedelta(days=9))
    make_schedule_date(gateway, event, date=date(2026, 7, 1))
    window = {"booking_ends_type": "SPECIFIC_TIME", "booking_ends_at": START + timedelta(days=1)}
    make_ticket(gateway, event, **window)
    given = given | ({"occurrenceUuid": str(dates(gateway, uuid)[1]["id"])} if "scope" in given else {})
    ended = 0 if "dryRun" in given else gateway.ending_statements(2, asks=True)
    assert _sent(gateway, RESCHEDULE, acme=acme, uuid=uuid, input=given) == expected + ended
