"""How the dates of an event move: its recurrence rule, its occurrences and their timeslots."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Warning
from app.core.time import local_of
from app.db.bulk import update_all
from app.db.timestamps import stamp, touch
from app.events.columns import EventValues
from app.events.common.part.protocol import Planned, Rescheduling
from app.events.common.part.reschedule import Reschedule
from app.events.common.store import write_times
from app.events.dates.part.checks import problems_with_starts
from app.events.dates.part.recurrence_rule import columns_of_rule, write_rule
from app.events.dates.reschedule.part.moved_dates import move_date, move_slots
from app.events.dates.reschedule.part.moved_rule import MovedRule, move_rule
from app.events.dates.reschedule.values import RescheduleScope
from app.events.store import span_columns
from app.events.tables import EventRow
from app.occurrences.store import HeldSlot, timeslots_of, vacate_starts
from app.occurrences.tables import TimeslotRow

# The timeslots of each date, by its id.
Slots: TypeAlias = dict[UUID, list[HeldSlot]]


@dataclass(slots=True)
class MovedDates:
    """`slots`: those of the dates in scope."""

    rule: MovedRule
    slots: Sequence[HeldSlot] = ()


class DatesRescheduling(Rescheduling[Slots, MovedDates]):
    """The dates move first: the agenda follows them."""

    def read(self, db: DbSession, event: EventRow, reschedule: Reschedule) -> Slots:
        found: Slots = defaultdict(list)
        for slot in timeslots_of(db, event.id):
            found[slot.occurrence_id].append(slot)
        return found

    def plan(self, facts: Slots, reschedule: Reschedule, event: EventValues) -> Planned[MovedDates]:
        rule = move_rule(reschedule, event)
        if rule.problems:
            return Planned(MovedDates(rule), problems=rule.problems)
        slots = []
        for date in reschedule.in_scope:
            span = move_date(date.row, reschedule, rule)
            if event["published_at"] is not None:
                stamp(date.row, "previous_starts", date.before.starts_on.utc)
            move_slots(date, facts[date.row.id], span, reschedule, rule)
            slots += facts[date.row.id]
        _begin_history(reschedule)
        problems = reschedule.problems_with_range([*(date.row for date in reschedule.in_scope), *slots])
        return Planned(
            MovedDates(rule, slots),
            _columns(rule, reschedule, event),
            problems or problems_with_starts(reschedule.dates, reschedule.path),
        )

    def write(
        self, db: DbSession, event: EventRow, planned: Planned[MovedDates], reschedule: Reschedule
    ) -> list[Warning]:
        vacate_starts(db, event.id)
        update_all(db, reschedule.dates)
        write_times(db, TimeslotRow, planned.rows.slots)
        if planned.rows.rule.rule is not None:
            write_rule(db, event, planned.rows.rule.rule, created=False)
        return []


def _begin_history(reschedule: Reschedule) -> None:
    """With THIS_AND_FOLLOWING the dates before belong to the rule no longer."""
    if reschedule.scope is not RescheduleScope.THIS_AND_FOLLOWING:
        return
    moved = {date.row.id for date in reschedule.in_scope}
    for row in reschedule.dates:
        if row.id not in moved and not row.history:
            row.history = True
            touch(row, reschedule.now)


def _columns(rule: MovedRule, reschedule: Reschedule, event: EventValues) -> EventValues:
    columns: EventValues = {
        "reschedule_reason": reschedule.reason,
        "rescheduled_at": reschedule.now,
        "rescheduled_local": local_of(reschedule.now, event["timezone"]),
    }
    columns = {**columns, **span_columns(reschedule.dates)}
    if rule.rule is not None and rule.expansion is not None:
        columns = {**columns, **columns_of_rule(rule.rule, rule.expansion, event["timezone"])}
        columns["materialised_until"] = rule.until
    return columns
