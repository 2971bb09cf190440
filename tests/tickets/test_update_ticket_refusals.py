"""updateTicket, refused or warned of: the input, the state of the ticket and its event, the caller."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from tests.builders import (
    SHOW,
    everything,
    make_event,
    make_occurrence,
    make_price,
    make_ready_event,
    make_session,
    make_ticket,
    stored,
)
from tests.gateway import START, Gateway
from tests.tickets.ticketing import UPDATE, codes, refused_update, update, version


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": None}, [("REQUIRED", "input.name")]),
        ({"name": " "}, [("TOO_SHORT", "input.name")]),
        ({"quantity": 4}, [("OUT_OF_RANGE", "input.quantity")]),
        ({"maxQuantityPerCustomer": 0}, [("OUT_OF_RANGE", "input.maxQuantityPerCustomer")]),
        ({"category": "FREE"}, [("INVALID", "input.category")]),
        ({"defaultDonationAmount": "1"}, [("INVALID", "input.defaultDonationAmount")]),
        ({"prices": [{"amount": "1", "minimumQuantity": {"enable": True}}]},
         [("REQUIRED", "input.prices.0.minimumQuantity.quantity")]),
        ({"sessionUuid": str(uuid4())}, [("NOT_FOUND", "input.sessionUuid")]),
        ({"settings": {"bookingStartsOn": {"type": "RELATIVE_TO_OCCURRENCE"}}},
         [("REQUIRED", "input.settings.bookingStartsOn.relativeTo"),
          ("REQUIRED", "input.settings.bookingStartsOn.offsetMinutes")]),
        ({"settings": {"bookingEndsOn": {"offsetMinutes": 5}}},
         [("INVALID", "input.settings.bookingEndsOn.offsetMinutes")]),
        # everything at once
        ({"name": None, "quantity": 4, "parentUuid": str(uuid4())},
         [("REQUIRED", "input.name"), ("OUT_OF_RANGE", "input.quantity"), ("NOT_FOUND", "input.parentUuid")]),
    ],
)  # fmt: skip
def test_problems_are_reported_and_nothing_changes(gateway: Gateway, given: dict[str, Any], expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, category="PAID", quantity=9, quantity_sold=5)
    make_price(gateway, ticket)
    assert refused_update(gateway, acme, ticket.id, **given) == expected


def test_variants_form_no_cycle(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    grandparent = make_ticket(gateway, event)
    parent = make_ticket(gateway, event, parent_id=grandparent.id)
    ticket = make_ticket(gateway, event, parent_id=parent.id)
    for wanted in (grandparent.id, parent.id, ticket.id):
        problems = refused_update(gateway, acme, grandparent.id, parentUuid=wanted)
        assert problems == [("INVALID", "input.parentUuid")]


def test_a_session_and_a_parent_are_of_the_same_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, name="Other")
    ticket, session, parent = (
        make_ticket(gateway, event), make_session(gateway, other), make_ticket(gateway, other)
    )  # fmt: skip
    problems = refused_update(gateway, acme, ticket.id, sessionUuid=session.id, parentUuid=parent.id)
    assert problems == [("NOT_FOUND", "input.sessionUuid"), ("NOT_FOUND", "input.parentUuid")]


# --- state


def test_a_ticket_of_a_cancelled_event_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    ticket = make_ticket(gateway, event)
    assert refused_update(gateway, acme, ticket.id, name="New") == [("CANCELLED", "uuid")]


def test_an_archived_ticket_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, archived_at=START)
    problems = refused_update(gateway, acme, ticket.id, name=None)
    assert problems == [("LOCKED", "uuid"), ("REQUIRED", "input.name")]


@pytest.mark.parametrize(
    ("lifecycle", "others", "rsvp", "expected"),
    [
        ("PUBLISHED", 0, False, [("NO_LONGER_READY", "input.active")]),
        ("PUBLISHED", 1, False, []),
        ("PUBLISHED", 0, True, []),
        ("UNPUBLISHED", 0, False, []),
        ("UNRELEASED", 0, False, []),
    ],
)
def test_the_last_ticket_taken_off_a_published_event_is_warned_about(
    gateway: Gateway, lifecycle: str, others: int, rsvp: bool, expected: Any
) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle=lifecycle, enable_rsvp=rsvp)
    ticket = make_ticket(gateway, event)
    for _each in range(others):
        make_ticket(gateway, event)
    payload = update(gateway, acme, ticket.id, active=False)
    assert payload["userErrors"] == []
    assert codes(payload["warnings"]) == expected
    # Told once: what is off already breaks nothing any more.
    assert update(gateway, acme, ticket.id, active=False)["warnings"] == []


def test_the_event_counts_the_change_and_subscribers_get_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    ticket = make_ticket(gateway, event)
    update(gateway, acme, ticket.id, name="Circle")
    assert version(gateway, event.id) == event.version + 1
    [change] = stored(gateway, ChangeRow, direct=True)
    recorded = (change["kind"], change["entity"], change["entity_id"], change["event_id"], change["at"])
    assert recorded == ("UPDATED", "Ticket", ticket.id, event.id, START)


# --- the caller


def test_another_tenant_s_ticket_does_not_exist(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    ticket = make_ticket(gateway, make_event(gateway, acme, lifecycle="PUBLISHED"))
    assert refused_update(gateway, rival, ticket.id, name="Mine") == [("NOT_FOUND", "uuid")]
    assert refused_update(gateway, acme, UUID(int=7), name="Nobody's") == [("NOT_FOUND", "uuid")]


def test_it_takes_the_scope_event_update_ticket(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_event(gateway, acme))
    others = [scope for scope in Scope if scope is not Scope.EVENT_UPDATE_TICKET]
    tokens = [None, gateway.token(acme, *others)]
    before = everything(gateway)
    for token in tokens:
        [error] = gateway.errors(UPDATE, token, uuid=ticket.id, input={"name": "New"})
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"] == "This needs the scope event.update_ticket."
    assert everything(gateway) == before


@pytest.mark.parametrize(("kept", "new"), [(1, 1), (25, 25)])
def test_the_statements_do_not_grow_with_the_rows(gateway: Gateway, kept: int, new: int) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    for _each in range(kept):
        make_ticket(gateway, event)
    make_occurrence(gateway, event, starts_at=SHOW)
    ticket = make_ticket(gateway, event, category="PAID")
    stay = [make_price(gateway, ticket).id for _each in range(kept)]
    for _each in range(kept):
        make_price(gateway, ticket)
    token = gateway.token(acme)
    given = [{"uuid": str(uuid), "amount": "3"} for uuid in stay] + [{"amount": "2"}] * new
    with gateway.statements() as seen:
        gateway.gql(UPDATE, token, uuid=ticket.id, input={"prices": given})
    writes = [each.split()[0:3] for each in seen if not each.startswith(("SELECT", "WITH"))]
    names = [words[1] if words[0] == "UPDATE" else words[2] for words in writes]
    # On PostgreSQL one statement answers and appends the change, and begins with WITH.
    appended = ["feed", "change"] if gateway.engine == "sqlite" else []
    assert names == ["price", "price", "price", "event", "ticket", "ticket", "occurrence", "event", *appended]
    # The token, the locked event, the ticket, its prices, two for the windows' grounds, the two answers, and whether
    # the public could see the ticket.
    assert len(seen) - len(writes) == (9 if gateway.engine == "sqlite" else 8)
