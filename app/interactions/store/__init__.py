"""All SQL of what users do. Every function is given an event or organisation of the caller's tenant."""

from app.interactions.store.acts import (
    act_of,
    attendee_to_change,
    bounds_of,
    of_event,
    only_occurrence,
    prices_of_ticket,
    relation_of,
)
from app.interactions.store.choices import move_choices
from app.interactions.store.seats import (
    give_back,
    give_back_date,
    give_back_timeslot,
    left_on_date,
    take,
    take_date,
    take_timeslot,
    timeslot_is_full,
    timeslots_on,
)
from app.interactions.store.waiting import has_chosen, last_turn, waited_for, waiting_of

__all__ = [
    "act_of",
    "attendee_to_change",
    "bounds_of",
    "give_back",
    "give_back_date",
    "give_back_timeslot",
    "has_chosen",
    "last_turn",
    "left_on_date",
    "move_choices",
    "of_event",
    "only_occurrence",
    "prices_of_ticket",
    "relation_of",
    "take",
    "take_date",
    "take_timeslot",
    "timeslot_is_full",
    "timeslots_on",
    "waited_for",
    "waiting_of",
]
