"""The input of updateSessionOccurrence."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.sessions.patches.dates import UpdateSessionOccurrencePatch


@described_input(
    "What to change of a session on one of its dates; fields that are not sent keep their values. These changes remain"
    " when the session or the event's dates change."
)
class UpdateSessionOccurrenceInput(Input[UpdateSessionOccurrencePatch]):
    starts_on = described(
        "When it starts on this date: inside the date, and in the future if it is a new start. It keeps its length"
        " unless an end is sent too. Null restores the session's usual start."
    )
    ends_on = described(
        "When it ends on this date, a whole number of minutes after its start. Null restores the session's length."
    )
    duration_minutes = described(
        "Its length on this date, 1 to 527,040 minutes; must agree with `endsOn` if both are sent. Null restores the"
        " session's length."
    )
    enabled = described(
        "False calls the session off on this date; true or null restores it. If its date is called off already, false"
        " alone changes nothing: the session takes place again with its date."
    )
    reason = described(
        f"Why it is called off, 1 to {limits.CANCELLATION_REASON:,} characters, visible to everybody; null removes it."
        " Only for a session that is called off on this date; sending the reason of its date changes nothing."
    )
    capacity = described(
        "How many people may come on this date, at most the event's capacity and no fewer than have chosen it. Null"
        " means the session's `capacity`."
    )
    rsvp_capacity = described(
        "Whether confirmed places count on this date; FIXED needs a capacity here or of the session. Null means the"
        " session's `rsvpCapacity`."
    )
