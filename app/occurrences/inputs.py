"""What is sent about one occurrence."""

from app.core import limits
from app.graph.enums import enum_type
from app.graph.inputs import Input, described, described_input
from app.occurrences.patches import UpdateOccurrencePatch
from app.occurrences.rules import MAX_DURATION
from app.occurrences.values import BookingsChoice

enum_type(
    BookingsChoice,
    "What becomes of the bookings of a date that a change of plan moves to another day or leaves out.",
    MOVE="The bookings move with their date; those of a date that is left out go to the date in moveTo.",
    KEEP="The booked date stays as it is, outside the rule.",
)


@described_input("What to change of an occurrence; what is left out stays as it is.")
class UpdateOccurrenceInput(Input[UpdateOccurrencePatch]):
    enabled = described(
        "Whether it takes place; null is true. A date that is called off cannot be booked, but keeps its uuid,"
        " its bookings and everything linked to it. Source: EventBookings `event.event_occurrences[].enabled`."
    )
    reason = described(
        f"Why it is called off, 1 to {limits.CANCELLATION_REASON:,} characters, for all who see the date; null"
        " clears it. Not in any document."
    )
    starts_on = described(
        "When this date alone starts. What lies in it moves along on the wall clock, and its length stays unless"
        " another is sent. null means the start that the rule gives. Not in any document."
    )
    ends_on = described(
        "When this date alone ends: whole minutes behind its start. null means the length that the rule gives."
        " Not in any document."
    )
    duration_minutes = described(
        f"How long this date alone is, 1 to {MAX_DURATION} minutes; beside `endsOn` it must say the same. null"
        " means the length that the rule gives. Not in any document."
    )
    bookings = described(
        "Needed where a booked date moves to another day. With KEEP the booked date stays as it is, outside the"
        " rule, and a new date has the new times. With MOVE while the date is called off, its seats go to the"
        " date in `moveTo`. Not in any document."
    )
    move_to = described(
        "The date of the same event that takes the seats of this one. It takes place, has not ended and has room."
        " Not in any document."
    )
    capacity = described(f"How many people it takes, what is booked to {limits.COUNT}; null means no limit of its own.")
