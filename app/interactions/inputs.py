"""What is sent about what people do."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.interactions.patches import JoinWaitingListPatch, RegisterAttendeePatch, ReviewEventPatch, ShareEventPatch
from app.interactions.rules import MAX_QUANTITY, RATINGS

_USER = "Who; a user of the event's organisation. Never null."


@described_input("A user passes an event on.")
class ShareEventInput(Input[ShareEventPatch]):
    user_uuid = described(_USER)
    channel = described(f"Where, 1 to {limits.LABEL} characters; null is unknown.")


@described_input("What a user says of an event.")
class ReviewEventInput(Input[ReviewEventPatch]):
    user_uuid = described(_USER)
    rating = described(f"From {RATINGS[0]} (worst) to {RATINGS[1]} (best); never null.")
    text = described(f"In words, at most {limits.DESCRIPTION:,} characters; null is none.")


@described_input("A user waits for a place.")
class JoinWaitingListInput(Input[JoinWaitingListPatch]):
    user_uuid = described(_USER)
    ticket_uuid = described("For which ticket of the event; null is any.")
    occurrence_uuid = described("For which occurrence of the event; null is any.")
    session_occurrence_uuid = described(
        "For which session, on which of its dates (`SessionOccurrence.uuid`): its `waitListEnabled` is on, it has"
        " not begun, and it is full there. Null is a place at the event as a whole."
    )


@described_input("A user takes places at an event.")
class RegisterAttendeeInput(Input[RegisterAttendeePatch]):
    user_uuid = described(_USER)
    ticket_uuid = described("With which ticket; never null.")
    price_uuid = described("At which of its prices; may be null where there is at most one.")
    occurrence_uuid = described("At which occurrence; may be null where one only is enabled.")
    timeslot_uuid = described(
        "In which timeslot of the occurrence; needed where it has timeslots, and null where it has none."
    )
    quantity = described(f"How many, 1 to {MAX_QUANTITY:,}; null is 1. A price may include more than one place each.")
