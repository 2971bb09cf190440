"""createTicket and updateTicket: every field that can be sent, read back through the schema."""

from datetime import timedelta
from typing import Any

import pytest

from app.auth.rules import Scope
from tests.builders import SHOW, make_event, make_occurrence, make_session, make_ticket
from tests.gateway import Gateway

MONEY = "{ amount currency }"
TIME = "{ utc local timezone }"
FIELDS = f"""
  name description category quantity quantitySold maxQuantityPerCustomer displayOrder position active version
  archivedOn {TIME} minDonationAmount {MONEY} maxDonationAmount {MONEY} defaultDonationAmount {MONEY}
  instruction session {{ uuid }} parent {{ uuid }}
  prices {{
    name price {MONEY} quantityIncluded quantitySold minimumQuantity {{ enable mandatory quantity }}
  }}
  settings {{
    bookingStartsOn {{ type utc local relativeTo offsetMinutes hideTicketUntilBookingStart }}
    bookingEndsOn {{ type utc local relativeTo offsetMinutes level }}
  }}
  bookingWindow {{ opensOn {TIME} closesOn {TIME} }}
  bookability {{ state nextChangeAt {{ utc }} }}
"""
CREATE = f"""mutation ($event: UUID!, $input: CreateTicketInput!) {{
  createTicket(eventUuid: $event, input: $input) {{
    userErrors {{ code path }} ticket {{ uuid {FIELDS} }} event {{ version tickets {{ name }} }}
  }}
}}"""
UPDATE = f"""mutation ($uuid: UUID!, $input: UpdateTicketInput!) {{
  updateTicket(uuid: $uuid, input: $input) {{ userErrors {{ code path }} ticket {{ uuid {FIELDS} }} }}
}}"""
ARCHIVE = f"mutation ($uuid: UUID!) {{ archiveTicket(uuid: $uuid) {{ ticket {{ archivedOn {TIME} }} }} }}"

SENT: dict[str, Any] = {
    "name": "Front row",
    "description": "Near the stage",
    "category": "PAID",
    "quantity": 120,
    "maxQuantityPerCustomer": 4,
    "displayOrder": "NAME",
    "active": True,
    "instruction": "Use gate B.",
    "prices": [
        {"name": "Pair", "amount": "80", "quantityIncluded": 2},
        {
            "name": "Adult",
            "amount": "45.50",
            "minimumQuantity": {"enable": True, "mandatory": False, "quantity": 2},
        },
    ],
    "settings": {
        "bookingStartsOn": {
            "type": "SPECIFIC_TIME",
            "utc": "2026-06-10T00:00:00Z",
            "hideTicketUntilBookingStart": True,
        },
        "bookingEndsOn": {
            "type": "RELATIVE_TO_OCCURRENCE",
            "relativeTo": "AFTER_OCCURRENCE_START",
            "offsetMinutes": 30,
            "level": "TICKET",
        },
    },
}
OPENS = {"utc": "2026-06-10T00:00:00Z", "local": "2026-06-10T10:00:00"}
CLOSES = {"utc": "2026-07-01T08:30:00Z", "local": "2026-07-01T18:30:00"}
SYDNEY = {"timezone": "Australia/Sydney"}
# What is answered differently than it was sent.
ANSWERED: dict[str, Any] = {
    "quantitySold": 0,
    "position": 1,
    "version": 1,
    "archivedOn": None,
    "minDonationAmount": None,
    "maxDonationAmount": None,
    "defaultDonationAmount": None,
    "prices": [
        {
            "name": "Adult",
            "price": {"amount": "45.50", "currency": "AUD"},
            "quantityIncluded": 1,
            "quantitySold": 0,
            "minimumQuantity": {"enable": True, "mandatory": False, "quantity": 2},
        },
        {
            "name": "Pair",
            "price": {"amount": "80.00", "currency": "AUD"},
            "quantityIncluded": 2,
            "quantitySold": 0,
            "minimumQuantity": {"enable": False, "mandatory": False, "quantity": None},
        },
    ],
    "settings": {
        "bookingStartsOn": OPENS
        | {
            "type": "SPECIFIC_TIME",
            "relativeTo": None,
            "offsetMinutes": 0,
            "hideTicketUntilBookingStart": True,
        },
        "bookingEndsOn": CLOSES
        | {
            "type": "RELATIVE_TO_OCCURRENCE",
            "relativeTo": "AFTER_OCCURRENCE_START",
            "offsetMinutes": 30,
            "level": "TICKET",
        },
    },
    "bookingWindow": {"opensOn": OPENS | SYDNEY, "closesOn": CLOSES | SYDNEY},
    "bookability": {"state": "HIDDEN", "nextChangeAt": {"utc": "2026-06-10T00:00:00Z"}},
}


@pytest.mark.parametrize("changed", [False, True])
def test_all_fields_are_returned(gateway: Gateway, changed: bool) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED", booking_starts_level="TICKET", booking_ends_level="TICKET")
    make_occurrence(gateway, event)
    session, parent = make_session(gateway, event), make_ticket(gateway, event)
    given = SENT | {"sessionUuid": session.id, "parentUuid": parent.id}
    token = gateway.token(acme)
    if changed:
        ticket = make_ticket(gateway, event, position=1)
        payload = gateway.gql(UPDATE, token, uuid=ticket.id, input=given)["updateTicket"]
    else:
        payload = gateway.gql(CREATE, token, event=event.id, input=given)["createTicket"]
    assert payload["userErrors"] == []
    answer = payload["ticket"]
    links = {"session": {"uuid": str(session.id)}, "parent": {"uuid": str(parent.id)}}
    assert {name: value for name, value in answer.items() if name != "uuid"} == SENT | links | ANSWERED | {
        "version": 2 if changed else 1
    }


def test_a_donation_is_answered_as_money(gateway: Gateway) -> None:
    acme = gateway.organisation(currency="JPY")
    event = make_event(gateway, acme)
    amounts = {"minDonationAmount": "500", "maxDonationAmount": "9000", "defaultDonationAmount": "1000"}
    given = {"name": "Gift", "category": "DONATION"} | amounts
    answer = gateway.gql(CREATE, gateway.token(acme), event=event.id, input=given)["createTicket"]["ticket"]
    assert {name: answer[name] for name in amounts} == {
        name: {"amount": amount, "currency": "JPY"} for name, amount in amounts.items()
    }


def test_a_client_that_cannot_read_drafts_sees_its_own_write(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme, Scope.EVENT_ADD_TICKET)
    payload = gateway.gql(CREATE, token, event=event.id, input={"name": "Stalls"})["createTicket"]
    assert payload["ticket"]["name"] == "Stalls"
    assert payload["event"] == {"version": 2, "tickets": [{"name": "Stalls"}]}


def test_an_archived_ticket_has_the_time_of_archiving(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_event(gateway, acme))
    answer = gateway.gql(ARCHIVE, gateway.token(acme), uuid=ticket.id)["archiveTicket"]
    assert answer["ticket"] == {"archivedOn": {"utc": "2026-06-01T09:00:00Z", "local": "2026-06-01T19:00:00"} | SYDNEY}


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (SHOW - timedelta(days=10, seconds=1), "NOT_YET_OPEN"),
        (SHOW - timedelta(days=10), "OPEN"),
        (SHOW - timedelta(seconds=1), "OPEN"),
        (SHOW, "CLOSED"),
    ],
)
def test_a_window_includes_its_start_and_excludes_its_end(gateway: Gateway, moment: Any, state: str) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED", booking_starts_level="TICKET", booking_ends_level="TICKET")
    make_occurrence(gateway, event)
    before = {"relativeTo": "BEFORE_OCCURRENCE_START", "type": "RELATIVE_TO_OCCURRENCE"}
    window = {
        "bookingStartsOn": before | {"offsetMinutes": 10 * 24 * 60},
        "bookingEndsOn": {"type": "CONTINUE_UNTIL_EVENT_STARTS"},
    }
    given = {"name": "Stalls", "category": "FREE", "settings": window}
    created = gateway.gql(CREATE, gateway.token(acme), event=event.id, input=given)["createTicket"]["ticket"]
    gateway.clock.set(moment)
    query = "query ($uuid: UUID!) { event(uuid: $uuid) { tickets { uuid bookability { state } } } }"
    [seen] = gateway.gql(query, gateway.token(acme), uuid=event.id)["event"]["tickets"]
    assert seen == {"uuid": created["uuid"], "bookability": {"state": state}}
