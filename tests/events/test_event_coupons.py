"""createEvent and updateEvent: the identity, the visibility and the tickets of coupons."""

import re
from typing import Any
from uuid import UUID

import pytest

from app.events.tables import CouponRow, CouponTicketRow
from tests.builders import Stored, make_event, make_ticket, stored
from tests.events.editing import codes, create, creation, refuse, update
from tests.gateway import Gateway

COUPONS = """
query ($uuid: UUID!) {
  event(uuid: $uuid) {
    coupons {
      uuid name code discountType discount quantity used active ticketsType
      startsOn { utc local timezone } endsOn { utc local timezone }
      tickets { name coupons { name } }
    }
  }
}
"""
FRIENDS: dict[str, Any] = {
    "name": "For friends",
    "code": "Friends",
    "discountType": "PERCENTAGE",
    "discount": "12.5",
    "quantity": 100,
    "active": True,
    "startsOn": {"local": "2026-06-10T09:00"},
    "endsOn": {"local": "2026-06-20T09:00"},
}
TENNER: dict[str, Any] = {"code": "TENNER", "discountType": "FIXED", "discount": "10"}


def coupons(gateway: Gateway, uuid: UUID, token: str | None) -> Any:
    return gateway.gql(COUPONS, token, uuid=uuid)["event"]["coupons"]


def rows(gateway: Gateway, uuid: UUID) -> list[Stored]:
    return sorted(stored(gateway, CouponRow, event_id=uuid), key=lambda row: row["position"])


def use(gateway: Gateway, uuid: UUID, times: int) -> None:
    """As if people had used it."""
    gateway.write(lambda db: setattr(db.get_one(CouponRow, uuid), "used", times))


def test_all_fields_are_returned(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    stalls, circle = (make_ticket(gateway, event, name=name, position=n) for n, name in enumerate(("Stalls", "Circle")))
    chosen = {"type": "SPECIFIC", "uuids": [str(circle.id)]}
    update(gateway, acme, event.id, coupons=[FRIENDS | {"tickets": chosen}, TENNER])
    first, second = coupons(gateway, event.id, gateway.token(acme))
    both = [{"name": "For friends"}, {"name": None}]
    assert first == FRIENDS | {
        "uuid": first["uuid"],
        "discount": "12.50",
        "used": 0,
        "ticketsType": "SPECIFIC",
        "startsOn": {"utc": "2026-06-09T23:00:00Z", "local": "2026-06-10T09:00:00", "timezone": "Australia/Sydney"},
        "endsOn": {"utc": "2026-06-19T23:00:00Z", "local": "2026-06-20T09:00:00", "timezone": "Australia/Sydney"},
        "tickets": [{"name": "Circle", "coupons": both}],
    }
    assert second == TENNER | {
        "uuid": second["uuid"],
        "name": None,
        "discount": "10.00",
        "quantity": None,
        "used": 0,
        "active": True,
        "startsOn": None,
        "endsOn": None,
        "ticketsType": "ALL",
        "tickets": [{"name": "Stalls", "coupons": [{"name": None}]}, {"name": "Circle", "coupons": both}],
    }
    assert stalls.id != circle.id


def test_a_new_event_may_have_coupons_for_all_later_tickets(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, coupons=[FRIENDS, TENNER])
    assert [row["code"] for row in rows(gateway, uuid)] == ["Friends", "TENNER"]
    make_believe = FRIENDS | {"tickets": {"type": "SPECIFIC", "uuids": [str(uuid)]}}
    payload = creation(gateway, acme, name="Next", coupons=[make_believe])
    assert codes(payload["userErrors"]) == [("NOT_FOUND", "input.coupons.0.tickets.uuids.0")]


def test_a_coupon_with_its_uuid_keeps_fields_that_are_not_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event)
    chosen = {"type": "SPECIFIC", "uuids": [str(ticket.id)]}
    update(gateway, acme, event.id, coupons=[FRIENDS | {"tickets": chosen}, TENNER])
    friends, tenner = rows(gateway, event.id)
    use(gateway, friends["id"], 7)
    update(
        gateway, acme, event.id, coupons=[{"uuid": str(tenner["id"]), "active": False}, {"uuid": str(friends["id"])}]
    )
    assert rows(gateway, event.id) == [
        tenner | {"position": 0, "active": False},
        friends | {"position": 1, "used": 7},
    ]
    assert [row["ticket_id"] for row in stored(gateway, CouponTicketRow)] == [ticket.id]
    update(gateway, acme, event.id, coupons=[{"uuid": str(friends["id"]), "tickets": None, "discount": "5"}])
    assert rows(gateway, event.id) == [friends | {"used": 7, "tickets_type": "ALL", "discount_minor": 500}]
    assert stored(gateway, CouponTicketRow) == []


def test_two_coupons_may_swap_codes(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, coupons=[FRIENDS, TENNER])
    friends, tenner = rows(gateway, uuid)
    swapped = [
        {"uuid": str(friends["id"]), "code": "tenner"},
        {"uuid": str(tenner["id"]), "code": "friends"},
    ]
    update(gateway, acme, uuid, coupons=swapped)
    assert rows(gateway, uuid) == [
        friends | {"code": "tenner", "code_key": "tenner"},
        tenner | {"code": "friends", "code_key": "friends"},
    ]
    # The code of a removed coupon can be used again.
    new = [{"uuid": str(friends["id"]), "code": "other"}, FRIENDS | {"code": "TENNER"}]
    update(gateway, acme, uuid, coupons=new)
    assert [row["code"] for row in rows(gateway, uuid)] == ["other", "TENNER"]


@pytest.mark.parametrize("given", [None, []])
def test_null_and_an_empty_list_remove_all_unless_one_was_used(gateway: Gateway, given: Any) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, coupons=[FRIENDS, TENNER])
    friend = rows(gateway, uuid)[0]["id"]
    use(gateway, friend, 1)
    refused = refuse(gateway, acme, uuid, coupons=given)
    assert codes(refused) == [("INVALID", "input.coupons")]
    assert refused[0]["message"] == (
        f"The coupon {friend} was used 1 times and cannot be taken away; it can be switched off."
    )
    use(gateway, friend, 0)
    update(gateway, acme, uuid, coupons=given)
    assert rows(gateway, uuid) == []


def test_all_problems_are_reported_at_once_and_nothing_changes(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    uuid = create(gateway, acme, coupons=[FRIENDS])
    foreign = rows(gateway, create(gateway, rival, coupons=[FRIENDS]))[0]
    ticket = make_ticket(gateway, make_event(gateway, acme, name="Another"))
    listed = [
        {"uuid": str(rows(gateway, uuid)[0]["id"]), "quantity": -1, "endsOn": {"local": "2026-06-01T00:00"}},
        TENNER | {"uuid": str(foreign["id"])},
        {"code": "FRIENDS", "discountType": "PERCENTAGE", "discount": "101"},
        FRIENDS | {"code": "X", "tickets": {"type": "SPECIFIC", "uuids": [str(ticket.id)]}},
    ]
    assert codes(refuse(gateway, acme, uuid, coupons=listed)) == [
        ("OUT_OF_RANGE", "input.coupons.0.quantity"),
        ("INVALID", "input.coupons.0.endsOn"),
        ("NOT_FOUND", "input.coupons.1.uuid"),
        ("OUT_OF_RANGE", "input.coupons.2.discount"),
        ("NOT_FOUND", "input.coupons.3.tickets.uuids.0"),
        ("NOT_UNIQUE", "input.coupons.2.code"),
    ]


def test_codes_are_private_and_inactive_coupons_are_hidden(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_event(gateway, acme, lifecycle="PUBLISHED")
    make_ticket(gateway, event)
    update(gateway, acme, event.id, coupons=[FRIENDS, TENNER | {"name": "Over", "active": False}])
    for token in (None, gateway.token(rival)):
        [seen] = coupons(gateway, event.id, token)
        assert (seen["name"], seen["code"], seen["discount"]) == ("For friends", None, "12.50")
        assert seen["tickets"] == [{"name": "Entry", "coupons": [{"name": "For friends"}]}]
    assert [each["code"] for each in coupons(gateway, event.id, gateway.token(acme))] == ["Friends", "TENNER"]


@pytest.mark.parametrize("keep", [False, True])
def test_their_moments_follow_the_time_zone(gateway: Gateway, keep: bool) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, coupons=[FRIENDS, TENNER])
    update(gateway, acme, uuid, timezone="Europe/Berlin", keepInstants=keep)
    first, second = coupons(gateway, uuid, gateway.token(acme))
    moved = {"utc": "2026-06-10T07:00:00Z", "local": "2026-06-10T09:00:00", "timezone": "Europe/Berlin"}
    kept = {"utc": "2026-06-09T23:00:00Z", "local": "2026-06-10T01:00:00", "timezone": "Europe/Berlin"}
    assert first["startsOn"] == (kept if keep else moved)
    assert second["startsOn"] is None
    assert {row["timezone"] for row in rows(gateway, uuid)} == {"Europe/Berlin"}


def test_a_new_zone_and_new_moments_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, coupons=[FRIENDS])
    kept = {"uuid": str(rows(gateway, uuid)[0]["id"]), "endsOn": {"local": "2026-06-11T12:00"}}
    update(gateway, acme, uuid, timezone="Europe/Berlin", coupons=[kept])
    [seen] = coupons(gateway, uuid, gateway.token(acme))
    assert (seen["startsOn"]["utc"], seen["endsOn"]["utc"]) == ("2026-06-10T07:00:00Z", "2026-06-11T10:00:00Z")


def test_an_amount_keeps_its_number_in_another_currency(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, coupons=[FRIENDS, TENNER | {"discount": "9.50"}])
    update(gateway, acme, uuid, currency="KWD")
    token = gateway.token(acme)
    assert [each["discount"] for each in coupons(gateway, uuid, token)] == ["12.50", "9.500"]
    assert codes(refuse(gateway, acme, uuid, currency="JPY")) == [("INVALID", "input.currency")]
    friends, tenner = ({"uuid": str(row["id"])} for row in rows(gateway, uuid))
    stays = [friends, tenner | {"active": False}]
    assert codes(refuse(gateway, acme, uuid, currency="JPY", coupons=stays)) == [("INVALID", "input.currency")]
    update(gateway, acme, uuid, currency="JPY", coupons=[friends, tenner | {"discount": "9"}])
    assert [each["discount"] for each in coupons(gateway, uuid, token)] == ["12.50", "9"]
    assert {row["currency"] for row in rows(gateway, uuid)} == {"JPY"}
    # A coupon that goes away is in nobody's way.
    update(gateway, acme, uuid, currency="AUD", coupons=[tenner | {"discount": "0.01"}])
    update(gateway, acme, uuid, currency="JPY", coupons=None)
    assert rows(gateway, uuid) == []


@pytest.mark.parametrize("size", [1, 40])
def test_the_statements_do_not_grow_with_the_coupons(gateway: Gateway, size: int) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    chosen = {"type": "SPECIFIC", "uuids": [str(make_ticket(gateway, event, name=f"{n}").id) for n in range(size)]}
    several = [TENNER | {"code": f"CODE {number}", "tickets": chosen} for number in range(size)]
    update(gateway, acme, event.id, coupons=several)
    kept = [
        {"uuid": str(row["id"]), "code": f"X{row['position']}", "tickets": {"type": "ALL"}}
        for row in rows(gateway, event.id)
    ]
    with gateway.statements() as statements:
        update(gateway, acme, event.id, coupons=[*kept, *several])
    about = [each.split()[0] for each in statements if re.search(r"(FROM|INTO|UPDATE) coupon", each)]
    # Loaded with their links; parked, written, added; unlinked, linked.
    assert about == ["SELECT", "SELECT", "UPDATE", "UPDATE", "INSERT", "DELETE", "INSERT"]
