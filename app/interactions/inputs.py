"""Inputs of what users do to events."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.interactions.patches import (
    JoinWaitingListPatch,
    LeaveWaitingListPatch,
    MoveAttendeePatch,
    RegisterAttendeePatch,
    ReviewEventPatch,
    ShareEventPatch,
)
from app.interactions.rules import MAX_QUANTITY, RATINGS

_TIMESLOT = "required where the occurrence has timeslots, and null where it has none."


@described_input("How a user shares an event.")
class ShareEventInput(Input[ShareEventPatch]):
    channel = described(f"Where it was shared, 1 to {limits.LABEL:,} characters; null means unknown.")


@described_input("A user's review of an event.")
class ReviewEventInput(Input[ReviewEventPatch]):
    rating = described(f"From {RATINGS[0]} (worst) to {RATINGS[1]} (best).")
    text = described(f"The review in words, at most {limits.DESCRIPTION:,} characters; null clears it.")


@described_input("What a user waits for.")
class JoinWaitingListInput(Input[JoinWaitingListPatch]):
    ticket_uuid = described("The ticket of the event; null means any.")
    occurrence_uuid = described("The occurrence of the event; null means any.")
    session_occurrence_uuid = described(
        "A session on one of its dates (`SessionOccurrence.uuid`): its `waitListEnabled` is on, it has not begun and"
        " it is full on that date. Null means a place at the event as a whole."
    )


@described_input("What a user no longer waits for.")
class LeaveWaitingListInput(Input[LeaveWaitingListPatch]):
    session_occurrence_uuid = described("A session on one of its dates; null means the event as a whole.")


@described_input("The places that a user takes at an event.")
class RegisterAttendeeInput(Input[RegisterAttendeePatch]):
    ticket_uuid = described("The ticket.")
    price_uuid = described("One of its prices; may be null where it has at most one.")
    occurrence_uuid = described("The occurrence; may be null where only one is enabled.")
    timeslot_uuid = described(f"A timeslot of the occurrence; {_TIMESLOT}")
    quantity = described(
        f"How many, 1 to {MAX_QUANTITY:,}; null means 1. A price may include more than one place each."
    )


@described_input("Where a user's places are moved to.")
class MoveAttendeeInput(Input[MoveAttendeePatch]):
    occurrence_uuid = described("The occurrence: enabled, not over, and with room for them.")
    timeslot_uuid = described(f"A timeslot of the occurrence; {_TIMESLOT}")
