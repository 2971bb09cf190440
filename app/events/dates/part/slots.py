"""The timeslots of a date become those of a changed rule, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from app.core.problems import Path, Problem
from app.events.dates.part.programme import Programme, add_slot, set_times
from app.events.dates.store import Traces
from app.occurrences.rules import RecurrenceRule, Slot
from app.occurrences.rules.changing import problems_with_capacity
from app.occurrences.store import HeldSlot
from app.occurrences.tables import OccurrenceRow

# Timeslots with less capacity than is booked: the place in the rule's list, the capacity, the seats.
Short: TypeAlias = list[tuple[int, int, int]]


def booked_without_slot(
    stored: Sequence[HeldSlot], wanted: Sequence[Slot], old: RecurrenceRule | None
) -> list[HeldSlot]:
    """The booked timeslots without a counterpart in the new rule; those from before the old rule are kept already."""
    ruled = 0 if old is None else len(old.timeslots)
    if not any(slot.booked_count for slot in stored) or _said(stored) == _wanted(wanted):
        return []
    _, left = _matched(stored, wanted)
    return [slot for slot in left if slot.booked_count and slot.position < ruled]


def fit_slots(
    programme: Programme,
    date: OccurrenceRow,
    wanted: Sequence[Slot],
    traces: Traces,
    same_clock: Callable[[HeldSlot], datetime],
) -> Short:
    """A slot is the one of the same clock, else of the same place in the list. A booked one is never deleted.

    Answers the slots that get a smaller capacity than is booked.
    """
    stored = list(programme.slots[date.id])
    if _said(stored) == _wanted(wanted):
        return []
    programme.slots_changed = programme.slots_changed or bool(stored)
    fitted, left = _matched(stored, wanted)
    short: Short = []
    programme.slots[date.id] = []
    for index, slot in enumerate(wanted):
        if index not in fitted:
            add_slot(programme, date, slot)
            continue
        held = fitted[index]
        if slot.capacity is not None and slot.capacity != held.capacity and held.booked_count > slot.capacity:
            short.append((index, slot.capacity, held.booked_count))
        held.position, held.capacity = index, slot.capacity
        set_times(held, slot.starts_at, slot.ends_at - slot.starts_at)
        programme.slots[date.id].append(held)
    for held in left:
        if held.booked_count or held.id in traces.acts:
            held.position = len(programme.slots[date.id])
            set_times(held, same_clock(held), held.ends_at - held.starts_at)
            programme.slots[date.id].append(held)
        else:
            programme.deleted_slots.append(held.id)
    return short


def problems_with_slots(short: Short, path: Path) -> list[Problem]:
    """One for each timeslot of the rule that has room for less than is booked on one of the dates."""
    most: dict[tuple[int, int], int] = {}
    for index, capacity, booked in short:
        most[index, capacity] = max(booked, most.get((index, capacity), 0))
    return [
        problem
        for (index, capacity), booked in sorted(most.items())
        for problem in problems_with_capacity(capacity, booked, (*path, "timeslots", str(index), "capacity"))
    ]


def _matched(stored: Sequence[HeldSlot], wanted: Sequence[Slot]) -> tuple[dict[int, HeldSlot], list[HeldSlot]]:
    """Which stored slot becomes which wanted one, by its place in the list; and those that are left."""
    left, fitted = list(stored), {}
    for index, slot in enumerate(wanted):
        clock = slot.starts_local.time()
        same = next((each for each in left if each.starts_local.time() == clock), None)
        if same is not None:
            fitted[index] = same
            left.remove(same)
    for index in range(len(wanted)):
        if index not in fitted and left:
            fitted[index] = left.pop(0)
    return fitted, left


def _said(stored: Sequence[HeldSlot]) -> list[tuple[datetime, datetime, int | None]]:
    return [(slot.starts_at, slot.ends_at, slot.capacity) for slot in stored]


def _wanted(slots: Sequence[Slot]) -> list[tuple[datetime, datetime, int | None]]:
    return [(slot.starts_at, slot.ends_at, slot.capacity) for slot in slots]
