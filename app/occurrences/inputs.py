"""The input of updateOccurrence."""

from app.core import limits
from app.graph.enums import enum_type
from app.graph.inputs import Input, described, described_input
from app.occurrences.patches import UpdateOccurrencePatch
from app.occurrences.rules import MAX_DURATION
from app.occurrences.values import BookingsChoice

enum_type(
    BookingsChoice,
    "What happens to the bookings of a date that moves to another day or is left out.",
    MOVE="The bookings move with their date; those of a date that is left out go to the date in `moveTo`.",
    KEEP="The booked date stays as it is, outside the rule.",
)


@described_input("What to change of an occurrence; fields that are not sent keep their values.")
class UpdateOccurrenceInput(Input[UpdateOccurrencePatch]):
    enabled = described(
        "Whether it takes place; null means true. A date that is called off cannot be booked, but keeps its uuid, its"
        " bookings and everything linked to it."
    )
    reason = described(
        f"Why it is called off, 1 to {limits.CANCELLATION_REASON:,} characters, visible to all who see the date; null"
        " removes it."
    )
    starts_on = described(
        "When this date alone starts. Its sessions move with it in local time, and it keeps its length unless another"
        " is sent. Null restores the start of the rule."
    )
    ends_on = described(
        "When this date alone ends, a whole number of minutes after its start. Null restores the length of the rule."
    )
    duration_minutes = described(
        f"The length of this date alone, 1 to {MAX_DURATION:,} minutes; must agree with `endsOn` if both are sent. Null"
        " restores the length of the rule."
    )
    bookings = described(
        "Needed if a booked date moves to another day. With KEEP the booked date stays as it is, outside the rule, and"
        " a new date gets the new times. With MOVE while the date is called off, its seats go to the date in `moveTo`."
    )
    move_to = described(
        "The date of the same event that takes the seats of this one. It must take place, not have ended and have"
        " places left."
    )
    capacity = described(
        f"Its capacity, no less than is booked and at most {limits.COUNT:,}; null means no limit of its own."
    )
