"""All SQL of what users do. Every function is given an event or organisation of the caller's tenant."""

from app.interactions.store.acts import (
    act_of,
    attendee_to_change,
    of_event,
    relation_of,
)
from app.interactions.store.choices import move_choices
from app.interactions.store.registering import NewAttendee, offer_of, register
from app.interactions.store.seats import (
    give_back,
    give_back_date,
    give_back_timeslot,
    left_on_date,
    take_date,
    take_timeslot,
    timeslots_on,
)
from app.interactions.store.standing import Standing, standing_of
from app.interactions.store.waiting import has_chosen, record_moving_up, waited_for, waiting_and_last_turn, waiting_of

__all__ = [
    "NewAttendee",
    "Standing",
    "act_of",
    "attendee_to_change",
    "give_back",
    "give_back_date",
    "give_back_timeslot",
    "has_chosen",
    "left_on_date",
    "move_choices",
    "of_event",
    "offer_of",
    "record_moving_up",
    "register",
    "relation_of",
    "standing_of",
    "take_date",
    "take_timeslot",
    "timeslots_on",
    "waited_for",
    "waiting_and_last_turn",
    "waiting_of",
]
