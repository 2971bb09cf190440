"""archiveTicket: a ticket goes off sale permanently and stays readable."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow
from tests.builders import (
    SHOW,
    everything,
    make_event,
    make_occurrence,
    make_price,
    make_ticket,
    stored,
)
from tests.gateway import START, Gateway
from tests.tickets.ticketing import (
    ARCHIVE,
    archive,
    codes,
    prices,
    refused_archive,
    row,
    updated,
    version,
)


def test_it_sets_the_moment_and_nothing_else(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, category="PAID", quantity=9, quantity_sold=2)
    price = make_price(gateway, ticket, quantity_sold=2)
    before = updated(gateway, acme, ticket.id)
    payload = archive(gateway, acme, ticket.id)
    assert payload == {
        "message": "Ticket has been archived successfully",
        "warnings": [],
        "userErrors": [],
        "ticket": {"uuid": str(ticket.id)},
        "event": {"uuid": str(event.id)},
    }
    after = row(gateway, TicketRow, ticket.id)
    assert {name: value for name, value in after.items() if value != before[name]} == {
        "archived_at": START,
        "archived_local": datetime(2026, 6, 1, 19),
        "version": 3,
    }
    assert prices(gateway, ticket.id) == [price.model_dump()]


def test_the_event_counts_the_change_and_subscribers_get_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event)
    archive(gateway, acme, ticket.id)
    assert version(gateway, event.id) == event.version + 1
    [change] = stored(gateway, ChangeRow, direct=True)
    recorded = (change["kind"], change["entity"], change["entity_id"], change["event_id"], change["at"])
    assert recorded == ("UPDATED", "Ticket", ticket.id, event.id, START)


def test_an_occurrence_is_no_longer_open_for_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, booking_starts_level="TICKET")
    occurrence = make_occurrence(gateway, event)
    early, late = (
        make_ticket(
            gateway,
            event,
            booking_starts_type="SPECIFIC_TIME",
            booking_starts_at=SHOW - timedelta(days=days),
        )
        for days in (9, 2)
    )
    updated(gateway, acme, late.id)
    assert row(gateway, OccurrenceRow, occurrence.id)["opens_at"] == SHOW - timedelta(days=9)
    archive(gateway, acme, early.id)
    assert row(gateway, OccurrenceRow, occurrence.id)["opens_at"] == SHOW - timedelta(days=2)


@pytest.mark.parametrize(
    ("lifecycle", "active", "other", "rsvp", "expected"),
    [
        ("PUBLISHED", True, None, False, [("NO_LONGER_READY", "uuid")]),
        ("PUBLISHED", True, {"active": False}, False, [("NO_LONGER_READY", "uuid")]),
        ("PUBLISHED", True, {"archived_at": START}, False, [("NO_LONGER_READY", "uuid")]),
        ("PUBLISHED", True, {}, False, []),
        ("PUBLISHED", True, None, True, []),
        ("PUBLISHED", False, None, False, []),
        ("UNPUBLISHED", True, None, False, []),
        ("UNRELEASED", True, None, False, []),
    ],
)
def test_the_last_ticket_of_a_published_event_is_warned_about(
    gateway: Gateway, lifecycle: str, active: bool, other: Any, rsvp: bool, expected: Any
) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle=lifecycle, enable_rsvp=rsvp)
    ticket = make_ticket(gateway, event, active=active)
    if other is not None:
        make_ticket(gateway, event, **other)
    payload = archive(gateway, acme, ticket.id)
    assert payload["userErrors"] == []
    assert codes(payload["warnings"]) == expected
    assert row(gateway, TicketRow, ticket.id)["archived_at"] == START


def test_archiving_twice_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_event(gateway, acme))
    archive(gateway, acme, ticket.id)
    gateway.clock.advance(timedelta(minutes=1))
    assert refused_archive(gateway, acme, ticket.id) == [("LOCKED", "uuid")]


def test_a_cancelled_event_keeps_its_tickets(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_event(gateway, acme, lifecycle="CANCELLED"))
    assert refused_archive(gateway, acme, ticket.id) == [("CANCELLED", "uuid")]


def test_another_tenant_s_ticket_does_not_exist(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    ticket = make_ticket(gateway, make_event(gateway, acme, lifecycle="PUBLISHED"))
    assert refused_archive(gateway, rival, ticket.id) == [("NOT_FOUND", "uuid")]
    assert refused_archive(gateway, acme, UUID(int=7)) == [("NOT_FOUND", "uuid")]


def test_it_takes_the_scope_event_update_ticket(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ticket = make_ticket(gateway, make_event(gateway, acme))
    others = [scope for scope in Scope if scope is not Scope.EVENT_UPDATE_TICKET]
    tokens = [None, gateway.token(acme, *others)]
    before = everything(gateway)
    for token in tokens:
        [error] = gateway.errors(ARCHIVE, token, uuid=ticket.id)
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"] == "This needs the scope event.update_ticket."
    assert everything(gateway) == before
    token = gateway.token(acme, Scope.EVENT_UPDATE_TICKET)
    answer = gateway.gql(ARCHIVE, token, uuid=ticket.id)["archiveTicket"]
    assert answer["ticket"] == {"uuid": str(ticket.id)}


@pytest.mark.parametrize("many", [1, 40])
def test_the_statements_do_not_grow_with_the_rows(gateway: Gateway, many: int) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event)
    for number in range(many):
        make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=number))
        make_price(gateway, make_ticket(gateway, event))
    token = gateway.token(acme)
    with gateway.statements() as seen:
        gateway.gql(ARCHIVE, token, uuid=ticket.id)
    # The token, the locked event, the ticket; event and ticket written; for the windows two reads and three
    # writes; what names the ticket; what is left of the checklist, the two answers, whether the public could see the
    # ticket; the change.
    assert len(seen) == 13 + gateway.ending_statements(2)
