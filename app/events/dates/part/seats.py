"""Seats that go from dates to another one: planned and counted in memory, then written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TypeAlias
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Problem, ProblemCode, Warning
from app.db.bulk import delete_all
from app.db.outbox import ChangeKind, record_all, record_within
from app.events.dates.part.programme import Programme
from app.events.dates.rules.bookings import Seats, Target, in_words, no_room, problems_with_target, target_needed
from app.events.dates.store import Booking, TicketRoom, bookings_of, move_bookings, ticket_room_on
from app.events.tables import EventRow
from app.interactions.rules import selections_not_moved
from app.interactions.store import move_choices
from app.occurrences.store import HeldSlot
from app.occurrences.tables import OccurrenceRow, TimeslotRow

Clock: TypeAlias = tuple[time, int]


@dataclass
class SeatsMove:
    """From dates, and from single timeslots of other dates, to `target`.

    `slots`: which timeslot there each of their timeslots becomes.
    """

    sources: list[OccurrenceRow]
    target: OccurrenceRow
    bookings: list[Booking]
    single: list[HeldSlot] = field(default_factory=list)
    slots: dict[UUID, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """All bookings of the event, and the room that each ticket has left on the date that takes seats."""

    bookings: Sequence[Booking] = ()
    rooms: Mapping[UUID, TicketRoom] = field(default_factory=dict)


def read_seats(db: DbSession, event_id: UUID, target_uuid: UUID | None) -> SeatFacts:
    """What `plan_seats` needs of the store. Without a target there is nothing to plan."""
    if target_uuid is None:
        return SeatFacts()
    return SeatFacts(bookings_of(db, event_id), ticket_room_on(db, event_id, target_uuid))


def plan_seats(
    facts: SeatFacts,
    programme: Programme,
    sources: Sequence[OccurrenceRow],
    target_uuid: UUID | None,
    *,
    stood: Mapping[UUID, datetime],
    clocks: Mapping[UUID, Clock],
    dropped: frozenset[UUID],
    single: Sequence[HeldSlot] = (),
    path: Path,
    now: datetime,
) -> tuple[SeatsMove | None, list[Problem]]:
    """The move of all seats of `sources` to the date `target_uuid`, in a programme that is changed already.

    `single`: timeslots of dates that stay, whose seats move, too. `stood` and `clocks`: the local starts of dates, and
    clocks and places of timeslots, before the change; `dropped`: the dates that it leaves out.
    """
    seats, of_slots = (Seats.of([each.booked_count for each in some]) for some in (sources, single))
    if target_uuid is None:
        return None, [target_needed(in_words(seats, of_slots), path)]
    target = programme.date(target_uuid)
    if target is None or target_uuid not in stood:
        if target_uuid not in dropped:
            sentence = "The event has no occurrence with this uuid."
            return None, [Problem(ProblemCode.NOT_FOUND, sentence, path)]
        return None, [Problem(ProblemCode.OUT_OF_RANGE, "The change leaves this date out.", path)]
    aimed = Target(
        enabled=target.enabled,
        ended=target.ends_at <= now,
        dropped=target_uuid in dropped,
        moved=stood[target_uuid].date() != target.starts_local.date(),
        source=target_uuid in {*(each.id for each in sources), *(each.occurrence_id for each in single)},
        capacity=target.capacity,
        booked=target.booked_count,
    )
    if problems := problems_with_target(aimed, seats.seats + of_slots.seats, path):
        return None, problems
    whole, slots = {each.id for each in sources}, {each.id for each in single}
    bookings = [each for each in facts.bookings if each.occurrence_id in whole or each.timeslot_id in slots]
    move = SeatsMove(list(sources), target, bookings, list(single))
    problems = _map_slots(programme, move, clocks, path)
    problems += _without_room(move, facts.rooms, path)
    problems += _without_slot_room(programme, move, path)
    return move, problems


def count_seats(programme: Programme, move: SeatsMove) -> None:
    """Take the seats from the counters of the old dates and slots, and add them to those of the new ones."""
    slots = {slot.id: slot for slot in programme.all_slots()}
    for source in move.sources:
        move.target.booked_count += source.booked_count
        source.booked_count = 0
        programme.changed.add(source.id)
    dates = {date.id: date for date in programme.dates}
    for slot in move.single:
        move.target.booked_count += slot.booked_count
        dates[slot.occurrence_id].booked_count -= slot.booked_count
        programme.changed.add(slot.occurrence_id)
    programme.changed.add(move.target.id)
    for old, new in move.slots.items():
        if new is not None:
            slots[new].booked_count += slots[old].booked_count
        slots[old].booked_count = 0
        programme.slots_changed = True


def write_seats(db: DbSession, event: EventRow, move: SeatsMove, *, path: Path, now: datetime) -> list[Warning]:
    """Store the dates of the attendees and of their chosen sessions; warn of choices that cannot follow."""
    move_bookings(db, move.bookings, move.target.id, move.slots)
    delete_all(db, TimeslotRow, [slot.id for slot in move.single])
    # Users get the places that are left in a session in the order of their bookings.
    users = [booking.user_id for booking in move.bookings]
    sources = {*(each.id for each in move.sources), *(each.occurrence_id for each in move.single)}
    moved = move_choices(db, event.id, users, sources, move.target.id, now=now)
    record_all(
        db,
        ChangeKind.UPDATED,
        "SessionSelection",
        moved.selections,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    record_within(db, event, "Attendee", [booking.id for booking in move.bookings], now, direct=True)
    record_within(db, event, "Occurrence", sorted({*sources, move.target.id}), now)
    record_within(db, event, "SessionOccurrence", moved.rows, now)
    return selections_not_moved(moved.left, path)


def clocks_of(programme: Programme) -> dict[UUID, Clock]:
    """Of each timeslot the clock of its start, and its place in its date."""
    return {slot.id: (slot.starts_local.time(), slot.position) for slot in programme.all_slots()}


def _map_slots(programme: Programme, move: SeatsMove, clocks: Mapping[UUID, Clock], path: Path) -> list[Problem]:
    """By the local time before the change, else by the one after it, else by the position in the date.

    A date without timeslots takes seats without any; in one with timeslots each has to have its own.
    """
    there = programme.slots[move.target.id]
    before = {clocks[slot.id][0]: slot.id for slot in reversed(there) if slot.id in clocks}
    after = {slot.starts_local.time(): slot.id for slot in reversed(there)}
    places = {slot.position: slot.id for slot in there}
    named, problems = {booking.timeslot_id for booking in move.bookings}, []
    leaving = [slot for source in move.sources for slot in programme.slots[source.id]]
    for slot in [*leaving, *move.single]:
        if not slot.booked_count and slot.id not in named:
            continue
        clock, place = clocks[slot.id]
        move.slots[slot.id] = before.get(clock) or after.get(clock) or places.get(place)
        if there and move.slots[slot.id] is None:
            sentence = f"This date has no timeslot for the seats of that at {clock:%H:%M}."
            problems.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    return problems


def _without_room(move: SeatsMove, tickets: Mapping[UUID, TicketRoom], path: Path) -> list[Problem]:
    found = []
    for uuid, room in tickets.items():
        seats = sum(booking.seats for booking in move.bookings if booking.ticket_id == uuid)
        left = max(0, room.limit - room.taken)
        if seats > left:
            sentence = no_room(f"The ticket “{room.name}” on this date", left, seats)
            found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    return found


def _without_slot_room(programme: Programme, move: SeatsMove, path: Path) -> list[Problem]:
    slots, found = {slot.id: slot for slot in programme.all_slots()}, []
    for slot in programme.slots[move.target.id]:
        seats = sum(slots[old].booked_count for old, new in move.slots.items() if new == slot.id)
        left = None if slot.capacity is None else max(0, slot.capacity - slot.booked_count)
        if left is not None and seats > left:
            sentence = no_room(f"The timeslot at {slot.starts_local:%H:%M} on this date", left, seats)
            found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    return found
