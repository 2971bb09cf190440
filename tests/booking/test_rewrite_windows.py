"""Resolved booking windows in the store: every row of an event, in a fixed number of statements."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as DbSession

from app.booking.operations import rewrite_windows
from app.core.problems import Problem, ProblemCode, Refused
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow
from tests.builders import SHOW, everything, make_event, make_occurrence, make_row, make_ticket, stored
from tests.gateway import START, Gateway

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# What `make_occurrence` makes lasts three hours.
END = SHOW + 3 * HOUR

Moments = tuple[datetime | None, datetime | None]


def rewrite(gateway: Gateway, event_id: UUID, now: datetime = START) -> None:
    def work(db: DbSession) -> None:
        rewrite_windows(db, db.get_one(EventRow, event_id), now)

    gateway.write(work)


def refused(gateway: Gateway, event_id: UUID) -> list[Problem]:
    before = everything(gateway)
    with pytest.raises(Refused) as caught:
        rewrite(gateway, event_id)
    assert everything(gateway) == before
    return list(caught.value.problems)


def own(row: Mapping[str, Any]) -> Moments:
    return row["booking_starts_at"], row["booking_ends_at"]


def resolved(row: Mapping[str, Any]) -> Moments:
    return row["opens_at"], row["closes_at"]


def only(gateway: Gateway, table: Any, uuid: UUID) -> dict[str, Any]:
    [row] = stored(gateway, table, id=uuid)
    return row


def test_an_event_of_two_days_is_open_from_now_until_its_last_end(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    first = make_occurrence(gateway, event)
    second = make_occurrence(gateway, event, starts_at=SHOW + DAY)
    ticket = make_ticket(gateway, event)
    rewrite(gateway, event.id)
    assert own(only(gateway, EventRow, event.id)) == (START, END + DAY)
    assert own(only(gateway, TicketRow, ticket.id)) == (START, END + DAY)
    assert resolved(only(gateway, TicketRow, ticket.id)) == (START, END + DAY)
    assert resolved(only(gateway, OccurrenceRow, first.id)) == (START, END)
    assert resolved(only(gateway, OccurrenceRow, second.id)) == (START, END + DAY)


def test_every_moment_has_its_wall_clock(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    occurrence = make_occurrence(gateway, event)
    ticket = make_ticket(gateway, event)
    rewrite(gateway, event.id)
    clocks = (datetime(2026, 6, 1, 19), datetime(2026, 7, 1, 21))
    row = only(gateway, EventRow, event.id)
    assert (row["booking_starts_local"], row["booking_ends_local"]) == clocks
    row = only(gateway, TicketRow, ticket.id)
    assert (row["booking_starts_local"], row["booking_ends_local"]) == clocks
    assert (row["opens_local"], row["closes_local"]) == clocks
    row = only(gateway, OccurrenceRow, occurrence.id)
    assert (row["opens_local"], row["closes_local"]) == clocks


def test_a_relative_window_is_each_occurrence_s_own_and_the_event_s_spans_them(gateway: Gateway) -> None:
    event = make_event(
        gateway,
        gateway.organisation(),
        booking_starts_type="RELATIVE_TO_OCCURRENCE",
        booking_starts_relation="BEFORE_OCCURRENCE_START",
        booking_starts_offset_minutes=120,
        booking_ends_type="CONTINUE_UNTIL_EVENT_STARTS",
    )
    first = make_occurrence(gateway, event)
    second = make_occurrence(gateway, event, starts_at=SHOW + DAY)
    rewrite(gateway, event.id)
    assert own(only(gateway, EventRow, event.id)) == (SHOW - 2 * HOUR, SHOW + DAY)
    assert resolved(only(gateway, OccurrenceRow, first.id)) == (SHOW - 2 * HOUR, SHOW)
    assert resolved(only(gateway, OccurrenceRow, second.id)) == (SHOW + DAY - 2 * HOUR, SHOW + DAY)


def test_dates_that_are_switched_off_do_not_count_for_the_event(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    make_occurrence(gateway, event)
    off = make_occurrence(gateway, event, starts_at=SHOW + DAY, enabled=False)
    rewrite(gateway, event.id)
    assert own(only(gateway, EventRow, event.id)) == (START, END)
    assert resolved(only(gateway, OccurrenceRow, off.id)) == (START, END + DAY)


def test_without_occurrences_nothing_is_open(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    ticket = make_ticket(gateway, event)
    rewrite(gateway, event.id)
    assert own(only(gateway, EventRow, event.id)) == (START, None)
    assert resolved(only(gateway, TicketRow, ticket.id)) == (None, None)


OWN_WINDOW = {
    "booking_starts_type": "SPECIFIC_TIME",
    "booking_starts_at": SHOW - 5 * HOUR,
    "booking_ends_type": "RELATIVE_TO_OCCURRENCE",
    "booking_ends_relation": "AFTER_OCCURRENCE_START",
    "booking_ends_offset_minutes": 60,
}


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("EVENT", "EVENT", (START, END)),
        ("TICKET", "EVENT", (SHOW - 5 * HOUR, END)),
        ("EVENT", "TICKET", (START, SHOW + HOUR)),
        ("TICKET", "TICKET", (SHOW - 5 * HOUR, SHOW + HOUR)),
    ],
)
def test_the_event_sets_the_level_of_each_end(gateway: Gateway, opens: str, closes: str, expected: Moments) -> None:
    event = make_event(gateway, gateway.organisation(), booking_starts_level=opens, booking_ends_level=closes)
    occurrence = make_occurrence(gateway, event)
    ticket = make_ticket(gateway, event, **OWN_WINDOW)
    rewrite(gateway, event.id)
    row = only(gateway, TicketRow, ticket.id)
    assert own(row) == (SHOW - 5 * HOUR, SHOW + HOUR)
    assert resolved(row) == expected
    assert resolved(only(gateway, OccurrenceRow, occurrence.id)) == expected


def test_an_occurrence_is_open_while_one_ticket_on_sale_is(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation(), booking_starts_level="TICKET", booking_ends_level="TICKET")
    occurrence = make_occurrence(gateway, event)
    early = {"booking_starts_type": "SPECIFIC_TIME", "booking_starts_at": START}
    make_ticket(gateway, event, **OWN_WINDOW)
    make_ticket(gateway, event, **OWN_WINDOW | {"booking_ends_type": "CONTINUE_UNTIL_EVENT_STARTS"})
    make_ticket(gateway, event, **OWN_WINDOW | early, active=False)
    make_ticket(gateway, event, **OWN_WINDOW | early, archived_at=START)
    rewrite(gateway, event.id)
    assert resolved(only(gateway, OccurrenceRow, occurrence.id)) == (SHOW - 5 * HOUR, SHOW + HOUR)


def test_the_events_own_window_applies_while_no_ticket_is_on_sale(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation(), booking_starts_level="TICKET", booking_ends_level="TICKET")
    occurrence = make_occurrence(gateway, event)
    make_ticket(gateway, event, **OWN_WINDOW, active=False)
    rewrite(gateway, event.id)
    assert resolved(only(gateway, OccurrenceRow, occurrence.id)) == (START, END)


def test_an_event_that_opens_after_its_last_end_is_refused(gateway: Gateway) -> None:
    event = make_event(
        gateway,
        gateway.organisation(),
        booking_starts_type="SPECIFIC_TIME",
        booking_starts_at=END + HOUR,
    )
    make_occurrence(gateway, event)
    [problem] = refused(gateway, event.id)
    assert problem.code is ProblemCode.INVALID
    assert problem.message == "Booking would open after it closes."
    assert problem.path == ("input", "settings", "bookingEndsOn")


def test_each_ticket_that_would_open_too_late_is_named(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation(), booking_starts_level="TICKET", booking_ends_level="EVENT")
    make_occurrence(gateway, event)
    late = {"booking_starts_type": "SPECIFIC_TIME", "booking_starts_at": END + HOUR}
    make_ticket(gateway, event, name="Stalls", **late)
    make_ticket(gateway, event, name="Old", **late, archived_at=START)
    make_ticket(gateway, event, name="Circle")
    assert [problem.message for problem in refused(gateway, event.id)] == [
        "Booking of the ticket “Stalls” would open after it closes."
    ]


def test_an_unused_window_of_a_ticket_is_ignored(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    make_occurrence(gateway, event)
    late = {"booking_starts_type": "SPECIFIC_TIME", "booking_starts_at": END + HOUR}
    ticket = make_ticket(gateway, event, **late)
    rewrite(gateway, event.id)
    row = only(gateway, TicketRow, ticket.id)
    assert own(row) == (END + HOUR, END + HOUR)
    assert resolved(row) == (START, END)


def test_an_event_that_is_over_before_it_is_entered_is_closed_and_not_refused(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    occurrence = make_occurrence(gateway, event, starts_at=START - DAY)
    rewrite(gateway, event.id)
    assert own(only(gateway, EventRow, event.id)) == (START, START)
    assert resolved(only(gateway, OccurrenceRow, occurrence.id)) == (None, None)


def test_an_immediate_opening_keeps_the_moment_at_which_it_was_set(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    make_occurrence(gateway, event)
    rewrite(gateway, event.id)
    rewrite(gateway, event.id, START + DAY)
    assert own(only(gateway, EventRow, event.id)) == (START, END)


def test_another_event_is_left_alone(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = make_event(gateway, acme), make_event(gateway, acme, name="Other")
    make_occurrence(gateway, event)
    kept = make_occurrence(gateway, other)
    rewrite(gateway, event.id)
    assert resolved(only(gateway, OccurrenceRow, kept.id)) == (None, None)


@pytest.mark.parametrize("many", [1, 60])
def test_the_statements_do_not_grow_with_the_rows(gateway: Gateway, many: int) -> None:
    event = make_event(gateway, gateway.organisation())
    for number in range(many):
        times = {"starts_at": SHOW + number * DAY, "ends_at": END + number * DAY}
        make_row(gateway, OccurrenceRow, event, **times)
        make_ticket(gateway, event)
    with gateway.statements() as statements:
        rewrite(gateway, event.id)
    short = [re.sub(r"^SELECT .*?\sFROM", "SELECT", each, flags=re.DOTALL) for each in statements]
    # The last ones record the tickets and dates that changed.
    assert [each.split()[:2] for each in short[: -gateway.append_statements]] == [
        ["SELECT", "event"],
        ["SELECT", "occurrence"],
        ["SELECT", "ticket"],
        ["UPDATE", "ticket"],
        ["UPDATE", "occurrence"],
        ["UPDATE", "event"],
    ]


def test_unchanged_rows_are_not_written(gateway: Gateway) -> None:
    event = make_event(gateway, gateway.organisation())
    make_occurrence(gateway, event)
    make_ticket(gateway, event)
    rewrite(gateway, event.id)
    with gateway.statements() as statements:
        rewrite(gateway, event.id)
    assert not [statement for statement in statements if statement.startswith("UPDATE")]


def test_seconds_of_a_window_survive(gateway: Gateway) -> None:
    at = datetime(2026, 6, 20, 1, 2, 3, tzinfo=UTC)
    event = make_event(gateway, gateway.organisation(), booking_starts_type="SPECIFIC_TIME", booking_starts_at=at)
    make_occurrence(gateway, event)
    rewrite(gateway, event.id)
    assert own(only(gateway, EventRow, event.id)) == (at, END)
