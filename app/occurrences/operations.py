"""What can be changed of one occurrence; when it takes place follows from its event's rule."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.booking.operations import rewrite_windows
from app.core import limits
from app.core.fields import Choice, Number, Patch, Rule, check, sent
from app.core.outcome import Written
from app.core.problems import Problem, ProblemCode, Refused, Warning, refuse_any
from app.db.changes import ChangeKind, record
from app.db.stamps import touch
from app.events.rules import (
    NO_UPCOMING_OCCURRENCE,
    no_longer_ready,
    problems_with_changing,
    publish_blockers,
)
from app.events.store import event_to_change, publish_facts, set_span
from app.events.tables import EventRow
from app.occurrences.rules.changing import problems_with_capacity
from app.occurrences.store import event_of_occurrence, occurrences_of
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import DisabledReason

OCCURRENCE: dict[str, Rule] = {"enabled": Choice(default=True), "capacity": Number(0, limits.COUNT)}


def update_occurrence(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Switch an occurrence off or on, or bound it; the event's span and all windows follow."""
    event_id = event_of_occurrence(db, caller, uuid)
    if event_id is None:
        raise _not_found()
    event = event_to_change(db, caller, event_id)
    occurrences = occurrences_of(db, event.id)
    row = next((each for each in occurrences if each.id == uuid), None)
    if row is None:
        raise _not_found()
    refuse_any(
        [
            *problems_with_changing(event.lifecycle),
            *check(patch, OCCURRENCE, ("input",)),
            *problems_with_capacity(patch.get("capacity"), row.booked_count, ("input", "capacity")),
        ]
    )

    was_to_come = row.enabled and row.ends_at > now
    for name, value in sent(patch, OCCURRENCE).items():
        setattr(row, name, value)
    if "enabled" in patch:
        row.disabled_reason = None if row.enabled else DisabledReason.CALLED_OFF
    touch(row, now)
    touch(event, now)
    set_span(event, occurrences)
    rewrite_windows(db, event, now, path=("input", "enabled"))
    record(
        db,
        ChangeKind.UPDATED,
        "Occurrence",
        row.id,
        organisation_id=row.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(
        ids={"occurrence": row.id, "event": event.id},
        aggregate=event.id,
        warnings=_warnings(db, event, row, now) if was_to_come else [],
    )


def _warnings(db: DbSession, event: EventRow, row: OccurrenceRow, now: datetime) -> list[Warning]:
    """Only what this change has broken: the last occurrence to come was switched off."""
    if row.enabled:
        return []
    blockers = publish_blockers(publish_facts(db, event, now))
    broken = [blocker for blocker in blockers if blocker == NO_UPCOMING_OCCURRENCE]
    return no_longer_ready(event.lifecycle, broken, ("input", "enabled"))


def _not_found() -> Refused:
    return Refused(Problem(ProblemCode.NOT_FOUND, "There is no occurrence with this uuid.", ("uuid",)))
