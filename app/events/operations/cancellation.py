"""updateCancellation: correct the reason of a cancelled event, date, or session on a date."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import check
from app.core.outcome import Written
from app.core.problems import Problem, ProblemCode, Refused, refuse_any
from app.db.expected_version import check_version
from app.db.outbox import ChangeKind, record
from app.db.row_versions import RowVersions
from app.events.patches.cancellation import UpdateCancellationPatch
from app.events.rules.lifecycle import CANCELLATION, problems_with_correcting
from app.events.store import event_to_change
from app.events.store.cancelled import whole_of
from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import DisabledReason
from app.sessions.tables import SessionOccurrenceRow

Concerned = EventRow | OccurrenceRow | SessionOccurrenceRow


def update_cancellation(
    db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateCancellationPatch, now: datetime
) -> Written:
    """Null clears the reason. WRONG_STATE: it is not called off. NOT_FOUND: the caller has nothing with this uuid."""
    found = whole_of(db, caller, uuid)
    if found is None:
        raise _not_found()
    event_id, table = found
    event = event_to_change(db, caller, event_id)
    # Another change may have deleted it before this one had the lock.
    row: Concerned | None = event if table is EventRow else db.get(table, uuid)
    if row is None:
        raise _not_found()
    check_version(db, row)
    key, entity, what, called_off = _described(row)
    refuse_any(problems_with_correcting(what, called_off) + check(patch, CANCELLATION, ("input",)))
    versions = RowVersions(db, now)
    if "reason" in patch:
        row.cancellation_reason = patch["reason"]
    if versions.raise_for(row, event):
        record(db, ChangeKind.UPDATED, entity, row.id, organisation_id=event.organisation_id, event_id=event.id, at=now)
    return Written(ids={"event": event.id, key: row.id}, aggregate=event.id)


def _not_found() -> Refused:
    sentence = "There is no event, occurrence or session on a date with this uuid."
    return Refused(Problem(ProblemCode.NOT_FOUND, sentence, ("uuid",)))


def _described(row: Concerned) -> tuple[str, str, str, bool]:
    """The payload's key, the type, how a sentence calls it, and whether it is called off."""
    if isinstance(row, EventRow):
        return "event", "Event", "event", row.lifecycle == EventLifecycle.CANCELLED
    if isinstance(row, OccurrenceRow):
        return "occurrence", "Occurrence", "date", row.disabled_reason == DisabledReason.CALLED_OFF
    return "session_occurrence", "SessionOccurrence", "session", not row.enabled
