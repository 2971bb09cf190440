"""Registering attendees and removing them. No place is given twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check, complete
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Problem, Refused, refuse_any
from app.db.outbox import ChangeKind
from app.db.timestamps import stamped
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.interactions.operations.acts import EVENT, INPUT, act_columns, problems_with_user, written
from app.interactions.patches import RegisterAttendeePatch
from app.interactions.rules import (
    ATTENDEE,
    needed,
    not_there,
    problems_with_amount,
    problems_with_bookability,
    problems_with_timeslot,
    sold_out,
)
from app.interactions.store import (
    attendee_to_change,
    bounds_of,
    give_back,
    left_on_date,
    of_event,
    only_occurrence,
    prices_of_ticket,
    take,
    timeslot_is_full,
    timeslots_on,
)
from app.interactions.tables import AttendeeRow
from app.occurrences.store import occurrence_state
from app.occurrences.tables import OccurrenceRow
from app.tickets.store import ticket_state
from app.tickets.tables import PriceRow, TicketRow


def register_attendee(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: RegisterAttendeePatch, now: datetime
) -> Written:
    """Refused where it cannot be booked now (SOLD_OUT, NOT_ON_SALE, CANCELLED or WRONG_STATE).

    OUT_OF_RANGE: more or fewer than one customer may take.
    """
    event = event_to_change(db, caller, event_uuid, EVENT)
    quantity = complete(patch, ATTENDEE)["quantity"]
    ticket, price, problems = _ticket(db, event, patch)
    occurrence, found = _occurrence(db, event, patch.get("occurrence_uuid"))
    timeslot = patch.get("timeslot_uuid")
    if occurrence is not None:
        found += problems_with_timeslot(timeslot, timeslots_on(db, occurrence.id), (*INPUT, "timeslotUuid"))
    refuse_any(check(patch, ATTENDEE, INPUT) + problems_with_user(db, event, user_uuid) + problems + found)
    assert ticket is not None
    assert occurrence is not None
    left = left_on_date(db, ticket, occurrence.id)
    seats = quantity * (1 if price is None else price.quantity_included)
    refuse_any(
        [
            *(
                problems_with_bookability(ticket_state(db, ticket.id, now), "ticket", (*INPUT, "ticketUuid"))
                or ([sold_out((*INPUT, "ticketUuid"))] if left is not None and left <= 0 else [])
            ),
            *problems_with_bookability(
                occurrence_state(db, occurrence.id, now), "occurrence", (*INPUT, "occurrenceUuid")
            ),
            *([sold_out((*INPUT, "timeslotUuid"))] if timeslot and timeslot_is_full(db, timeslot) else []),
            *problems_with_amount(
                bounds_of(db, event, ticket, price, user_uuid), quantity, seats, (*INPUT, "quantity")
            ),
        ]
    )
    made: Any = stamped("created", now, event.timezone)
    attendee = AttendeeRow(
        id=new_uuid(),
        ticket_id=ticket.id,
        price_id=None if price is None else price.id,
        occurrence_id=occurrence.id,
        timeslot_id=timeslot,
        quantity=quantity,
        seats=seats,
        **act_columns(event, user_uuid),
        **made,
    )
    if (left is not None and left < seats) or not take(db, attendee):
        raise Refused(sold_out((*INPUT, "quantity")))
    db.add(attendee)
    return written(db, event, "attendee", "Attendee", attendee.id, ChangeKind.CREATED, now)


def remove_attendee(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Possible whatever the event's state is."""
    found = attendee_to_change(db, caller, uuid)
    if found is None:
        raise Refused(not_there("attendee with this uuid", ("uuid",)))
    attendee, event = found
    give_back(db, attendee)
    db.delete(attendee)
    return written(db, event, "", "Attendee", attendee.id, ChangeKind.DELETED, now)


def _ticket(
    db: DbSession, event: EventRow, patch: RegisterAttendeePatch
) -> tuple[TicketRow | None, PriceRow | None, list[Problem]]:
    """The ticket and its price, which need not be named where there is only one."""
    ticket = of_event(db, TicketRow, event.id, patch["ticket_uuid"])
    if ticket is None:
        return None, None, [not_there("ticket with this uuid in this event", (*INPUT, "ticketUuid"))]
    prices, at = {row.id: row for row in prices_of_ticket(db, ticket.id)}, (*INPUT, "priceUuid")
    if (uuid := patch.get("price_uuid")) is not None:
        price = prices.get(uuid)
        return ticket, price, [] if price else [not_there("price with this uuid of this ticket", at)]
    if len(prices) > 1:
        return ticket, None, [needed("price", at)]
    return ticket, next(iter(prices.values()), None), []


def _occurrence(db: DbSession, event: EventRow, uuid: UUID | None) -> tuple[OccurrenceRow | None, list[Problem]]:
    """The occurrence, which need not be named where only one is enabled."""
    at = (*INPUT, "occurrenceUuid")
    if uuid is None:
        only = only_occurrence(db, event.id)
        return only, [] if only else [needed("occurrence", at)]
    found = of_event(db, OccurrenceRow, event.id, uuid)
    return found, [] if found else [not_there("occurrence with this uuid in this event", at)]
