"""The input of rescheduleEvent."""

from app.core import limits
from app.events.dates.reschedule.patches import RescheduleEventPatch
from app.events.dates.reschedule.values import MAX_DAYS, RescheduleScope
from app.graph.enums import enum_type
from app.graph.inputs import Input, described, described_input

enum_type(
    RescheduleScope,
    "Which dates of an event a reschedule moves.",
    ALL="All dates that have not ended.",
    THIS="One date only; the rule stays as it was.",
    THIS_AND_FOLLOWING=(
        "One date of the rule and all later ones: the rule begins again there. Earlier dates stay, and later changes"
        " of the rule do not affect them."
    ),
)


@described_input(
    "How far dates move in the local time of the event: exactly one of `toStart`, `byMinutes` and `byDays`."
)
class RescheduleEventInput(Input[RescheduleEventPatch]):
    to_start = described(
        "The new start of `occurrenceUuid`, or else of the first date in scope; the other dates move as far as"
        " that one in local time."
    )
    by_minutes = described("How many minutes later; negative means earlier. Not 0.")
    by_days = described(f"How many days later; negative means earlier. Not 0, at most {MAX_DAYS:,}.")
    scope = described("Which dates move; absent and null mean ALL.")
    occurrence_uuid = described(
        "The date that `scope` means, which has not ended: required with THIS and THIS_AND_FOLLOWING."
    )
    reason = described(
        f"Why, from 1 to {limits.CANCELLATION_REASON:,} characters: everyone who sees the event reads it in"
        " `Event.rescheduled`. Left out or null, a reason that was given before is cleared."
    )
    dry_run = described("True previews the result for every date and stores nothing. Absent and null mean false.")
