"""What a client says of a session on one of its dates: the input of updateSessionOccurrence."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.sessions.patches.dates import UpdateSessionOccurrencePatch


@described_input(
    "What to change of a session on one of its dates; what is absent stays as it is. What is changed here"
    " survives a change of the session and of the event's dates. Its shape is ours."
)
class UpdateSessionOccurrenceInput(Input[UpdateSessionOccurrencePatch]):
    starts_on = described(
        "When it starts on this date: inside the date, and in the future when this is new. It keeps its length"
        " unless an end comes with it. Null takes it back to where the session starts on every date."
    )
    ends_on = described(
        "When it ends on this date: whole minutes behind its start. Null gives it the session's length."
    )
    duration_minutes = described(
        "How long it lasts on this date, 1 to 527,040 minutes; beside `endsOn` it must agree. Null gives it the"
        " session's length."
    )
    enabled = described(
        "False calls the session off on this date; true or null lets it take place again. Where its date is called"
        " off already, false alone changes nothing: the session takes place again with its date."
    )
    reason = described(
        f"Why it is called off, 1 to {limits.CANCELLATION_REASON:,} characters, which everybody reads; null"
        " clears it. It goes with a session that is called off on this date; the reason of its date, sent back,"
        " changes nothing."
    )
    capacity = described(
        "How many people may come on this date: at most as many as to the event and no fewer than have chosen"
        " it. Null is the session's own `capacity`."
    )
    rsvp_capacity = described(
        "Whether confirmed places are counted on this date; FIXED needs a capacity here or at the session. Null"
        " is as the session says."
    )
