"""Events of one date each, in which every part of it in turn decides whether it can be booked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.events.store import set_span
from app.events.tables import EventRow
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.tickets.tables import PriceRow, TicketRow
from app.users.tables import UserRow
from tests.gateway import START
from tests.reading.row_factory import Maker

Values = dict[str, Any]


def hours(opens: float, closes: float | None) -> Values:
    """A window, in hours from now."""
    return {
        "opens_at": START + timedelta(hours=opens),
        "closes_at": None if closes is None else START + timedelta(hours=closes),
    }


OPEN, LATER, OVER = hours(-5, 40), hours(3, 50), hours(-9, -1)
GONE: Values = {"quantity": 5, "quantity_sold": 5}
ARCHIVED: Values = {"archived_at": START - timedelta(hours=1)}


@dataclass
class Case:
    """What is not said of a ticket: it is free, unlimited and open. `slots`: capacity and places taken."""

    tickets: Sequence[Values] = ()
    date: Values = field(default_factory=dict)
    event: Values = field(default_factory=dict)
    slots: Sequence[tuple[int | None, int]] = ()
    priced: bool = False


CASES = (
    Case(),
    Case(date={"capacity": 7, "booked_count": 7}),
    Case([{}, GONE]),
    Case([GONE, {"quantity": 0}]),
    Case([ARCHIVED, {"active": False}]),
    Case([OVER, ARCHIVED]),
    Case([OVER, LATER]),
    Case([GONE, LATER]),
    Case([{**LATER, "hide_ticket_until_booking_start": True}], event={"booking_starts_level": "TICKET"}),
    Case([LATER, hours(2, 9)], event={"booking_starts_level": "EVENT", "hide_ticket_until_booking_start": True}),
    Case([{**LATER, "hide_ticket_until_booking_start": True}, LATER], event={"booking_starts_level": "TICKET"}),
    Case([LATER], date=hours(9, 40)),
    Case([{}], date=LATER),
    Case([hours(-5, 6), {**GONE, **hours(-5, None)}, hours(8, 30)]),
    Case([{"category": "PAID"}]),
    Case([{"category": "PAID"}], priced=True),
    Case([{"category": "PAID"}, GONE]),
    # The attendee of each of these has three seats of the first ticket.
    Case([{"quantity_per_occurrence": 3}]),
    Case([{"quantity_per_occurrence": 4}]),
    Case([{"quantity_per_occurrence": 3}, {}]),
    Case([{"quantity_per_occurrence": 0}, LATER]),
    Case(slots=((2, 2), (None, 4))),
    Case([{}], slots=((2, 2), (3, 3))),
    Case([{}], slots=((2, 1), (3, 3))),
    Case([LATER], slots=((2, 2),)),
    Case([{}], event={"event_capacity": 8, "booked_count": 8}),
    Case([{}], date={"enabled": False}),
    Case([{}], date={"enabled": False, "disabled_reason": "OUT_OF_RULE", "out_of_rule": True}, slots=((None, 0),)),
    Case([{}], date={"enabled": False, "cancellation_reason": "The river's “up”."}, slots=((1, 0),)),
    Case([{}], event={"lifecycle": "CANCELLED", "cancellation_reason": "It's too hot."}, slots=((1, 0),)),
)


def add_booking(make: Maker, new_event: Callable[[int], EventRow]) -> None:
    """`new_event` makes a published event of the first organisation, without anything on it."""
    users = [row for row in make.rows if isinstance(row, UserRow)]
    for number, case in enumerate(CASES):
        event = new_event(number)
        for name, value in {"event_capacity": None, **case.event}.items():
            setattr(event, name, value)
        user = next(row for row in users if row.organisation_id == event.organisation_id)
        # Behind all others in a list by start, so that the first page holds what it held.
        starts_at = START + timedelta(hours=9000)
        moments = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}
        date = make.part(OccurrenceRow, event, **{**moments, **OPEN, **case.date})
        set_span(event, [date])
        slots = [
            make.part(
                TimeslotRow,
                event,
                occurrence_id=date.id,
                position=position,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=15),
                capacity=capacity,
                booked_count=taken,
            )
            for position, (capacity, taken) in enumerate(case.slots)
        ]
        for position, values in enumerate(case.tickets):
            base: Values = {"name": "Seat", "category": "FREE", "currency": event.currency, "position": position}
            ticket = make.part(TicketRow, event, **{**base, **OPEN, **values})
            if case.priced:
                make.part(PriceRow, event, ticket_id=ticket.id, amount_minor=5, currency=event.currency)
            if position == 0:
                held: Values = {"ticket_id": ticket.id, "occurrence_id": date.id, "quantity": 3, "seats": 3}
                slot = slots[0].id if slots else None
                make.part(AttendeeRow, event, user_id=user.id, timeslot_id=slot, **held)
