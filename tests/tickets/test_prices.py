"""A list of prices replaces the stored one; items with a uuid keep their rows."""

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest

from app.core.problems import ProblemCode
from app.tickets.patches import PricePatch
from app.tickets.rules.prices import PricePlan, StoredPrice, plan_prices

ADULT, CHILD = UUID(int=1), UUID(int=2)
STORED = {
    ADULT: StoredPrice(ADULT, 2500, 0, minimum_quantity_enabled=True, minimum_quantity=3),
    CHILD: StoredPrice(CHILD, 1000, 7),
}
# The price that was sold must stay in the list.
KEPT = {"uuid": CHILD, "amount": Decimal(10)}
NEW = {
    "name": None,
    "quantity_included": 1,
    "minimum_quantity_enabled": False,
    "minimum_quantity_mandatory": False,
    "minimum_quantity": None,
    "currency": "AUD",
}


def plan(*items: Any) -> PricePlan:
    return plan_prices(items, STORED, "AUD", ("prices",))


def codes_of(planned: PricePlan) -> list[tuple[ProblemCode, str]]:
    return [(problem.code, ".".join(problem.path)) for problem in planned.problems]


def priced(**fields: Any) -> dict[str, Any]:
    return {"amount": Decimal("1.50"), **fields}


def test_items_without_a_uuid_are_new_and_missing_rows_go() -> None:
    planned = plan(priced(), KEPT)
    assert codes_of(planned) == []
    assert planned.rows == [
        (None, NEW | {"amount_minor": 150, "position": 0}),
        (CHILD, {"amount_minor": 1000, "currency": "AUD", "position": 1}),
    ]
    assert planned.gone == [ADULT]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {}),
        ({"name": "Grown-up"}, {"name": "Grown-up"}),
        ({"name": None}, {"name": None}),
        ({"quantity_included": 4}, {"quantity_included": 4}),
        ({"quantity_included": None}, {"quantity_included": 1}),
        ({"minimum_quantity": {"quantity": 9}}, {"minimum_quantity": 9}),
        ({"minimum_quantity": {"enable": False}}, {"minimum_quantity_enabled": False}),
        ({"minimum_quantity": {"mandatory": None}}, {"minimum_quantity_mandatory": False}),
        (
            {"minimum_quantity": None},
            {
                "minimum_quantity_enabled": False,
                "minimum_quantity_mandatory": False,
                "minimum_quantity": None,
            },
        ),
    ],
)
def test_a_kept_row_changes_only_the_sent_fields(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    planned = plan(priced(uuid=ADULT, **fields), KEPT)
    assert codes_of(planned) == []
    always = {"amount_minor": 150, "currency": "AUD", "position": 0}
    assert planned.rows[0] == (ADULT, expected | always)


INVALID, OUT, REQUIRED = ProblemCode.INVALID, ProblemCode.OUT_OF_RANGE, ProblemCode.REQUIRED


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name": "a" * 255}, []),
        ({"name": "a" * 256}, [(ProblemCode.TOO_LONG, "prices.0.name")]),
        ({"quantity_included": 0}, [(OUT, "prices.0.quantityIncluded")]),
        ({"minimum_quantity": {"enable": True, "quantity": 1}}, []),
        ({"minimum_quantity": {"enable": True}}, [(REQUIRED, "prices.0.minimumQuantity.quantity")]),
        (
            {"uuid": ADULT, "minimum_quantity": {"quantity": None}},
            [(REQUIRED, "prices.0.minimumQuantity.quantity")],
        ),
        ({"uuid": CHILD}, [(ProblemCode.NOT_UNIQUE, "prices.1.uuid")]),
        ({"minimum_quantity": {"quantity": 0}}, [(OUT, "prices.0.minimumQuantity.quantity")]),
        ({"uuid": UUID(int=9)}, [(ProblemCode.NOT_FOUND, "prices.0.uuid")]),
        ({"amount": Decimal("0.001")}, [(INVALID, "prices.0.amount")]),
        (
            {"amount": Decimal(-1), "name": "", "quantity_included": 0},
            [
                (ProblemCode.TOO_SHORT, "prices.0.name"),
                (OUT, "prices.0.quantityIncluded"),
                (OUT, "prices.0.amount"),
            ],
        ),
    ],
)
def test_problems_of_an_item_are_reported_by_its_index(fields: dict[str, Any], expected: Any) -> None:
    assert codes_of(plan(priced(**fields), KEPT)) == expected


def test_a_price_that_was_sold_cannot_be_left_out() -> None:
    planned = plan({"uuid": ADULT, "amount": Decimal(1)})
    assert codes_of(planned) == [(INVALID, "prices")]
    message = "The price 00000000-0000-0000-0000-000000000002 has been sold 7 times and cannot be taken away."
    assert planned.problems[0].message == message


@pytest.mark.parametrize(("count", "expected"), [(50, []), (51, [(ProblemCode.TOO_MANY, "prices")])])
def test_a_ticket_has_at_most_50_prices(count: int, expected: Any) -> None:
    planned = plan_prices([cast(PricePatch, priced())] * count, {}, "AUD", ("prices",))
    assert codes_of(planned) == expected


def test_null_empties_the_list() -> None:
    planned = plan_prices(None, {ADULT: STORED[ADULT]}, "AUD", ("prices",))
    assert (planned.rows, planned.gone, planned.problems) == ([], [ADULT], [])
