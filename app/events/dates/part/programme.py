"""The occurrences of one event while they change: loaded once, fitted in memory, written in one go."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session as DbSession

from app.db.bulk import delete_all, insert_all, insert_values, loosen, update_all, update_values
from app.db.stamps import created, stamp, touch
from app.events.tables import EventRow
from app.occurrences.rules import Existing, Slot, Span, merge
from app.occurrences.store import HeldSlot, occurrences_of, timeslots_of, vacate_positions, vacate_starts
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.occurrences.values import DisabledReason


@dataclass
class Programme:
    """`rows` and `slots` are stored already and stay; what else happens to stored rows stands beside them."""

    rows: list[OccurrenceRow] = field(default_factory=list)
    slots: list[HeldSlot] = field(default_factory=list)
    added: list[OccurrenceRow] = field(default_factory=list)
    added_slots: list[HeldSlot] = field(default_factory=list)
    deleted: list[UUID] = field(default_factory=list)
    deleted_slots: list[UUID] = field(default_factory=list)
    changed: set[UUID] = field(default_factory=set)
    starts_moved: bool = False
    slots_changed: bool = False

    def all_rows(self) -> list[OccurrenceRow]:
        return [*self.rows, *self.added]

    def spans(self) -> dict[UUID, tuple[datetime, datetime]]:
        return {row.id: (row.starts_at, row.ends_at) for row in self.all_rows()}


def load(db: DbSession, event: EventRow) -> Programme:
    """The event's occurrences, out of the session: only `write` stores what becomes of them."""
    return Programme(rows=loosen(db, occurrences_of(db, event.id)), slots=timeslots_of(db, event.id))


def fit(
    programme: Programme,
    event: EventRow,
    spans: Sequence[Span],
    *,
    named: set[UUID],
    since: datetime | None,
    now: datetime,
) -> int:
    """Make the programme what a changed rule says. Answers how many occurrences it had to disable."""
    rows = {row.id: row for row in programme.rows}
    slots: dict[UUID, list[HeldSlot]] = defaultdict(list)
    for slot in programme.slots:
        slots[slot.occurrence_id].append(slot)
    existing = [Existing(row.id, row.starts_at, row.id in named or row.booked_count > 0) for row in programme.rows]
    plan = merge(existing, spans, since=since)
    for key, span in plan.kept:
        row = rows[key]
        if row.ends_at != span.ends_at:
            stamp(row, "ends", span.ends_at)
            touch(row, now)
            programme.changed.add(key)
        _fit_slots(programme, row, slots[key], span.timeslots)
    disabled = [rows[key] for key in plan.disabled if rows[key].enabled]
    for row in disabled:
        row.enabled, row.disabled_reason, row.out_of_rule = False, DisabledReason.OUT_OF_RULE, True
        touch(row, now)
        programme.changed.add(row.id)
    gone = set(plan.deleted)
    programme.deleted += plan.deleted
    programme.rows = [row for row in programme.rows if row.id not in gone]
    # The slots of a deleted occurrence go with it.
    dropped = set(programme.deleted_slots)
    programme.slots = [slot for slot in programme.slots if slot.occurrence_id not in gone and slot.id not in dropped]
    extend(programme, event, plan.added, now=now)
    return len(disabled)


def extend(programme: Programme, event: EventRow, spans: Sequence[Span], *, now: datetime) -> None:
    """Add an occurrence for each span, in the event's time zone."""
    made: Any = created(now, event.timezone)
    for span in spans:
        row = OccurrenceRow(
            id=uuid4(),
            organisation_id=event.organisation_id,
            event_id=event.id,
            starts_at=span.starts_at,
            starts_local=span.starts_local,
            ends_at=span.ends_at,
            ends_local=span.ends_local,
            timezone=event.timezone,
            original_starts_at=span.starts_at,
            original_starts_local=span.starts_local,
            **made,
        )
        programme.added.append(row)
        programme.added_slots += [_held(row, position, slot) for position, slot in enumerate(span.timeslots)]


def write(db: DbSession, event: EventRow, programme: Programme) -> None:
    """Store the programme, in an order in which no two rows ever claim one start or one position."""
    delete_all(db, OccurrenceRow, programme.deleted)
    if programme.starts_moved:
        vacate_starts(db, event.id)
    update_all(db, [row for row in programme.rows if programme.starts_moved or row.id in programme.changed])
    insert_all(db, programme.added)
    if programme.slots_changed:
        delete_all(db, TimeslotRow, programme.deleted_slots)
        vacate_positions(db, event.id)
        update_values(db, TimeslotRow, [slot.columns() for slot in programme.slots])
    insert_values(db, TimeslotRow, [slot.columns() for slot in programme.added_slots])


def move(programme: Programme, move_row: Callable[[OccurrenceRow | HeldSlot], None], now: datetime) -> None:
    """Let something move every row and slot; all of them are written."""
    programme.starts_moved = True
    programme.slots_changed = bool(programme.slots)
    for row in programme.rows:
        move_row(row)
        touch(row, now)
    for slot in programme.slots:
        move_row(slot)


def _fit_slots(programme: Programme, row: OccurrenceRow, stored: Sequence[HeldSlot], wanted: Sequence[Slot]) -> None:
    """A slot whose start survives keeps its uuid."""
    if _told(stored) == [(slot.starts_at, slot.ends_at, slot.capacity) for slot in wanted]:
        return
    programme.slots_changed = True
    by_start: dict[datetime, list[HeldSlot]] = defaultdict(list)
    for old in stored:
        by_start[old.starts_at].append(old)
    for position, slot in enumerate(wanted):
        if same := by_start[slot.starts_at]:
            old = same.pop(0)
            old.position, old.capacity = position, slot.capacity
            stamp(old, "ends", slot.ends_at)
        else:
            programme.added_slots.append(_held(row, position, slot))
    programme.deleted_slots += [old.id for left in by_start.values() for old in left]


def _told(stored: Sequence[HeldSlot]) -> list[tuple[datetime, datetime, int | None]]:
    return [(slot.starts_at, slot.ends_at, slot.capacity) for slot in stored]


def _held(row: OccurrenceRow, position: int, slot: Slot) -> HeldSlot:
    return HeldSlot(
        id=uuid4(),
        organisation_id=row.organisation_id,
        event_id=row.event_id,
        occurrence_id=row.id,
        position=position,
        starts_at=slot.starts_at,
        starts_local=slot.starts_local,
        ends_at=slot.ends_at,
        ends_local=slot.ends_local,
        timezone=row.timezone,
        capacity=slot.capacity,
        booked_count=0,
    )
