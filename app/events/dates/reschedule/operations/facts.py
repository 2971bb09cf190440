"""What rescheduling reads: the dates of an event and everything that lies in them."""

from dataclasses import dataclass

from sqlmodel import Session as DbSession

from app.agenda.tables import ScheduleDateRow
from app.db.bulk import detach
from app.events.dates.part.recurrence_rule import stored_rule
from app.events.dates.reschedule.store import HeldSession, days_of_programme, held_sessions
from app.events.dates.reschedule.values import RescheduleScope
from app.events.operations.parts import DatedRows, read_dated
from app.events.tables import EventRow
from app.occurrences.rules import RecurrenceRule
from app.occurrences.store import HeldSlot, occurrences_of, timeslots_of
from app.occurrences.tables import OccurrenceRow
from app.sessions.store.rows import HeldRow, rows_of


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows are out of the session: only explicit writes store them."""

    event: EventRow
    rule: RecurrenceRule | None
    dates: list[OccurrenceRow]
    slots: list[HeldSlot]
    rows: list[HeldRow]
    sessions: list[HeldSession]
    days: list[ScheduleDateRow]
    dated: DatedRows


def load(db: DbSession, event: EventRow, scope: RescheduleScope) -> Facts:
    """At most seven statements, however many dates and rows there are, and two more for the lists of a rule.

    `dated`: rows of other parts whose moments move with the scope ALL.
    """
    dates = detach(db, occurrences_of(db, event.id))
    sessions = held_sessions(db, event.id)
    return Facts(
        event=event,
        rule=stored_rule(db, event),
        dates=dates,
        slots=timeslots_of(db, event.id),
        rows=rows_of(db, event.id, expected=len(dates) * len(sessions)),
        sessions=sessions,
        days=days_of_programme(db, event.id),
        dated=read_dated(db, event) if scope is RescheduleScope.ALL else [],
    )
