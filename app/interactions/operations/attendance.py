"""Registering attendees and removing them. No place is given twice."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check, complete
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Refused, refuse_any
from app.db.outbox import ChangeKind
from app.db.timestamps import created_once
from app.events.store import lock_event
from app.interactions.operations.acts import EVENT, act_columns, problems_with_standing, written
from app.interactions.patches import RegisterAttendeePatch
from app.interactions.rules import (
    ATTENDEE,
    INPUT,
    QUANTITY,
    Named,
    not_there,
    problems_with_booking,
    problems_with_choice,
    seats_of,
    sold_out,
)
from app.interactions.store import NewAttendee, attendee_to_change, give_back, offer_of, register


def register_attendee(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: RegisterAttendeePatch, now: datetime
) -> Written:
    """Refused where it cannot be booked now (SOLD_OUT, NOT_ON_SALE, CANCELLED or WRONG_STATE).

    OUT_OF_RANGE: more or fewer than one customer may take.
    """
    event = lock_event(db, caller, event_uuid, EVENT)
    named = Named(
        price=patch.get("price_uuid"),
        date=patch.get("occurrence_uuid"),
        timeslot=patch.get("timeslot_uuid"),
        quantity=complete(patch, ATTENDEE)["quantity"],
    )
    standing, offer = offer_of(db, event.id, user_uuid, patch["ticket_uuid"], named, now)
    refuse_any(
        check(patch, ATTENDEE, INPUT) + problems_with_standing(standing, event) + problems_with_choice(offer, named)
    )
    refuse_any(problems_with_booking(offer, named, event.max_ticket_per_customer))
    assert offer.ticket is not None
    assert offer.date is not None
    attendee = NewAttendee(
        id=new_uuid(),
        ticket_id=offer.ticket,
        price_id=offer.price,
        occurrence_id=offer.date,
        timeslot_id=named.timeslot,
        quantity=named.quantity,
        seats=seats_of(offer, named),
        **act_columns(event, user_uuid),
        **created_once(now, event.timezone),
    )
    if (offer.left_on_date is not None and offer.left_on_date < attendee.seats) or not register(db, attendee):
        raise Refused(sold_out(QUANTITY))
    return written(db, event, "attendee", "Attendee", attendee, ChangeKind.CREATED, now)


def remove_attendee(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Possible whatever the event's state is."""
    found = attendee_to_change(db, caller, uuid)
    if found is None:
        raise Refused(not_there("attendee with this uuid", ("uuid",)))
    attendee, event = found
    give_back(db, attendee)
    db.delete(attendee)
    return written(db, event, "", "Attendee", attendee, ChangeKind.DELETED, now)
