"""How many statements createEvent and updateEvent send: reading each part first must not cost more than a few."""

from typing import Any

import pytest

from tests.events.editing import CREATE, UPDATE, create, daily
from tests.gateway import Gateway

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
    """How often a mutation that goes through asks the store; the look-up of the token depends on the time."""
    token = gateway.token(variables.pop("acme"))
    with gateway.statements() as statements:
        (payload,) = gateway.gql(call, token, **variables).values()
    assert payload["userErrors"] == []
    return sum("FROM token" not in statement for statement in statements)


@pytest.mark.parametrize(("given", "expected"), [({}, 8), ({"occurrence": daily(3)}, 10), (LISTS, 19)])
def test_creating_an_event_takes_few_statements(gateway: Gateway, given: dict[str, Any], expected: int) -> None:
    acme = gateway.organisation()
    assert _sent(gateway, CREATE, acme=acme, org=acme.uuid, input={"name": "Gala", **given}) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 10),
        ({"name": "Ball"}, 10),
        ({"settings": {"boxoffice": True, "eventCapacity": 5}}, 11),
        ({"currency": "JPY"}, 15),
        ({"occurrence": daily(5)}, 21),
        (LISTS, 26),
    ],
)
def test_updating_an_event_takes_few_statements(gateway: Gateway, given: dict[str, Any], expected: int) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=daily(3))
    assert _sent(gateway, UPDATE, acme=acme, uuid=uuid, input=given) == expected
