"""The rules of coupons: the rows that a list becomes, and every refusal."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.core import limits
from app.discounts.values import DiscountType
from app.events.commerce.columns import CouponValues
from app.events.commerce.rules.coupons import CouponPlan, plan_coupons
from app.sessions.values import LinkType

PATH = ("input", "coupons")
OLD, OTHER, TICKET = UUID(int=1), UUID(int=2), UUID(int=3)
JULY = datetime(2026, 7, 1, tzinfo=UTC)
STORED: CouponValues = {
    "id": OLD,
    "name": "Friends",
    "code": "FRIENDS",
    "code_key": "friends",
    "discount_type": "PERCENTAGE",
    "discount_minor": 1000,
    "quantity": 9,
    "used": 0,
    "active": True,
    "starts_at": JULY,
    "ends_at": None,
    "tickets_type": "SPECIFIC",
}
NEW: dict[str, Any] = {"code": "NEW", "discount_type": DiscountType.PERCENTAGE, "discount": Decimal("12.5")}


def planned(items: Any, *, used: int = 0) -> CouponPlan:
    stored: dict[UUID, CouponValues] = {OLD: STORED | {"used": used}}
    return plan_coupons(items, stored, {TICKET}, zone="Europe/Berlin", currency="EUR", path=PATH)


def codes(plan: CouponPlan) -> list[tuple[str, str]]:
    return [(problem.code.name, ".".join(problem.path)) for problem in plan.problems]


def test_a_new_coupon_has_its_defaults() -> None:
    plan = planned([{"uuid": OLD}, NEW])
    assert codes(plan) == []
    kept, new = plan.rows
    assert (kept.id, kept.tickets, plan.gone) == (OLD, None, [])
    assert kept.columns == {
        "starts_at": JULY,
        "ends_at": None,
        "position": 0,
        "discount_type": "PERCENTAGE",
        "discount_minor": 1000,
    }
    assert (new.id, new.tickets) == (None, ())
    assert new.columns == {
        "name": None,
        "code": "NEW",
        "code_key": "new",
        "discount_type": "PERCENTAGE",
        "discount_minor": 1250,
        "quantity": None,
        "active": True,
        "starts_at": None,
        "ends_at": None,
        "tickets_type": "ALL",
        "position": 1,
    }


@pytest.mark.parametrize("items", [None, []])
def test_null_and_an_empty_list_empty_the_list(items: Any) -> None:
    plan = planned(items)
    assert (plan.rows, plan.gone, plan.problems) == ([], [OLD], [])


def test_null_in_a_kept_coupon_restores_the_default() -> None:
    sent = {"uuid": OLD, "name": None, "quantity": None, "active": None, "starts_on": None, "tickets": None}
    [row] = planned([sent]).rows
    assert row.tickets == ()
    names = ("name", "quantity", "active", "starts_at", "tickets_type")
    assert [row.columns.get(name, ...) for name in names] == [None, None, True, None, "ALL"]


def test_a_local_time_is_in_the_time_zone_of_the_event() -> None:
    summer = {"local": datetime(2026, 7, 2, 10)}
    [row] = planned([{"uuid": OLD, "ends_on": summer}]).rows
    assert row.columns["ends_at"] == datetime(2026, 7, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, [("REQUIRED", "code"), ("REQUIRED", "discountType"), ("REQUIRED", "discount")]),
        ({"uuid": OLD, "code": None}, [("REQUIRED", "code")]),
        ({"uuid": OLD, "code": " "}, [("TOO_SHORT", "code")]),
        ({"uuid": OLD, "code": "x" * (limits.COUPON_CODE + 1)}, [("TOO_LONG", "code")]),
        ({"uuid": OLD, "discount_type": None}, [("REQUIRED", "discountType")]),
        ({"uuid": OLD, "discount": None}, [("REQUIRED", "discount")]),
        # ten per cent are not ten euros
        ({"uuid": OLD, "discount_type": DiscountType.FIXED}, [("REQUIRED", "discount")]),
        ({"uuid": OLD, "discount": Decimal("100.01")}, [("OUT_OF_RANGE", "discount")]),
        ({"uuid": OLD, "discount": Decimal("-1")}, [("OUT_OF_RANGE", "discount")]),
        ({"uuid": OLD, "discount": Decimal("0.001")}, [("INVALID", "discount")]),
        (NEW | {"discount_type": DiscountType.FIXED, "discount": Decimal("1.005")}, [("INVALID", "discount")]),
        (NEW | {"discount_type": DiscountType.FIXED, "discount": Decimal("-1")}, [("OUT_OF_RANGE", "discount")]),
        ({"uuid": OLD, "quantity": -1}, [("OUT_OF_RANGE", "quantity")]),
        ({"uuid": OLD, "starts_on": {}}, [("REQUIRED", "startsOn")]),
        ({"uuid": OLD, "ends_on": {"utc": JULY}}, [("INVALID", "endsOn")]),
        ({"uuid": OLD, "ends_on": {"local": datetime(2026, 3, 29, 2, 30)}},
         [("NONEXISTENT_LOCAL_TIME", "endsOn.local")]),
        (NEW | {"uuid": OTHER}, [("NOT_FOUND", "uuid")]),
        (NEW | {"tickets": {"type": LinkType.SPECIFIC}}, [("REQUIRED", "tickets.uuids")]),
        (NEW | {"tickets": {"type": LinkType.SPECIFIC, "uuids": [TICKET, OTHER, TICKET]}},
         [("NOT_FOUND", "tickets.uuids.1"), ("NOT_UNIQUE", "tickets.uuids.2")]),
        (NEW | {"tickets": {"type": LinkType.ALL, "uuids": [OTHER]}}, []),
        (NEW | {"tickets": {"type": LinkType.SPECIFIC, "uuids": [TICKET]}}, []),
    ],
)  # fmt: skip
def test_problems_with_one_coupon(item: Any, expected: Any) -> None:
    assert codes(planned([item])) == [(code, f"input.coupons.0.{where}") for code, where in expected]


@pytest.mark.parametrize("second", ["new", " New ", "NEW"])
def test_a_code_is_unique_ignoring_case(second: str) -> None:
    assert codes(planned([{"uuid": OLD}, NEW, NEW | {"code": second}])) == [("NOT_UNIQUE", "input.coupons.2.code")]
    assert codes(planned([{"uuid": OLD}, NEW | {"code": "friends"}])) == [("NOT_UNIQUE", "input.coupons.1.code")]


def test_a_code_may_move_to_another_coupon() -> None:
    assert codes(planned([{"uuid": OLD, "code": "NEW"}, NEW | {"code": "FRIENDS"}])) == []


def test_the_same_coupon_is_not_listed_twice() -> None:
    [first, second] = codes(planned([{"uuid": OLD}, {"uuid": OLD}]))
    assert first == ("NOT_UNIQUE", "input.coupons.1.uuid")
    assert second == ("NOT_UNIQUE", "input.coupons.1.code")


def test_a_coupon_that_was_used_stays_and_keeps_room_for_its_uses() -> None:
    assert codes(planned([], used=4)) == [("INVALID", "input.coupons")]
    assert codes(planned([{"uuid": OLD, "quantity": 3}], used=4)) == [("OUT_OF_RANGE", "input.coupons.0.quantity")]
    assert codes(planned([{"uuid": OLD, "quantity": 4}], used=4)) == []


def test_the_number_of_coupons_is_limited() -> None:
    several = [NEW | {"code": f"CODE {number}"} for number in range(limits.COUPONS)]
    assert codes(planned([*several])) == []
    assert codes(planned([*several, NEW])) == [("TOO_MANY", "input.coupons")]
