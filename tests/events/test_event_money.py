"""createEvent and updateEvent: pricing, refund, fees and taxes, read back as they were sent."""

from decimal import Decimal
from typing import Any

import pytest

from app.events.commerce.columns import MoneyValues
from app.events.commerce.rules.prices import change_commerce
from app.events.tables import EventRow, FeeRateRow, FeeTaxRow, TaxRow
from tests.builders import make_event, make_price, make_ticket, stored
from tests.events.editing import codes, create, creation, refuse, update
from tests.gateway import Gateway

QUERY = """
query ($uuid: UUID!) {
  event(uuid: $uuid) {
    currency
    pricing { priceIsFeeInclusive priceIsTaxInclusive }
    refund {
      available
      policy { automatic cancelBeforeEventStartsHours amount { discountType discountUnit } }
    }
    fees { currency passOn priceIsTaxInclusive rates { name value } taxes { name value } }
    taxes { name value }
  }
}
"""
POLICY = {
    "automatic": True,
    "cancelBeforeEventStartsHours": 48,
    "amount": {"discountType": "FIXED", "discountUnit": "5.50"},
}
SENT: dict[str, Any] = {
    "pricing": {"priceIsFeeInclusive": True, "priceIsTaxInclusive": True},
    "refund": {"available": True, "policy": POLICY},
    "fees": {
        "passOn": True,
        "priceIsTaxInclusive": True,
        "rates": [
            {"name": "EVENTBOOKINGS_SERVICE_FEE_FIXED", "value": "10"},
            {"name": "EVENTBOOKINGS_SERVICE_FEE_PERCENTAGE", "value": "2.50"},
        ],
        "taxes": [{"name": "TAX_CODE", "value": "GST"}, {"name": "TAX_RATE", "value": "15"}],
    },
    "taxes": [{"name": "TAX_RATE", "value": ""}],
}
NONE: dict[str, Any] = {
    "pricing": {"priceIsFeeInclusive": False, "priceIsTaxInclusive": False},
    "refund": {
        "available": False,
        "policy": {
            "automatic": False,
            "cancelBeforeEventStartsHours": 0,
            "amount": {"discountType": "PERCENTAGE", "discountUnit": "0.00"},
        },
    },
    "fees": {"passOn": False, "priceIsTaxInclusive": False, "rates": [], "taxes": []},
    "taxes": [],
}


def answered(gateway: Gateway, uuid: Any, token: str | None) -> Any:
    return gateway.gql(QUERY, token, uuid=uuid)["event"]


def said(read_back: dict[str, Any], currency: str = "AUD") -> dict[str, Any]:
    return read_back | {"currency": currency, "fees": read_back["fees"] | {"currency": currency}}


def test_all_fields_are_returned(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    uuid = create(gateway, acme)
    assert answered(gateway, uuid, token) == said(NONE)
    update(gateway, acme, uuid, **SENT)
    assert answered(gateway, uuid, token) == said(SENT)
    assert answered(gateway, create(gateway, acme, **SENT), token) == said(SENT)


def test_the_money_fields_of_a_public_event_are_public(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = make_event(gateway, acme, lifecycle="PUBLISHED").id
    update(gateway, acme, uuid, **SENT)
    assert answered(gateway, uuid, None) == said(SENT)


@pytest.mark.parametrize("name", SENT)
def test_null_resets_all_fields(gateway: Gateway, name: str) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **SENT)
    update(gateway, acme, uuid, **{name: None})
    assert answered(gateway, uuid, gateway.token(acme)) == said(SENT | {name: NONE[name]})


@pytest.mark.parametrize("path", [
    "pricing.priceIsFeeInclusive", "pricing.priceIsTaxInclusive", "refund.available", "refund.policy",
    "refund.policy.automatic", "refund.policy.cancelBeforeEventStartsHours", "refund.policy.amount",
    "fees.passOn", "fees.priceIsTaxInclusive", "fees.rates", "fees.taxes",
])  # fmt: skip
def test_null_resets_one_field_and_absent_fields_stay(gateway: Gateway, path: str) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **SENT)
    group, *inside = path.split(".")

    def nulled(read_back: Any, names: list[str], value: Any) -> Any:
        name, *rest = names
        return {**read_back, name: nulled(read_back.get(name, {}), rest, value) if rest else value}

    default = NONE[group]
    for name in inside:
        default = default[name]
    update(gateway, acme, uuid, **nulled({}, [group, *inside], None))
    assert answered(gateway, uuid, gateway.token(acme)) == said(nulled(SENT, [group, *inside], default))


def test_a_kept_amount_of_another_type_needs_a_new_number(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **SENT)

    def amount(**given: Any) -> dict[str, Any]:
        return {"refund": {"policy": {"amount": given}}}

    at = "input.refund.policy.amount.discountUnit"
    assert codes(refuse(gateway, acme, uuid, **amount(discountType="PERCENTAGE"))) == [("REQUIRED", at)]
    update(gateway, acme, uuid, **amount(discountUnit=None))
    update(gateway, acme, uuid, **amount(discountType="PERCENTAGE", discountUnit="12.5"))
    answer = answered(gateway, uuid, gateway.token(acme))["refund"]["policy"]
    assert answer == POLICY | {"amount": {"discountType": "PERCENTAGE", "discountUnit": "12.50"}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"refund": {"policy": {"cancelBeforeEventStartsHours": 8785}}},
         [("OUT_OF_RANGE", "input.refund.policy.cancelBeforeEventStartsHours")]),
        ({"refund": {"policy": {"amount": {"discountUnit": "100.5"}}}},
         [("OUT_OF_RANGE", "input.refund.policy.amount.discountUnit")]),
        ({"refund": {"policy": {"amount": {"discountType": "FIXED", "discountUnit": "1.234"}}}},
         [("INVALID", "input.refund.policy.amount.discountUnit")]),
        ({"fees": {"rates": [{"name": "A", "value": "-1"}]}}, [("OUT_OF_RANGE", "input.fees.rates.0.value")]),
        ({"fees": {"rates": [{"name": "", "value": "1"}]}}, [("TOO_SHORT", "input.fees.rates.0.name")]),
        ({"fees": {"taxes": [{"name": "A", "value": "x" * 256}]}}, [("TOO_LONG", "input.fees.taxes.0.value")]),
        ({"fees": {"rates": [{"name": "A", "value": "1"}] * 21, "taxes": [{"name": "A", "value": "1"}] * 21}},
         [("TOO_MANY", "input.fees.rates"), ("TOO_MANY", "input.fees.taxes")]),
        ({"taxes": [{"name": " ", "value": "1"}]}, [("TOO_SHORT", "input.taxes.0.name")]),
        ({"taxes": [{"name": "A", "value": "1"}] * 21}, [("TOO_MANY", "input.taxes")]),
    ],
)  # fmt: skip
def test_all_problems_are_reported_and_nothing_changes(gateway: Gateway, given: Any, expected: Any) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme)
    assert codes(refuse(gateway, acme, uuid, **given)) == expected
    assert codes(creation(gateway, acme, name="New", **given)["userErrors"]) == expected


def test_a_list_is_replaced_in_its_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **SENT)
    lines = [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]
    update(gateway, acme, uuid, fees={"rates": lines, "taxes": lines}, taxes=lines)
    for table in (FeeRateRow, FeeTaxRow, TaxRow):
        rows = sorted(stored(gateway, table, event_id=uuid), key=lambda row: row["position"])
        assert [(row["position"], row["name"], row["value"]) for row in rows] == [(0, "B", "2"), (1, "A", "1")]


def test_an_amount_keeps_its_number_in_another_currency(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **SENT)
    update(gateway, acme, uuid, currency="KWD")
    kept = answered(gateway, uuid, gateway.token(acme))
    assert kept["refund"]["policy"]["amount"] == {"discountType": "FIXED", "discountUnit": "5.500"}
    assert kept["fees"]["currency"] == "KWD"
    refused = refuse(gateway, acme, uuid, currency="JPY")
    assert codes(refused) == [("INVALID", "input.currency")]
    assert refused[0]["message"] == "A discount of 5.500 KWD cannot be expressed in JPY."
    update(gateway, acme, uuid, currency="JPY", refund={"policy": {"amount": {"discountUnit": "6"}}})
    assert stored(gateway, EventRow, id=uuid)[0]["refund_discount_minor"] == 6


def test_a_price_keeps_the_currency_and_with_it_every_amount(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    update(gateway, acme, event.id, **SENT)
    make_price(gateway, make_ticket(gateway, event, category="PAID"))
    assert codes(refuse(gateway, acme, event.id, currency="KWD")) == [("INVALID", "input.currency")]


def test_fields_not_sent_are_not_among_the_columns() -> None:
    row: MoneyValues = {"refund_discount_type": "FIXED", "refund_discount_minor": 5, "early_bird_discount_type": None}
    now: Any = None

    def change(patch: Any) -> MoneyValues:
        return change_commerce(row, patch, zone="UTC", currency=("EUR", "EUR"), now=now, path=()).columns

    assert change({}) == {}
    assert change({"pricing": {}, "refund": {"policy": {}}, "fees": {}}) == {}
    unit = {"refund": {"policy": {"amount": {"discount_unit": Decimal("0.06")}}}}
    assert change(unit) == {"refund_discount_type": "FIXED", "refund_discount_minor": 6}
