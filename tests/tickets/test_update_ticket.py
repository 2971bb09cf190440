"""updateTicket: sent fields change, the others stay, and all problems are reported at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import PriceRow, TicketRow
from tests.builders import (
    SHOW,
    Stored,
    make_event,
    make_occurrence,
    make_price,
    make_session,
    make_ticket,
    stored,
)
from tests.gateway import START, Gateway
from tests.tickets.ticketing import prices, refused_update, row, update, updated

END = SHOW + timedelta(hours=3)
LATER = START + timedelta(minutes=5)


def differing(before: Stored, after: Stored) -> Stored:
    return {name: value for name, value in after.items() if value != before[name]}


def test_only_sent_fields_change(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_occurrence(gateway, event)
    ticket = make_ticket(gateway, event, description="Old", quantity=5)
    before = updated(gateway, acme, ticket.id)
    gateway.clock.set(LATER)
    payload = update(gateway, acme, ticket.id, name="Circle")
    assert payload == {
        "message": "Ticket has been updated successfully",
        "warnings": [],
        "userErrors": [],
        "ticket": {"uuid": str(ticket.id)},
        "event": {"uuid": str(event.id)},
    }
    assert differing(before, row(gateway, TicketRow, ticket.id)) == {
        "name": "Circle",
        "version": 3,
        "updated_at": LATER,
        "updated_local": datetime(2026, 6, 1, 19, 5),
    }


FULL: dict[str, Any] = {
    "description": "Near the stage",
    "category": "DONATION",
    "quantity": 9,
    "max_quantity_per_customer": 2,
    "display_order": "NAME",
    "active": False,
    "instruction": "Gate B",
    "donation_min_minor": 100,
    "donation_max_minor": 900,
    "donation_default_minor": 200,
}


@pytest.mark.parametrize(
    ("field", "value", "column", "expected"),
    [
        ("name", "Circle", "name", "Circle"),
        ("description", "Far", "description", "Far"),
        ("description", None, "description", None),
        ("quantity", 0, "quantity", 0),
        ("quantity", None, "quantity", None),
        ("maxQuantityPerCustomer", 3, "max_quantity_per_customer", 3),
        ("maxQuantityPerCustomer", None, "max_quantity_per_customer", None),
        ("displayOrder", "PRICE", "display_order", "PRICE"),
        ("displayOrder", None, "display_order", "NATURAL"),
        ("active", True, "active", True),
        ("active", None, "active", True),
        ("instruction", "Gate C", "instruction", "Gate C"),
        ("instruction", None, "instruction", None),
        ("minDonationAmount", "2", "donation_min_minor", 200),
        ("minDonationAmount", None, "donation_min_minor", None),
        ("maxDonationAmount", "2", "donation_max_minor", 200),
        ("maxDonationAmount", None, "donation_max_minor", None),
        ("defaultDonationAmount", "9.00", "donation_default_minor", 900),
        ("defaultDonationAmount", None, "donation_default_minor", None),
    ],
)
def test_each_field_by_itself(gateway: Gateway, field: str, value: Any, column: str, expected: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, **FULL)
    before = updated(gateway, acme, ticket.id)
    after = updated(gateway, acme, ticket.id, **{field: value})
    assert differing(before, after) == {column: expected, "version": 3}


def test_links_are_set_and_cleared(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    session, parent, ticket = (
        make_session(gateway, event), make_ticket(gateway, event), make_ticket(gateway, event)
    )  # fmt: skip
    linked = updated(gateway, acme, ticket.id, sessionUuid=session.id, parentUuid=parent.id)
    assert (linked["session_id"], linked["parent_id"]) == (session.id, parent.id)
    cleared = updated(gateway, acme, ticket.id, sessionUuid=None, parentUuid=None)
    assert (cleared["session_id"], cleared["parent_id"]) == (None, None)


def test_a_category_changes_with_its_money(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, **FULL)
    assert refused_update(gateway, acme, ticket.id, category="FREE") == [("INVALID", "input.category")] * 3
    none = dict.fromkeys(("minDonationAmount", "maxDonationAmount", "defaultDonationAmount"))
    assert updated(gateway, acme, ticket.id, category=None, **none)["category"] == "PAID"


# --- prices


def test_a_list_of_prices_replaces_the_stored_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, category="PAID")
    gone = make_price(gateway, ticket, name="Gone", position=0)
    kept = make_price(gateway, ticket, name="Kept", position=1, quantity_sold=3, quantity_included=2)
    given = [{"amount": "7.50", "name": "New"}, {"uuid": kept.id, "amount": "12"}]
    updated(gateway, acme, ticket.id, prices=given)
    rows = prices(gateway, ticket.id)
    assert [price["name"] for price in rows] == ["New", "Kept"]
    assert gone.id not in {price["id"] for price in rows}
    assert rows[1] == kept.model_dump() | {"amount_minor": 1200}
    assert (rows[0]["amount_minor"], rows[0]["currency"], rows[0]["ticket_id"]) == (750, "AUD", ticket.id)


@pytest.mark.parametrize("none", [None, []])
def test_prices_are_emptied(gateway: Gateway, none: Any) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, category="PAID")
    make_price(gateway, ticket)
    updated(gateway, acme, ticket.id, prices=none)
    assert stored(gateway, PriceRow) == []


def test_prices_that_are_not_sent_stay(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, category="PAID")
    price = make_price(gateway, ticket)
    updated(gateway, acme, ticket.id, name="Circle")
    assert prices(gateway, ticket.id) == [price.model_dump()]


def test_a_price_of_another_ticket_is_reported_by_index(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket, other = (make_ticket(gateway, event, category="PAID") for _each in range(2))
    foreign = make_price(gateway, other)
    given = [{"amount": "1"}, {"uuid": foreign.id, "amount": "1"}]
    assert refused_update(gateway, acme, ticket.id, prices=given) == [("NOT_FOUND", "input.prices.1.uuid")]


def test_a_price_that_was_sold_cannot_be_taken_away(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event, category="PAID")
    make_price(gateway, ticket, quantity_sold=1)
    assert refused_update(gateway, acme, ticket.id, prices=[]) == [("INVALID", "input.prices")]


# --- windows


def test_a_window_merges_into_the_stored_one(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, booking_starts_level="TICKET")
    occurrence = make_occurrence(gateway, event)
    ticket = make_ticket(gateway, event)
    counted = {"type": "RELATIVE_TO_OCCURRENCE", "relativeTo": "BEFORE_OCCURRENCE_START", "offsetMinutes": 60}
    updated(gateway, acme, ticket.id, settings={"bookingStartsOn": counted})
    after = updated(gateway, acme, ticket.id, settings={"bookingStartsOn": {"offsetMinutes": 90}})
    opens = SHOW - timedelta(minutes=90)
    assert (after["booking_starts_type"], after["booking_starts_relation"]) == (
        "RELATIVE_TO_OCCURRENCE",
        "BEFORE_OCCURRENCE_START",
    )
    assert (after["booking_starts_at"], after["opens_at"], after["closes_at"]) == (opens, opens, END)
    assert row(gateway, OccurrenceRow, occurrence.id)["opens_at"] == opens


def test_null_resets_the_window_and_immediate_means_now(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    dated = {"booking_starts_type": "SPECIFIC_TIME", "booking_starts_at": SHOW, "booking_ends_at": None}
    ticket = make_ticket(gateway, event, **dated, hide_ticket_until_booking_start=True)
    gateway.clock.set(LATER)
    after = updated(gateway, acme, ticket.id, settings=None)
    assert (after["booking_starts_type"], after["booking_starts_at"]) == ("IMMEDIATE", LATER)
    assert after["hide_ticket_until_booking_start"] is False


def test_a_window_that_opens_after_the_last_end_is_refused(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, booking_starts_level="TICKET")
    make_occurrence(gateway, event)
    ticket = make_ticket(gateway, event)
    late = {"bookingStartsOn": {"type": "SPECIFIC_TIME", "utc": "2026-08-01T00:00:00Z"}}
    problems = refused_update(gateway, acme, ticket.id, settings=late)
    assert problems == [("INVALID", "input.settings.bookingEndsOn")]
