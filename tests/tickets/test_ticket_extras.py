"""createTicket and updateTicket: early bird discount, digital pass and attributes."""

from typing import Any

import pytest

from app.tickets.tables import TicketAttributeRow, TicketRow
from tests.builders import Stored, make_event, make_occurrence, make_ticket, stored
from tests.events.editing import codes, refuse
from tests.events.editing import update as update_event
from tests.gateway import Gateway
from tests.tickets.ticketing import create, created, refused_create, refused_update, row, update, updated

MOMENT = "{ utc local relativeTo offsetMinutes }"
QUERY = f"""
query ($uuid: UUID!) {{
  event(uuid: $uuid) {{
    tickets {{
      urlDigitalPass customAttributes {{ name value }}
      earlyBirdDiscount {{
        discountType discount type isEnableCustomiseDiscountStart
        discountStartsOn {MOMENT} discountEndsOn {MOMENT}
      }}
    }}
  }}
}}
"""
BEFORE = {"relativeTo": "BEFORE_OCCURRENCE_START"}
COUNTED: dict[str, Any] = {
    "discountType": "FIXED",
    "discount": "2.50",
    "type": "RELATIVE_TO_OCCURRENCE",
    "isEnableCustomiseDiscountStart": True,
    "discountStartsOn": BEFORE | {"offsetMinutes": 2880},
    "discountEndsOn": BEFORE | {"offsetMinutes": 1440},
}
SENT: dict[str, Any] = {
    "urlDigitalPass": "https://example.org/pass",
    "customAttributes": [{"name": "Row", "value": "F"}, {"name": "Seat", "value": None}],
    "earlyBirdDiscount": COUNTED,
}
ANSWERED = SENT | {
    "earlyBirdDiscount": COUNTED | {
        "discountStartsOn": COUNTED["discountStartsOn"]
        | {"utc": "2026-06-29T08:00:00Z", "local": "2026-06-29T18:00:00"},
        "discountEndsOn": COUNTED["discountEndsOn"]
        | {"utc": "2026-06-30T08:00:00Z", "local": "2026-06-30T18:00:00"},
    }
}  # fmt: skip
NONE: dict[str, Any] = {"urlDigitalPass": None, "customAttributes": [], "earlyBirdDiscount": None}


def attributes(gateway: Gateway) -> list[Stored]:
    return sorted(stored(gateway, TicketAttributeRow), key=lambda found: found["position"])


@pytest.mark.parametrize("changed", [False, True])
def test_all_fields_are_returned(gateway: Gateway, changed: bool) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED")
    make_occurrence(gateway, event)
    if changed:
        updated(gateway, acme, make_ticket(gateway, event).id, **SENT)
    else:
        created(gateway, acme, event.id, **SENT)
    assert gateway.gql(QUERY, None, uuid=event.id)["event"]["tickets"] == [ANSWERED]


@pytest.mark.parametrize("name", SENT)
def test_null_removes_it_and_absent_fields_stay(gateway: Gateway, name: str) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_occurrence(gateway, event)
    uuid = created(gateway, acme, event.id, **SENT)["id"]
    token = gateway.token(acme)
    updated(gateway, acme, uuid, name="Circle")
    assert gateway.gql(QUERY, token, uuid=event.id)["event"]["tickets"] == [ANSWERED]
    updated(gateway, acme, uuid, **{name: None})
    assert gateway.gql(QUERY, token, uuid=event.id)["event"]["tickets"] == [ANSWERED | {name: NONE[name]}]


def test_attributes_are_replaced_as_a_whole_and_only_those_of_this_ticket(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    other = created(gateway, acme, event.id, customAttributes=[{"name": "Row", "value": "A"}])
    uuid = created(gateway, acme, event.id, **SENT)["id"]
    updated(gateway, acme, uuid, customAttributes=[{"name": "Gate", "value": "4"}])
    found = [(each["ticket_id"], each["name"], each["value"]) for each in attributes(gateway)]
    assert sorted(found, key=str) == sorted([(other["id"], "Row", "A"), (uuid, "Gate", "4")], key=str)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"urlDigitalPass": "ftp://example.org"}, [("INVALID", "input.urlDigitalPass")]),
        ({"customAttributes": [{"name": ""}, {"name": "A", "value": "x" * 256}]},
         [("TOO_SHORT", "input.customAttributes.0.name"), ("TOO_LONG", "input.customAttributes.1.value")]),
        ({"customAttributes": [{"name": "A"}] * 51}, [("TOO_MANY", "input.customAttributes")]),
        ({"earlyBirdDiscount": {"discount": "1"}}, [("REQUIRED", "input.earlyBirdDiscount.discountType")]),
        ({"earlyBirdDiscount": COUNTED | {"discountEndsOn": BEFORE | {"offsetMinutes": 2881}}},
         [("INVALID", "input.earlyBirdDiscount.discountEndsOn")]),
        # three hours lie between the two ends of the occurrence
        ({"earlyBirdDiscount": COUNTED
          | {"discountEndsOn": {"relativeTo": "BEFORE_OCCURRENCE_END", "offsetMinutes": 3061}}},
         [("INVALID", "input.earlyBirdDiscount.discountEndsOn")]),
    ],
)  # fmt: skip
def test_problems_are_reported_and_nothing_changes(gateway: Gateway, given: Any, expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_occurrence(gateway, event)
    uuid = created(gateway, acme, event.id)["id"]
    assert refused_update(gateway, acme, uuid, **given) == expected
    assert refused_create(gateway, acme, event.id, **given) == expected


def test_a_discount_of_a_ticket_follows_the_occurrence_and_the_zone(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    uuid = created(gateway, acme, event.id, earlyBirdDiscount=COUNTED)["id"]
    assert row(gateway, TicketRow, uuid)["early_bird_starts_at"] is None
    when = {"type": "DOES_NOT_REPEAT", "startsOn": {"local": "2026-07-10T18:00"}, "durationMinutes": 60}
    update_event(gateway, acme, event.id, occurrence=when)
    dated = COUNTED | {
        "type": "SPECIFIC_TIME",
        "discountStartsOn": {"local": "2026-06-02T12:00"},
        "discountEndsOn": {"local": "2026-06-03T12:00"},
    }
    other = created(gateway, acme, event.id, earlyBirdDiscount=dated)["id"]
    update_event(gateway, acme, event.id, timezone="Europe/Berlin")
    found = row(gateway, TicketRow, uuid)
    assert found["early_bird_starts_local"].isoformat() == "2026-07-08T18:00:00"
    assert found["early_bird_starts_at"].isoformat() == "2026-07-08T16:00:00+00:00"
    found = row(gateway, TicketRow, other)
    assert found["early_bird_ends_local"].isoformat() == "2026-06-03T12:00:00"
    assert found["early_bird_ends_at"].isoformat() == "2026-06-03T10:00:00+00:00"


def test_an_amount_keeps_its_number_in_another_currency(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    uuid = created(gateway, acme, event.id, earlyBirdDiscount=COUNTED)["id"]
    percent = COUNTED | {"discountType": "PERCENTAGE"}
    other = created(gateway, acme, event.id, earlyBirdDiscount=percent)["id"]
    update_event(gateway, acme, event.id, currency="KWD")
    amounts = [row(gateway, TicketRow, each)["early_bird_discount_minor"] for each in (uuid, other)]
    assert amounts == [2500, 250]
    assert codes(refuse(gateway, acme, event.id, currency="JPY")) == [("INVALID", "input.currency")]


def test_an_ambiguous_local_time_gives_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    twice = {"discountType": "PERCENTAGE", "discount": "1", "discountEndsOn": {"local": "2027-04-04T02:30"}}
    expected_codes = [("AMBIGUOUS_LOCAL_TIME", "input.earlyBirdDiscount.discountEndsOn.local")]
    payload = create(gateway, acme, event.id, earlyBirdDiscount=twice)
    assert codes(payload["warnings"]) == expected_codes
    uuid = payload["ticket"]["uuid"]
    assert codes(update(gateway, acme, uuid, earlyBirdDiscount=twice)["warnings"]) == expected_codes
