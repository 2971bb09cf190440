"""The state of a whole is the minimum of its parts, through HTTP: dates, timeslots, sessions and events."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session as DbSession

from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow, SessionSelectionRow
from tests.builders import SHOW, make_event, make_link, make_occurrence, make_price, make_row, make_session, make_ticket
from tests.gateway import START, Gateway, Organisation
from tests.user_builders import make_user


def window(opens: int, closes: int | None) -> dict[str, Any]:
    """In days from now."""
    moments = {"opens_at": opens, "closes_at": closes}
    return {name: None if days is None else START + timedelta(days=days) for name, days in moments.items()}


OPEN, LATER, OVER = window(-1, 4), window(2, 6), window(-3, -1)
GONE = {"quantity": 2, "quantity_sold": 2}
HIDDEN = {"hide_ticket_until_booking_start": True}
DAY: dict[int, Any] = {day: {"utc": f"2026-06-0{1 + day}T09:00:00Z"} for day in range(8)}
SAID = "bookability { state reason nextChangeAt { utc } }"


def make_published(gateway: Gateway, acme: Organisation, **columns: Any) -> EventRow:
    return make_event(gateway, acme, **{"lifecycle": "PUBLISHED", "published_at": START, **columns})


def bookability_of(gateway: Gateway, kind: str, uuid: Any, token: str | None = None) -> tuple[str, Any]:
    """The state, and when it changes."""
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {SAID} }} }} }}"
    found = gateway.gql(query, token, id=f"{kind}_{uuid}")["node"]["bookability"]
    return found["state"], found["nextChangeAt"]


@pytest.mark.parametrize(
    ("tickets", "state", "change"),
    [
        # Without any ticket the date speaks for itself; its window is open until day 5.
        ([], "OPEN", 5),
        ([OPEN], "OPEN", 4),
        ([OPEN, window(-1, 3)], "OPEN", 4),
        ([{**OPEN, **GONE}, OPEN], "OPEN", 4),
        ([{**OPEN, **GONE}, {**OPEN, "quantity": 0}], "SOLD_OUT", 4),
        # What is gone stays gone until the other one opens.
        ([{**window(-1, None), **GONE}, LATER], "SOLD_OUT", 2),
        ([OVER], "CLOSED", None),
        ([{**OPEN, "active": False}], "CLOSED", None),
        ([{**OPEN, "archived_at": START}, OVER], "CLOSED", None),
        ([{**OPEN, "category": "PAID"}], "CLOSED", None),
        ([{**OPEN, "category": "PAID"}, {**OPEN, **GONE}], "SOLD_OUT", 4),
        ([LATER], "NOT_YET_OPEN", 2),
        ([OVER, {**LATER, **HIDDEN}, LATER], "NOT_YET_OPEN", 2),
        ([OVER, {**LATER, **HIDDEN}], "HIDDEN", 2),
        ([{**OPEN, "quantity_per_occurrence": 0}], "SOLD_OUT", 4),
        ([{**OPEN, "opens_at": None}], "CLOSED", None),
    ],
)
def test_a_date_can_be_booked_with_a_ticket_that_can(
    gateway: Gateway, tickets: list[dict[str, Any]], state: str, change: int | None
) -> None:
    event = make_published(gateway, gateway.organisation(), booking_starts_level="TICKET")
    date = make_occurrence(gateway, event, **window(-1, 5))
    for position, columns in enumerate(tickets):
        make_ticket(gateway, event, position=position, **columns)
    expected = (state, None if change is None else DAY[change])
    assert bookability_of(gateway, "Occurrence", date.id) == expected
    # The event has this date only.
    assert bookability_of(gateway, "Event", event.id)[0] == state


@pytest.mark.parametrize(("seats", "state"), [(2, "OPEN"), (3, "SOLD_OUT")])
def test_a_tickets_quantity_for_each_date_is_counted_on_that_date(gateway: Gateway, seats: int, state: str) -> None:
    acme = gateway.organisation()
    event = make_published(gateway, acme)
    first, second = (make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=n), **OPEN) for n in range(2))
    ticket, ada = make_ticket(gateway, event, quantity_per_occurrence=3, **OPEN), make_user(gateway, acme)
    held: Any = {"ticket_id": ticket.id, "occurrence_id": first.id, "user_id": ada.id, "seats": seats}
    make_row(gateway, AttendeeRow, event, **held)
    assert bookability_of(gateway, "Occurrence", first.id)[0] == state
    assert bookability_of(gateway, "Occurrence", second.id)[0] == "OPEN"
    assert bookability_of(gateway, "Event", event.id)[0] == "OPEN"


def test_a_paid_ticket_with_a_price_can_be_booked(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    date, ticket = make_occurrence(gateway, event, **OPEN), make_ticket(gateway, event, category="PAID", **OPEN)
    assert bookability_of(gateway, "Ticket", ticket.id) == ("CLOSED", None)
    make_price(gateway, ticket)
    assert bookability_of(gateway, "Ticket", ticket.id) == ("OPEN", DAY[4])
    assert bookability_of(gateway, "Occurrence", date.id) == ("OPEN", DAY[4])


def test_everybody_sees_that_a_date_is_called_off(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_published(gateway, acme)
    date = make_occurrence(gateway, event, enabled=False, cancellation_reason="Storm", **OPEN)
    make_slot(gateway, event, date)
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Occurrence {{ {SAID} cancellationReason }} }} }}"
    off = {"state": "CALLED_OFF", "reason": "This date has been called off.", "nextChangeAt": None}
    for token in (None, gateway.token(acme)):
        found = gateway.gql(query, token, id=f"Occurrence_{date.id}")["node"]
        assert found == {"bookability": off, "cancellationReason": "Storm"}
    assert bookability_of(gateway, "Event", event.id) == ("CALLED_OFF", None)
    assert slots(gateway, date) == ["CALLED_OFF"]


def make_slot(gateway: Gateway, event: EventRow, date: OccurrenceRow, **columns: Any) -> TimeslotRow:
    moments = {"starts_at": date.starts_at, "ends_at": date.starts_at + timedelta(minutes=15)}
    return make_row(gateway, TimeslotRow, event, **{"occurrence_id": date.id, **moments, **columns})


def slots(gateway: Gateway, date: OccurrenceRow) -> list[str]:
    query = "query ($id: ID!) { node(id: $id) { ... on Occurrence { timeslots { bookability { state } } } } }"
    found = gateway.gql(query, id=f"Occurrence_{date.id}")["node"]["timeslots"]
    return [slot["bookability"]["state"] for slot in found]


@pytest.mark.parametrize(
    ("taken", "columns", "of_slots", "of_date"),
    [
        ([0, 1], {}, ["OPEN", "OPEN"], "OPEN"),
        ([2, 0], {}, ["SOLD_OUT", "OPEN"], "OPEN"),
        ([2, 2], {}, ["SOLD_OUT", "SOLD_OUT"], "SOLD_OUT"),
        ([0, 0], {"capacity": 3, "booked_count": 3}, ["SOLD_OUT", "SOLD_OUT"], "SOLD_OUT"),
        ([2, 0], LATER, ["NOT_YET_OPEN", "NOT_YET_OPEN"], "NOT_YET_OPEN"),
        ([2, 2], OVER, ["CLOSED", "CLOSED"], "CLOSED"),
    ],
)
def test_a_timeslot_is_as_its_date_unless_it_is_full(
    gateway: Gateway, taken: list[int], columns: dict[str, Any], of_slots: list[str], of_date: str
) -> None:
    event = make_published(gateway, gateway.organisation())
    date = make_occurrence(gateway, event, **{**OPEN, **columns})
    for position, booked in enumerate(taken):
        make_slot(gateway, event, date, position=position, capacity=2, booked_count=booked)
    assert slots(gateway, date) == of_slots
    assert bookability_of(gateway, "Occurrence", date.id)[0] == of_date


def test_a_timeslot_without_a_bound_is_never_full(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    date = make_occurrence(gateway, event, **OPEN)
    make_slot(gateway, event, date, booked_count=900)
    assert slots(gateway, date) == ["OPEN"]
    assert bookability_of(gateway, "Occurrence", date.id) == ("OPEN", DAY[4])


@pytest.mark.parametrize(
    ("date", "session", "row", "state"),
    [
        ({}, {}, {}, "OPEN"),
        ({}, {"capacity": 1}, {}, "SOLD_OUT"),
        ({}, {"capacity": 1}, {"capacity": 2}, "OPEN"),
        ({}, {"capacity": 9}, {"capacity": 1}, "SOLD_OUT"),
        ({}, {"capacity": 1, "rsvp": True, "rsvp_capacity": "UNLIMITED"}, {}, "OPEN"),
        ({}, {"capacity": 1, "rsvp": True, "rsvp_capacity": "UNLIMITED"}, {"rsvp_capacity": "FIXED"}, "SOLD_OUT"),
        ({}, {"capacity": 1, "rsvp": True, "rsvp_capacity": "FIXED"}, {"rsvp_capacity": "UNLIMITED"}, "OPEN"),
        ({}, {"capacity": 1}, {"enabled": False}, "CALLED_OFF"),
        ({"enabled": False}, {}, {}, "CALLED_OFF"),
        ({"enabled": False, "disabled_reason": "OUT_OF_RULE"}, {}, {}, "CLOSED"),
        (LATER, {"capacity": 1}, {}, "NOT_YET_OPEN"),
        ({"capacity": 1, "booked_count": 1}, {}, {}, "SOLD_OUT"),
    ],
)
def test_a_session_on_a_date_has_its_own_room_there(
    gateway: Gateway, date: dict[str, Any], session: dict[str, Any], row: dict[str, Any], state: str
) -> None:
    acme = gateway.organisation()
    event, ada = make_published(gateway, acme), make_user(gateway, acme)
    held_on = make_occurrence(gateway, event, **{**OPEN, **date})
    held = make_session(gateway, event, **session)
    moments = {"starts_at": SHOW, "ends_at": SHOW + timedelta(hours=1)}
    links = {"session_id": held.id, "occurrence_id": held_on.id}
    there = make_row(gateway, SessionOccurrenceRow, event, **{**moments, **links, **row})
    selection = make_row(gateway, SessionSelectionRow, event, user_id=ada.id)
    chosen: Any = {"selection_id": selection.id, "session_id": held.id, "session_occurrence_id": there.id}
    make_link(gateway, SelectedSessionRow, **chosen)
    assert bookability_of(gateway, "SessionOccurrence", there.id)[0] == state


def test_an_event_is_as_the_best_of_its_dates_to_come(gateway: Gateway) -> None:
    event = make_published(gateway, gateway.organisation())
    assert bookability_of(gateway, "Event", event.id) == ("CLOSED", None)
    over = START - timedelta(days=2)
    make_occurrence(gateway, event, starts_at=over, opens_at=over)
    assert bookability_of(gateway, "Event", event.id) == ("CLOSED", None)
    full = make_occurrence(gateway, event, capacity=0, **OPEN)
    make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1), enabled=False, **OPEN)
    assert bookability_of(gateway, "Event", event.id) == ("SOLD_OUT", DAY[4])
    make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=2), **LATER)
    assert bookability_of(gateway, "Event", event.id) == ("SOLD_OUT", DAY[2])

    def give_room(db: DbSession) -> None:
        db.get_one(OccurrenceRow, full.id).capacity = None

    gateway.write(give_room)
    assert bookability_of(gateway, "Event", event.id) == ("OPEN", DAY[2])
    gateway.clock.set(START + timedelta(days=4))
    assert bookability_of(gateway, "Event", event.id) == ("OPEN", DAY[6])
    gateway.clock.set(START + timedelta(days=6))
    assert bookability_of(gateway, "Event", event.id) == ("CLOSED", None)


@pytest.mark.parametrize(
    ("lifecycle", "state"), [("UNRELEASED", "NOT_PUBLISHED"), ("UNPUBLISHED", "NOT_PUBLISHED"), ("CANCELLED",) * 2]
)
def test_the_events_own_state_comes_before_its_parts(gateway: Gateway, lifecycle: str, state: str) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle=lifecycle)
    date = make_occurrence(gateway, event, enabled=False, **OPEN)
    token = gateway.token(acme)
    assert bookability_of(gateway, "Occurrence", date.id, token) == (state, None)
    assert bookability_of(gateway, "Event", event.id, token) == (state, None)
