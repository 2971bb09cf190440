"""createTicket, refused for the input, the event or the caller. Nothing is stored."""

from typing import Any
from uuid import uuid4

import pytest

from app.auth.rules import Scope
from app.tickets.tables import TicketRow
from tests.builders import everything, make_event, make_row, make_session, make_ticket, stored
from tests.gateway import START, Gateway
from tests.tickets.ticketing import CREATE, create, created, refused_create


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": ""}, [("TOO_SHORT", "input.name")]),
        ({"name": "x" * 256}, [("TOO_LONG", "input.name")]),
        ({"quantity": -1}, [("OUT_OF_RANGE", "input.quantity")]),
        ({"maxQuantityPerCustomer": 0}, [("OUT_OF_RANGE", "input.maxQuantityPerCustomer")]),
        ({"prices": [{"amount": "1.005"}]}, [("INVALID", "input.prices.0.amount")]),
        ({"prices": [{"amount": "-1"}]}, [("OUT_OF_RANGE", "input.prices.0.amount")]),
        ({"prices": [{"amount": "1"}] * 51}, [("TOO_MANY", "input.prices")]),
        ({"prices": [{"amount": "1", "uuid": str(uuid4())}]}, [("NOT_FOUND", "input.prices.0.uuid")]),
        ({"category": "FREE", "prices": [{"amount": "1"}]}, [("INVALID", "input.prices.0.amount")]),
        ({"minDonationAmount": "1"}, [("INVALID", "input.minDonationAmount")]),
        ({"category": "DONATION", "minDonationAmount": "9", "maxDonationAmount": "8"},
         [("OUT_OF_RANGE", "input.maxDonationAmount")]),
        ({"sessionUuid": str(uuid4())}, [("NOT_FOUND", "input.sessionUuid")]),
        ({"parentUuid": str(uuid4())}, [("NOT_FOUND", "input.parentUuid")]),
        ({"settings": {"bookingStartsOn": {"type": "SPECIFIC_TIME"}}},
         [("REQUIRED", "input.settings.bookingStartsOn")]),
        ({"settings": {"bookingStartsOn": {"utc": "2026-06-20T00:00:00Z"}}},
         [("INVALID", "input.settings.bookingStartsOn.utc")]),
        ({"settings": {"bookingEndsOn": {"level": "TICKET"}}},
         [("INVALID", "input.settings.bookingEndsOn.level")]),
        ({"settings": {"bookingEndsOn": {"type": "SPECIFIC_TIME", "utc": "2026-05-20T00:00:00Z"}}},
         [("INVALID", "input.settings.bookingEndsOn")]),
        # everything at once
        ({"name": "", "quantity": -1, "sessionUuid": str(uuid4()), "prices": [{"amount": "-1"}]},
         [("TOO_SHORT", "input.name"), ("OUT_OF_RANGE", "input.quantity"),
          ("OUT_OF_RANGE", "input.prices.0.amount"), ("NOT_FOUND", "input.sessionUuid")]),
    ],
)  # fmt: skip
def test_problems_are_reported_and_nothing_is_stored(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert refused_create(gateway, acme, event.id, **given) == expected


def test_a_cancelled_event_takes_no_tickets(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert refused_create(gateway, acme, event.id) == [("CANCELLED", "eventUuid")]


@pytest.mark.parametrize("lifecycle", ["UNRELEASED", "PUBLISHED", "UNPUBLISHED"])
def test_every_other_event_takes_tickets(gateway: Gateway, lifecycle: str) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle=lifecycle)
    assert created(gateway, acme, event.id)["event_id"] == event.id


def test_an_event_has_at_most_200_tickets_that_are_not_archived(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    base = {"name": "Entry", "category": "FREE", "currency": "AUD"}
    for _each in range(199):
        make_row(gateway, TicketRow, event, **base)
    make_ticket(gateway, event, archived_at=START)
    assert create(gateway, acme, event.id)["userErrors"] == []
    assert refused_create(gateway, acme, event.id) == [("TOO_MANY", "input")]


def test_a_session_and_a_parent_are_of_the_same_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, name="Other")
    session, parent = make_session(gateway, other), make_ticket(gateway, other)
    problems = refused_create(gateway, acme, event.id, sessionUuid=session.id, parentUuid=parent.id)
    assert problems == [("NOT_FOUND", "input.sessionUuid"), ("NOT_FOUND", "input.parentUuid")]


def test_an_archived_ticket_is_no_parent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    parent = make_ticket(gateway, event, archived_at=START)
    problems = refused_create(gateway, acme, event.id, parentUuid=parent.id)
    assert problems == [("INVALID", "input.parentUuid")]


def test_another_tenant_s_event_does_not_exist(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_event(gateway, acme, lifecycle="PUBLISHED")
    assert refused_create(gateway, rival, event.id) == [("NOT_FOUND", "eventUuid")]
    assert refused_create(gateway, acme, uuid4()) == [("NOT_FOUND", "eventUuid")]


def test_it_takes_the_scope_event_add_ticket(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tokens = [None, gateway.token(acme, *(scope for scope in Scope if scope is not Scope.EVENT_ADD_TICKET))]
    before = everything(gateway)
    for token in tokens:
        [error] = gateway.errors(CREATE, token, event=event.id, input={"name": "Stalls"})
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"] == "This needs the scope event.add_ticket."
    assert everything(gateway) == before


def test_the_scope_alone_is_enough_and_answers_the_ticket(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme, Scope.EVENT_ADD_TICKET)
    answer = gateway.gql(CREATE, token, event=event.id, input={"name": "Stalls"})["createTicket"]
    [ticket] = stored(gateway, TicketRow)
    assert answer["ticket"] == {"uuid": str(ticket["id"])}
    assert answer["event"] == {"uuid": str(event.id)}
