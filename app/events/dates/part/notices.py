"""Notices of dates that move or are called off, for the users who have places on them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.events.common.part.reschedule import DateInScope
from app.events.dates.part.programme import Programme
from app.events.dates.part.seats import SeatsMove
from app.events.tables import EventRow
from app.notices.store import Fact, notify_of_dates
from app.notices.values import NoticeKind
from app.occurrences.tables import OccurrenceRow


def notify_of_programme(
    db: DbSession, event: EventRow, programme: Programme, seats: SeatsMove | None, now: datetime
) -> None:
    """Record notices of a changed programme, after it and the seats were written.

    A user whose seat has moved to another date gets a notice of that, and none of other changes of the date.
    """
    facts: list[Fact] = []
    timeslots: dict[UUID, Fact] = {}
    for date in programme.dates:
        if date.id not in programme.loaded or date.ends_at <= now:
            continue
        before, took_place = programme.loaded[date.id]
        if took_place and not date.enabled:
            facts.append(Fact(NoticeKind.CALLED_OFF, date.id, before=before))
        elif date.enabled and not took_place:
            facts.append(Fact(NoticeKind.RESTORED, date.id, before=before, after=date.starts_at))
        elif date.enabled and date.starts_at != before:
            facts.append(_moved(date, before))
        elif date.enabled:
            timeslots |= _moved_timeslots(programme, date, now)
    moved = []
    if seats is not None:
        # Out of a date that has been over for long, too: the new one is still to come.
        moved = [
            (booking.user_id, _moved(seats.target, programme.loaded[booking.occurrence_id][0]))
            for booking in seats.bookings
        ]
    notify_of_dates(db, event, facts, now, moved=moved, timeslots=timeslots)


def notify_of_reschedule(db: DbSession, event: EventRow, dates: Iterable[DateInScope], now: datetime) -> None:
    """Record notices of a reschedule, after it was written: for dates that take place and have not ended."""
    facts = [
        _moved(date.row, date.before.starts_on.utc) for date in dates if date.row.enabled and date.row.ends_at > now
    ]
    notify_of_dates(db, event, facts, now)


def _moved_timeslots(programme: Programme, date: OccurrenceRow, now: datetime) -> dict[UUID, Fact]:
    """The timeslots of a date that stays which start at another time, and have not ended."""
    found = {}
    for slot in programme.slots[date.id] if programme.slots_changed else ():
        before = programme.loaded_slots.get(slot.id)
        if before is not None and before != slot.starts_at and slot.ends_at > now:
            found[slot.id] = Fact(NoticeKind.RESCHEDULED, date.id, before=before, after=slot.starts_at)
    return found


def _moved(date: OccurrenceRow, before: datetime) -> Fact:
    return Fact(NoticeKind.RESCHEDULED, date.id, before=before, after=date.starts_at)
