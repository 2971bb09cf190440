"""One date, its timeslots and the rows of its sessions, moved in memory. Pure."""

from collections import defaultdict
from datetime import date as day_of_calendar
from datetime import datetime, timedelta

from app.core.datetimes import move_out_of_gap
from app.core.time import local_of
from app.db.timestamps import stamp, touch
from app.events.dates.reschedule.operations.aiming import Aim
from app.events.dates.reschedule.operations.ruling import Ruling
from app.events.dates.reschedule.values import RescheduleScope
from app.occurrences.rules import Span, frequency_of
from app.occurrences.rules.counterparts import slots_on
from app.occurrences.rules.shifting import Shift
from app.occurrences.store import HeldSlot
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import OccurrenceType
from app.sessions.rules.dates import start_in
from app.sessions.store.rows import HeldRow


def move_date(row: OccurrenceRow, aim: Aim, ruling: Ruling, now: datetime) -> Span | None:
    """Move a date. Answers its span of the shifted rule, if it follows the rule to the minute."""
    shift, was = aim.shift, row.original_starts_at
    followed = row.starts_at == was
    length = row.ends_at - row.starts_at
    span = None
    if aim.wanted.scope is RescheduleScope.THIS:
        stamp(row, "starts", shift.instant(row.starts_at))
        row.own_times = True
    else:
        span = None if row.out_of_rule or row.history else ruling.spans.get(was)
        # In this order: where the clocks skip the time of the rule, the date says so.
        original = shift.instant(was) if span is None else _given(span, was, ruling, shift)
        stamp(row, "starts", original if followed else shift.instant(row.starts_at))
        stamp(row, "original_starts", original)
    before = ruling.before.get(was)
    if span is not None and followed and before is not None and before.ends_at == before.starts_at + length:
        # Of timeslots the length follows from where the clocks put them.
        stamp(row, "ends", span.ends_at)
    else:
        stamp(row, "ends", row.starts_at + length)
    touch(row, now)
    return span if followed else None


def _given(span: Span, was: datetime, ruling: Ruling, shift: Shift) -> datetime:
    """The start that the rule gives now; a time that the clocks skip is noted."""
    stored = ruling.stored
    assert stored is not None
    if frequency_of(stored) is None:
        shift.instant(was)
    elif stored.type is not OccurrenceType.TIMESLOTS and stored.starts_utc is not None:
        clock = local_of(stored.starts_utc, shift.zone).time()
        shift.at_wall(datetime.combine(local_of(was, shift.zone).date(), clock))
    return span.starts_at


def move_slots(
    row: OccurrenceRow, slots: list[HeldSlot], old: datetime, span: Span | None, aim: Aim, ruling: Ruling
) -> None:
    """Move the timeslots of a date that has moved from `old`: as the rule says where they follow it."""
    if not slots:
        return
    places = _places(local_of(old, aim.shift.zone).date(), span, ruling, aim.shift)
    for slot in slots:
        length = slot.ends_at - slot.starts_at
        given = places[slot.starts_at]
        stamp(slot, "starts", given.pop(0) if given else along(slot.starts_at, old, row.starts_at, aim.shift))
        stamp(slot, "ends", slot.starts_at + length)


def _places(
    day: day_of_calendar, span: Span | None, ruling: Ruling, shift: Shift
) -> defaultdict[datetime, list[datetime]]:
    """Where each slot of the rule goes that was on this day, by its start; several where the clocks made them meet."""
    places: defaultdict[datetime, list[datetime]] = defaultdict(list)
    if span is not None and ruling.stored is not None and ruling.rule is not None:
        then = slots_on(ruling.stored, day, shift.zone)
        for (at, _), slot in zip(then, ruling.stored.timeslots, strict=True):
            places[at].append(shift.at_wall(datetime.combine(day, slot.starts_at)))
    return places


def move_row(row: HeldRow, offset: int | None, old: datetime, new: datetime, shift: Shift) -> None:
    """Move a session in a date that goes from `old` to `new`: its offset holds, or else its wall clock shifts."""
    length = row.ends_at - row.starts_at
    if offset is not None and _follows(row, offset, old, shift):
        starts, was_missing = start_in(new, offset, shift.zone)
        if was_missing:
            shift.missing[local_of(new, shift.zone) + timedelta(seconds=offset)] = starts
    else:
        starts = along(row.starts_at, old, new, shift)
    stamp(row, "starts", starts)
    stamp(row, "ends", starts + length)


def _follows(row: HeldRow, offset: int, old: datetime, shift: Shift) -> bool:
    """Whether it is at its offset, or where a change of clocks put it instead."""
    shown = row.starts_local if row.timezone == shift.zone else local_of(row.starts_at, shift.zone)
    behind = shown - local_of(old, shift.zone)
    return behind == timedelta(seconds=offset) or start_in(old, offset, shift.zone)[0] == row.starts_at


def along(at: datetime, old: datetime, new: datetime, shift: Shift) -> datetime:
    """Move `at` as far on the wall clock as its date moves from `old` to `new`."""
    zone = shift.zone
    wall = local_of(at, zone) + (local_of(new, zone) - local_of(old, zone))
    moved, was_missing = move_out_of_gap(wall, zone)
    if was_missing:
        shift.missing[wall] = moved
    return moved
