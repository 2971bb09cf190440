"""The dates of one event while they change: loaded once, changed in memory, written in a few statements.

programme = load(db, event)
carry(programme, date, starts_at, ends_at, zone=event.timezone, now=now)  # with its timeslots and sessions' rows
add(programme, event, spans, now=now)                                     # new dates, with rows of every ALL session
remove(programme, date)                                                   # with its timeslots and its sessions' rows
write(db, event, programme, now)                                          # rows are filed, sessions get their times

Who changes a loaded row in another way adds its id to `changed`. Nothing is stored before `write`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.datetimes import move_out_of_gap
from app.core.ids import new_uuid
from app.core.problems import Warning
from app.core.time import local_of
from app.db.bulk import delete_all, detach, insert_all, insert_many, update_all, update_many, write_columns
from app.db.timestamps import created, stamp, touch
from app.events.dates.store import sessions_of
from app.events.tables import EventRow
from app.occurrences.rules import Slot, Span
from app.occurrences.store import HeldSlot, occurrences_of, timeslots_of, vacate_positions, vacate_starts
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.rules.dates import DateSpan, holding, offset_in, start_in
from app.sessions.store.filing import days_of_sessions, refile_rows
from app.sessions.store.overlaps import moved_overlaps
from app.sessions.store.rows import SessionOccurrenceData, rows_of, settle_selections, write_rows
from app.sessions.tables import SessionRow
from app.sessions.values import LinkType


@dataclass
class Programme:
    """`slots` and `rows` (of sessions) are grouped by the id of their date.

    `new`, `changed`: ids of dates, timeslots and rows that are to be inserted or updated. `placed`: sessions that
    had rows when they were loaded. `loaded`: the start of each date then, and whether it took place. `loaded_slots`:
    the start of each timeslot then. `published`: the event is or was. `starts_moved`: a stored date has another start,
    `slots_changed`: a stored timeslot is another or gone.
    """

    dates: list[OccurrenceRow] = field(default_factory=list)
    slots: dict[UUID, list[HeldSlot]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[UUID, list[SessionOccurrenceData]] = field(default_factory=lambda: defaultdict(list))
    sessions: list[SessionRow] = field(default_factory=list)
    new: set[UUID] = field(default_factory=set)
    changed: set[UUID] = field(default_factory=set)
    deleted: list[UUID] = field(default_factory=list)
    deleted_slots: list[UUID] = field(default_factory=list)
    placed: frozenset[UUID] = frozenset()
    published: bool = False
    loaded: dict[UUID, tuple[datetime, bool]] = field(default_factory=dict)
    loaded_slots: dict[UUID, datetime] = field(default_factory=dict)
    starts_moved: bool = False
    slots_changed: bool = False
    newly_placed: list[SessionRow] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)

    @property
    def is_changed(self) -> bool:
        """Whether `write` has anything to store."""
        moved = self.starts_moved or self.slots_changed
        return moved or any((self.new, self.changed, self.deleted, self.deleted_slots, self.newly_placed))

    def touch(self, row: OccurrenceRow | SessionOccurrenceData, now: datetime) -> None:
        """Raise the version of a date or row once, whatever changes in it. New ones have their first."""
        if row.id not in self.touched and row.id not in self.new:
            self.touched.add(row.id)
            touch(row, now)

    def date(self, uuid: UUID) -> OccurrenceRow | None:
        return next((each for each in self.dates if each.id == uuid), None)

    def spans(self) -> dict[UUID, tuple[datetime, datetime]]:
        return {each.id: (each.starts_at, each.ends_at) for each in self.dates}

    def all_rows(self) -> list[SessionOccurrenceData]:
        return [row for date in self.dates for row in self.rows[date.id]]

    def all_slots(self) -> list[HeldSlot]:
        return [slot for date in self.dates for slot in self.slots[date.id]]


def load(db: DbSession, event: EventRow) -> Programme:
    """Load the event's dates with their contents, out of the session: only `write` stores changes of them."""
    found = Programme(
        dates=detach(db, occurrences_of(db, event.id)),
        sessions=detach(db, sessions_of(db, event.id)),
        published=event.published_at is not None,
    )
    found.loaded = {date.id: (date.starts_at, date.enabled) for date in found.dates}
    for slot in timeslots_of(db, event.id):
        found.slots[slot.occurrence_id].append(slot)
        found.loaded_slots[slot.id] = slot.starts_at
    for row in rows_of(db, event.id, expected=len(found.dates) * len(found.sessions)):
        found.rows[row.occurrence_id].append(row)
    found.placed = frozenset(row.session_id for rows in found.rows.values() for row in rows)
    return found


def add(programme: Programme, event: EventRow, spans: Sequence[Span], *, now: datetime) -> list[OccurrenceRow]:
    """A new date for each span, in the event's zone, with a row of every ALL session that has a place in dates."""
    made = created(now, event.timezone)
    found = []
    for span in spans:
        date = OccurrenceRow(
            id=new_uuid(),
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
        programme.dates.append(date)
        programme.new.add(date.id)
        for slot in span.timeslots:
            add_slot(programme, date, slot)
        found.append(date)
    offsets = _offsets(programme)
    _add_rows(programme, event, found, [s for s in programme.sessions if s.id in offsets], offsets, now)
    return found


def add_slot(programme: Programme, date: OccurrenceRow, slot: Slot) -> None:
    """A new timeslot behind those that the date has."""
    made = HeldSlot(
        id=new_uuid(),
        organisation_id=date.organisation_id,
        event_id=date.event_id,
        occurrence_id=date.id,
        position=len(programme.slots[date.id]),
        starts_at=slot.starts_at,
        starts_local=slot.starts_local,
        ends_at=slot.ends_at,
        ends_local=slot.ends_local,
        timezone=date.timezone,
        capacity=slot.capacity,
        booked_count=0,
    )
    programme.slots[date.id].append(made)
    programme.new.add(made.id)


def carry(
    programme: Programme,
    date: OccurrenceRow,
    starts_at: datetime,
    ends_at: datetime,
    *,
    zone: str,
    now: datetime,
    with_slots: bool = True,
) -> None:
    """Move a date; its timeslots and the rows of its sessions go along on the wall clock and keep their lengths."""
    if (date.starts_at, date.ends_at) == (starts_at, ends_at):
        return
    if date.starts_at != starts_at:
        shift = local_of(starts_at, zone) - local_of(date.starts_at, zone)
        for slot in programme.slots[date.id] if with_slots else ():
            set_times(slot, shifted(slot.starts_at, shift, zone), slot.ends_at - slot.starts_at)
            programme.slots_changed = True
        for row in programme.rows[date.id]:
            set_times(row, shifted(row.starts_at, shift, zone), row.ends_at - row.starts_at)
            programme.touch(row, now)
            programme.changed.add(row.id)
        programme.starts_moved = True
        if programme.published:
            stamp(date, "previous_starts", date.starts_at)
    set_times(date, starts_at, ends_at - starts_at)
    programme.touch(date, now)
    programme.changed.add(date.id)


def follow_offsets(programme: Programme, dates: Iterable[OccurrenceRow], *, zone: str, now: datetime) -> None:
    """Move rows without own times that have not begun to the usual start of their session in each date."""
    offsets = _offsets(programme, LinkType.ALL, LinkType.SPECIFIC)
    for date in dates:
        for row in programme.rows[date.id]:
            if row.own_times or row.starts_at <= now or row.session_id not in offsets:
                continue
            starts_at, _ = start_in(date.starts_at, offsets[row.session_id], zone)
            if starts_at != row.starts_at:
                set_times(row, starts_at, row.ends_at - row.starts_at)
                programme.touch(row, now)
                programme.changed.add(row.id)


def remove(programme: Programme, date: OccurrenceRow) -> None:
    """Delete a date with its timeslots and its sessions' rows."""
    programme.dates = [each for each in programme.dates if each.id != date.id]
    programme.slots.pop(date.id, None)
    programme.rows.pop(date.id, None)
    programme.deleted.append(date.id)


def place_free_sessions(programme: Programme, event: EventRow, *, now: datetime) -> None:
    """ALL sessions without rows come into the dates as soon as one of these holds them.

    They lie as far behind the start of each date as behind that of the latest one that holds them.
    """
    free = [s for s in programme.sessions if s.id not in programme.placed and s.occurrences_type == LinkType.ALL]
    spans = [DateSpan(each.id, each.starts_at, each.ends_at, each.enabled) for each in programme.dates]
    for session in free:
        anchor = holding(spans, session.starts_at, session.ends_at)
        if anchor is None:
            continue
        session.offset_seconds = offset_in(session.starts_at, anchor.starts_at, event.timezone)
        programme.newly_placed.append(session)
        # The programme of an event that is over is complete; otherwise only the dates that have not ended get rows.
        over = anchor.ends_at <= now
        dates = [each for each in programme.dates if over or each.ends_at > now or each.id == anchor.uuid]
        _add_rows(programme, event, dates, [session], {session.id: session.offset_seconds}, now)


def write(db: DbSession, event: EventRow, programme: Programme, now: datetime) -> list[Warning]:
    """Store the programme: no two rows ever claim one start or one position. Warns of days that were left."""
    if not programme.is_changed:
        return []
    before = days_of_sessions(db, event.id) if programme.sessions and programme.deleted else None
    delete_all(db, OccurrenceRow, programme.deleted)
    if programme.starts_moved:
        vacate_starts(db, event.id)
    stored = [each for each in programme.dates if each.id not in programme.new]
    update_all(db, [each for each in stored if programme.starts_moved or each.id in programme.changed])
    insert_all(db, [each for each in programme.dates if each.id in programme.new])
    slots = programme.all_slots()
    if programme.slots_changed:
        delete_all(db, TimeslotRow, programme.deleted_slots)
        vacate_positions(db, event.id)
        update_many(db, TimeslotRow, [slot.columns() for slot in slots if slot.id not in programme.new])
    insert_many(db, TimeslotRow, [slot.columns() for slot in slots if slot.id in programme.new])
    rows = programme.all_rows()
    added = [row for row in rows if row.id in programme.new]
    changed = [row for row in rows if row.id in programme.changed and row.id not in programme.new]
    write_rows(db, changed=changed, added=added)
    offsets = [{"id": session.id, "offset_seconds": session.offset_seconds} for session in programme.newly_placed]
    write_columns(db, SessionRow, offsets)
    refiled = refile_rows(db, event, ("input",), now, before) if programme.sessions else []
    if programme.newly_placed:
        settle_selections(db, event.id)
    moved = [*changed, *added] if programme.changed else []
    return [*refiled, *moved_overlaps(db, event.id, moved, ("input",))]


def shifted(at: datetime, shift: timedelta, zone: str) -> datetime:
    """An instant so much later on the wall clock; out of a gap it moves forward."""
    return move_out_of_gap(local_of(at, zone) + shift, zone)[0] if shift else at


def set_times(row: Any, starts_at: datetime, length: timedelta) -> None:
    """Start and end of a date, a timeslot or a row, with their wall clocks."""
    stamp(row, "starts", starts_at)
    stamp(row, "ends", starts_at + length)


def _offsets(programme: Programme, *types: LinkType) -> dict[UUID, int]:
    """How far behind the start of a date each session with rows starts; those ALL, unless said otherwise."""
    wanted = types or (LinkType.ALL,)
    return {
        session.id: session.offset_seconds
        for session in programme.sessions
        if session.id in programme.placed and session.offset_seconds is not None and session.occurrences_type in wanted
    }


def _lengths(programme: Programme, sessions: Sequence[SessionRow]) -> dict[UUID, timedelta]:
    """The usual length of each session, without rows that have own times."""
    usual = {
        row.session_id: row.ends_at - row.starts_at
        for rows in programme.rows.values()
        for row in rows
        if not row.own_times
    }
    return {session.id: usual.get(session.id, session.ends_at - session.starts_at) for session in sessions}


def _add_rows(
    programme: Programme,
    event: EventRow,
    dates: Sequence[OccurrenceRow],
    sessions: Sequence[SessionRow],
    offsets: dict[UUID, int],
    now: datetime,
) -> None:
    made = {session.timezone: created(now, session.timezone) for session in sessions}
    lengths = _lengths(programme, sessions) if dates else {}
    for date in dates:
        for session in sessions:
            starts_at, _ = start_in(date.starts_at, offsets[session.id], event.timezone)
            ends_at = starts_at + lengths[session.id]
            row = SessionOccurrenceData(
                id=new_uuid(),
                organisation_id=event.organisation_id,
                event_id=event.id,
                session_id=session.id,
                occurrence_id=date.id,
                starts_at=starts_at,
                starts_local=local_of(starts_at, session.timezone),
                ends_at=ends_at,
                ends_local=local_of(ends_at, session.timezone),
                timezone=session.timezone,
                own_times=False,
                enabled=True,
                cancellation_reason=None,
                capacity=None,
                rsvp_capacity=None,
                schedule_date_id=None,
                version=1,
                **made[session.timezone],
            )
            programme.rows[date.id].append(row)
            programme.new.add(row.id)
