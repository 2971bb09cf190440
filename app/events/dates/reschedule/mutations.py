"""The mutation that moves dates of an event."""

from collections.abc import Mapping
from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.events.dates.reschedule.inputs import RescheduleEventInput
from app.events.dates.reschedule.types import RescheduledDate, RescheduledSession
from app.events.operations.reschedule import reschedule_event
from app.events.types import Event
from app.graph.mutations import answer, argument, extra, extra_list, mutation
from app.occurrences.types import Occurrence


def _message(patch: Mapping[str, object]) -> str:
    if patch.get("dry_run"):
        return "Nothing has been stored: this is what rescheduling would do"
    return "Event has been rescheduled successfully"


@strawberry.type
class RescheduleMutations:
    reschedule_event = mutation(
        reschedule_event,
        scope=Scope.EVENT_UPDATE,
        message=_message,
        description=(
            "Move dates of an event with everything that belongs to them: timeslots, sessions, days of the programme,"
            " the rule with its exclusions. Uuids, bookings and all lengths in minutes stay. With the scope ALL, the"
            " dated moments of booking windows, of early birds and of `abnActivateOn` move too, unless they have"
            " passed; the other scopes leave them. A day of the programme moves by whole days, if everything on it"
            " moves. A time that the clocks skip moves forward, with a warning. If the moved rule would give another"
            " date in place of one that has ended, that date is excluded. Refused: a shift that the rule cannot"
            " express, such as one to a day that some months lack, a date that has ended, and two dates that would"
            " start at once."
        ),
        arguments={
            "uuid": argument(UUID, "The event."),
            "input": argument(RescheduleEventInput, "Which dates move, and how far."),
        },
        answers={
            "event": answer(Event, "The event as it is now; after a dry run, unchanged."),
            "occurrences": answer(
                list[Occurrence] | None, "The dates in scope, in the order of `dates`; after a dry run, unchanged."
            ),
            "dates": extra_list(RescheduledDate, "Every date in scope, by its start before. Empty when refused."),
            "sessions": extra_list(
                RescheduledSession, "The sessions without a date that moved along, by their start before."
            ),
            "seats": extra(int, "How many seats are booked on the dates in scope; null when refused."),
        },
        in_thread=True,
    )
