"""Rules of tickets as tables of cases: limits, amounts, categories and parents."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.booking.values import BookingLevel
from app.core.problems import Problem, ProblemCode
from app.tickets.columns import TicketValues
from app.tickets.rules import (
    EventTerms,
    StoredPrice,
    TicketParent,
    TicketPlan,
    plan_ticket,
    problems_with_changing_ticket,
    problems_with_parent,
    problems_with_session,
    too_many_tickets,
)
from app.tickets.values import TicketCategory, TicketDisplayOrder

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
PRICE = StoredPrice(ONE, 2500, 0, minimum_quantity_enabled=True, minimum_quantity=3)
TICKET: TicketValues = {
    "category": "PAID",
    "currency": "AUD",
    "quantity": None,
    "quantity_sold": 0,
    "donation_min_minor": None,
    "donation_max_minor": None,
    "donation_default_minor": None,
    "booking_starts_type": "IMMEDIATE",
    "booking_starts_at": NOW,
    "booking_starts_relation": None,
    "booking_starts_offset_minutes": 0,
    "booking_ends_type": "CONTINUE_UNTIL_EVENT_ENDS",
    "booking_ends_at": None,
    "booking_ends_relation": None,
    "booking_ends_offset_minutes": 0,
}
DONATION: TicketValues = TICKET | {"category": "DONATION", "donation_min_minor": 500, "donation_max_minor": 9000}
FREE, DONATED = TicketCategory.FREE, TicketCategory.DONATION

INVALID, REQUIRED, OUT = ProblemCode.INVALID, ProblemCode.REQUIRED, ProblemCode.OUT_OF_RANGE
LONG, SHORT, MANY = ProblemCode.TOO_LONG, ProblemCode.TOO_SHORT, ProblemCode.TOO_MANY


def plan(
    patch: Any,
    stored: TicketValues = TICKET,
    prices: tuple[StoredPrice, ...] = (),
    *,
    currency: str = "AUD",
) -> TicketPlan:
    event = EventTerms(currency, "Australia/Sydney", "EVENT")
    rows = {row.id: row for row in prices}
    return plan_ticket(patch, stored, rows, event=event, now=NOW, path=("input",))


def codes_of(problems: list[Problem]) -> list[tuple[ProblemCode, str]]:
    return [(problem.code, ".".join(problem.path)) for problem in problems]


def amounts(*values: str) -> list[dict[str, Any]]:
    return [{"amount": Decimal(value)} for value in values]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": "a" * 255}, []),
        ({"name": "a" * 256}, [(LONG, "input.name")]),
        ({"name": " "}, [(SHORT, "input.name")]),
        ({"name": None}, [(REQUIRED, "input.name")]),
        ({"description": "a" * 2500, "instruction": "a" * 2500}, []),
        ({"description": "a" * 2501}, [(LONG, "input.description")]),
        ({"instruction": "a" * 2501}, [(LONG, "input.instruction")]),
        ({"description": "", "instruction": None}, []),
        ({"quantity": 0}, []),
        ({"quantity": -1}, [(OUT, "input.quantity")]),
        ({"quantity": 1_000_000_001}, [(OUT, "input.quantity")]),
        ({"quantity_per_occurrence": 0}, []),
        ({"quantity_per_occurrence": -1}, [(OUT, "input.quantityPerOccurrence")]),
        ({"quantity_per_occurrence": 1_000_000_001}, [(OUT, "input.quantityPerOccurrence")]),
        ({"max_quantity_per_customer": 1}, []),
        ({"max_quantity_per_customer": 0}, [(OUT, "input.maxQuantityPerCustomer")]),
        # all at once
        ({"name": None, "quantity": -1, "max_quantity_per_customer": 0},
         [(REQUIRED, "input.name"), (OUT, "input.quantity"), (OUT, "input.maxQuantityPerCustomer")]),
    ],
)  # fmt: skip
def test_the_limits_of_the_plain_fields(patch: dict[str, Any], expected: Any) -> None:
    assert codes_of(plan(patch).problems) == expected


def test_null_restores_the_defaults() -> None:
    texts = ("description", "instruction", "session_uuid", "parent_uuid")
    numbers = ("quantity", "max_quantity_per_customer")
    patch = dict.fromkeys((*texts, *numbers, "category", "display_order", "active"))
    assert plan(patch).columns == {
        "description": None,
        "category": "PAID",
        "quantity": None,
        "max_quantity_per_customer": None,
        "display_order": "NATURAL",
        "active": True,
        "instruction": None,
        "session_id": None,
        "parent_id": None,
    }


def test_enum_values_are_stored_by_name() -> None:
    patch = {"category": FREE, "display_order": TicketDisplayOrder.PRICE, "session_uuid": ONE}
    expected = {"category": "FREE", "display_order": "PRICE", "session_id": ONE}
    assert plan(patch).columns == expected


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [(0, [(OUT, "input.quantity")]), (4, [(OUT, "input.quantity")]), (5, []), (None, [])],
)
def test_a_quantity_cannot_be_less_than_is_sold(quantity: int | None, expected: Any) -> None:
    problems = plan({"quantity": quantity}, TICKET | {"quantity": 9, "quantity_sold": 5}).problems
    assert codes_of(problems) == expected


# --- money


@pytest.mark.parametrize(
    ("currency", "amount", "minor", "message"),
    [
        ("AUD", "12.50", 1250, None),
        ("AUD", "12.5", 1250, None),
        ("AUD", "0", 0, None),
        ("AUD", "12.500", 1250, None),
        ("AUD", "12.505", 0, "An amount in AUD has at most 2 decimals."),
        ("AUD", "-0.01", 0, "An amount must be between 0 and 10000000000000.00 AUD."),
        ("AUD", "10000000000000.01", 0, "An amount must be between 0 and 10000000000000.00 AUD."),
        ("JPY", "1250", 1250, None),
        ("JPY", "1250.5", 0, "An amount in JPY has at most 0 decimals."),
        ("BHD", "1.234", 1234, None),
    ],
)
def test_an_amount_is_exact_in_the_event_s_currency(
    currency: str, amount: str, minor: int, message: str | None
) -> None:
    planned = plan({"prices": amounts("1", amount)}, currency=currency)
    assert planned.prices is not None
    assert planned.prices.rows[1][1]["amount_minor"] == minor
    assert planned.prices.rows[1][1]["currency"] == currency
    assert [(problem.message, problem.path) for problem in planned.problems] == (
        [] if message is None else [(message, ("input", "prices", "1", "amount"))]
    )


@pytest.mark.parametrize(
    ("stored", "patch", "prices", "expected"),
    [
        (TICKET, {"prices": amounts("5")}, (), []),
        (TICKET, {"category": FREE}, (), []),
        (TICKET, {"category": FREE, "prices": amounts("0", "0.00")}, (), []),
        (TICKET, {"category": FREE, "prices": amounts("0", "5")}, (), [(INVALID, "input.prices.1.amount")]),
        (TICKET, {"category": FREE}, (PRICE,), [(INVALID, "input.category")]),
        (TICKET, {"category": FREE, "prices": None}, (PRICE,), []),
        (TICKET | {"category": "FREE"}, {"prices": amounts("5")}, (), [(INVALID, "input.prices.0.amount")]),
        (TICKET, {"category": DONATED, "prices": amounts("5")}, (), [(INVALID, "input.prices.0.amount")]),
        (TICKET, {"category": DONATED, "prices": amounts("0")}, (), []),
        (TICKET, {"min_donation_amount": Decimal(1)}, (), [(INVALID, "input.minDonationAmount")]),
        (TICKET, {"min_donation_amount": None}, (), []),
        (DONATION, {"category": FREE}, (), [(INVALID, "input.category"), (INVALID, "input.category")]),
        (DONATION, {"category": FREE, "min_donation_amount": None, "max_donation_amount": None}, (), []),
    ],
)
def test_each_category_has_its_own_kind_of_money(
    stored: TicketValues, patch: dict[str, Any], prices: tuple[StoredPrice, ...], expected: Any
) -> None:
    assert codes_of(plan(patch, stored, prices).problems) == expected


def donation(**values: str | None) -> dict[str, Any]:
    return {f"{name}_donation_amount": None if value is None else Decimal(value) for name, value in values.items()}


# The stored donation is from 5 to 90.
@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (donation(default="5"), []),
        (donation(default="90"), []),
        (donation(default="4.99"), [(OUT, "input.defaultDonationAmount")]),
        (donation(default="90.01"), [(OUT, "input.defaultDonationAmount")]),
        (donation(min="90"), []),
        (donation(min="91"), [(OUT, "input.minDonationAmount")]),
        (donation(max="4"), [(OUT, "input.maxDonationAmount")]),
        (donation(min="91", max=None), []),
        (donation(min=None, max="4"), []),
        (donation(min="9", max="8"), [(OUT, "input.maxDonationAmount")]),
        (donation(min="9", default="8"), [(OUT, "input.defaultDonationAmount")]),
        (donation(min="1.001"), [(INVALID, "input.minDonationAmount")]),
        (donation(min="-1"), [(OUT, "input.minDonationAmount")]),
    ],
)
def test_donations_are_in_order(patch: dict[str, Any], expected: Any) -> None:
    assert codes_of(plan(patch, DONATION).problems) == expected


def test_a_donation_names_the_bound_it_breaks() -> None:
    [problem] = plan(donation(default="90.01"), DONATION).problems
    assert problem.message == "The suggested donation cannot be above the greatest, 90.00 AUD."


# --- links, states, windows


KIN = {
    ONE: TicketParent(None, False),
    TWO: TicketParent(ONE, False),
    UUID(int=3): TicketParent(TWO, False),
    UUID(int=4): TicketParent(None, True),
}


@pytest.mark.parametrize(
    ("wanted", "own", "expected"),
    [
        (2, 9, None),
        (3, 9, None),
        (1, 1, "A ticket cannot be a variant of itself."),
        (2, 1, "A ticket cannot be a variant of its own variants."),
        (3, 1, "A ticket cannot be a variant of its own variants."),
        (1, 3, None),
        (4, 9, "An archived ticket cannot get variants."),
        (8, 9, "The event has no ticket with this uuid."),
    ],
)
def test_a_parent_is_another_ticket_and_parents_form_no_cycle(wanted: int, own: int, expected: str | None) -> None:
    problems = problems_with_parent(UUID(int=wanted), UUID(int=own), KIN, ("input", "parentUuid"))
    assert [problem.message for problem in problems] == ([] if expected is None else [expected])


def test_the_session_must_exist() -> None:
    assert problems_with_session(True, ()) == []
    assert codes_of(problems_with_session(False, ("input", "sessionUuid"))) == [
        (ProblemCode.NOT_FOUND, "input.sessionUuid")
    ]


@pytest.mark.parametrize(("count", "expected"), [(0, []), (199, []), (200, [(MANY, "input")])])
def test_an_event_has_at_most_200_tickets(count: int, expected: Any) -> None:
    assert codes_of(too_many_tickets(count, ("input",))) == expected


def test_archived_is_final() -> None:
    assert problems_with_changing_ticket(False) == []
    assert codes_of(problems_with_changing_ticket(True)) == [(ProblemCode.LOCKED, "uuid")]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (BookingLevel.EVENT, []),
        (None, []),
        (BookingLevel.TICKET, [(INVALID, "input.settings.bookingEndsOn.level")]),
    ],
)
def test_a_ticket_cannot_set_the_level(level: BookingLevel | None, expected: Any) -> None:
    planned = plan({"settings": {"booking_ends_on": {"level": level}}})
    assert codes_of(planned.problems) == expected
    assert not [name for name in planned.columns if "level" in name]
