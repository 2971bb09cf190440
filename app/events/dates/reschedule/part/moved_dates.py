"""One date and its timeslots, moved in memory by a reschedule. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as day_of_calendar
from datetime import datetime

from app.core.time import local_of
from app.db.timestamps import stamp, touch
from app.events.common.part.reschedule import DateInScope, Reschedule
from app.events.dates.reschedule.part.moved_rule import MovedRule
from app.events.dates.reschedule.values import RescheduleScope
from app.occurrences.rules import Span, frequency_of
from app.occurrences.rules.counterparts import slots_on
from app.occurrences.rules.shifting import Shift
from app.occurrences.store import HeldSlot
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import OccurrenceType


def move_date(row: OccurrenceRow, reschedule: Reschedule, rule: MovedRule) -> Span | None:
    """Move a date. Answers its span of the shifted rule, if it follows the rule to the minute."""
    shift, was = reschedule.shift, row.original_starts_at
    followed = row.starts_at == was
    length = row.ends_at - row.starts_at
    span = None
    if reschedule.scope is RescheduleScope.THIS:
        stamp(row, "starts", shift.instant(row.starts_at))
        row.own_times = True
    else:
        span = None if row.out_of_rule or row.history else rule.spans.get(was)
        # In this order: a local time of the rule that the clocks skip is noted for its date.
        original = shift.instant(was) if span is None else _given(span, was, rule, shift)
        stamp(row, "starts", original if followed else shift.instant(row.starts_at))
        stamp(row, "original_starts", original)
    before = rule.before.get(was)
    if span is not None and followed and before is not None and before.ends_at == before.starts_at + length:
        # Of timeslots the length follows from where the clocks put them.
        stamp(row, "ends", span.ends_at)
    else:
        stamp(row, "ends", row.starts_at + length)
    touch(row, reschedule.now)
    return span if followed else None


def _given(span: Span, was: datetime, rule: MovedRule, shift: Shift) -> datetime:
    """The start that the rule gives now; a local time that the clocks skip is noted."""
    stored = rule.stored
    assert stored is not None
    if frequency_of(stored) is None:
        shift.instant(was)
    elif stored.type is not OccurrenceType.TIMESLOTS and stored.starts_utc is not None:
        clock = local_of(stored.starts_utc, shift.zone).time()
        shift.at_wall(datetime.combine(local_of(was, shift.zone).date(), clock))
    return span.starts_at


def move_slots(
    date: DateInScope, slots: Sequence[HeldSlot], span: Span | None, reschedule: Reschedule, rule: MovedRule
) -> None:
    """Move the timeslots of a date that has moved: to where the rule has them, if they follow it."""
    if not slots:
        return
    old = date.before.starts_on.utc
    places = _places(local_of(old, reschedule.shift.zone).date(), span, rule, reschedule.shift)
    for slot in slots:
        length, given = slot.ends_at - slot.starts_at, places[slot.starts_at]
        starts = given.pop(0) if given else reschedule.along(slot.starts_at, old, date.row.starts_at)
        stamp(slot, "starts", starts)
        stamp(slot, "ends", starts + length)


def _places(
    day: day_of_calendar, span: Span | None, rule: MovedRule, shift: Shift
) -> defaultdict[datetime, list[datetime]]:
    """The new starts of the rule's slots of this day, by the old one: several where a change of clocks joined them."""
    places: defaultdict[datetime, list[datetime]] = defaultdict(list)
    if span is not None and rule.stored is not None and rule.rule is not None:
        then = slots_on(rule.stored, day, shift.zone)
        for (at, _), slot in zip(then, rule.stored.timeslots, strict=True):
            places[at].append(shift.at_wall(datetime.combine(day, slot.starts_at)))
    return places
