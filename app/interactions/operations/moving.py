"""Moving one booking to another date or timeslot of its event. No place is given twice."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.outcome import Written
from app.core.problems import Path, Problem, Refused, Warning, refuse_any
from app.db.outbox import ChangeKind, record_all, record_followers, record_within
from app.events.rules import problems_with_changing
from app.events.tables import EventRow
from app.interactions.operations.acts import written
from app.interactions.patches import MoveAttendeePatch
from app.interactions.rules import (
    MOVE_FOLLOWERS,
    Target,
    not_there,
    problems_with_target,
    problems_with_timeslot,
    selections_not_moved,
    sold_out,
)
from app.interactions.store import (
    attendee_to_change,
    give_back_date,
    give_back_timeslot,
    left_on_date,
    move_choices,
    of_event,
    take_date,
    take_timeslot,
    timeslots_on,
)
from app.interactions.tables import AttendeeRow
from app.notices.store import Fact, record_notices
from app.notices.values import NoticeKind
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.tickets.tables import TicketRow
from app.users.tables import UserRow

DATE: Path = ("input", "occurrenceUuid")
TIMESLOT: Path = ("input", "timeslotUuid")


def move_attendee(db: DbSession, caller: Caller, *, uuid: UUID, patch: MoveAttendeePatch, now: datetime) -> Written:
    """Take the places on the new date and free those on the old one. Ticket and price stay.

    The organiser moves people also while booking is closed. Refused: SOLD_OUT, CANCELLED (the event is cancelled, or
    the date does not take place), ENDED, ALREADY_DONE (they have this date and timeslot), REQUIRED and NOT_FOUND of the
    timeslot.
    """
    found = attendee_to_change(db, caller, uuid)
    if found is None:
        raise Refused(not_there("attendee with this uuid", ("uuid",)))
    attendee, event = found
    refuse_any(problems_with_changing(event.lifecycle))
    date = of_event(db, OccurrenceRow, event.id, patch["occurrence_uuid"])
    if date is None:
        raise Refused(not_there("occurrence with this uuid in this event", DATE))
    timeslot_id = patch.get("timeslot_uuid")
    stays_on = date.id == attendee.occurrence_id
    same = stays_on and timeslot_id == attendee.timeslot_id
    target = Target(date.enabled, date.disabled_reason, date.ends_at, same=same)
    refuse_any(
        problems_with_target(target, now, DATE)
        + problems_with_timeslot(timeslot_id, timeslots_on(db, date.id), TIMESLOT)
    )

    warnings, before = [], _start(db, attendee)
    record_followers(db, attendee, MOVE_FOLLOWERS, now)
    if stays_on:
        give_back_timeslot(db, attendee)
        attendee.timeslot_id = timeslot_id
        refuse_any(_place_in_timeslot(db, attendee))
    else:
        old, ticket = attendee.occurrence_id, db.get_one(TicketRow, attendee.ticket_id)
        left = left_on_date(db, ticket, date.id)
        give_back_date(db, attendee)
        attendee.occurrence_id, attendee.timeslot_id = date.id, timeslot_id
        refuse_any(_places(db, attendee, left))
        db.flush()
        warnings = _follow(db, event, attendee, old, now)
    fact = Fact(NoticeKind.RESCHEDULED, date.id, before=before, after=_start(db, attendee))
    if fact.after != before and not db.get_one(UserRow, attendee.user_id).is_deleted:
        record_notices(db, event, [(attendee.user_id, fact)], now)
    record_followers(db, attendee, MOVE_FOLLOWERS, now)
    moved = written(db, event, "attendee", "Attendee", attendee, ChangeKind.UPDATED, now)
    moved.warnings.extend(warnings)
    return moved


def _start(db: DbSession, attendee: AttendeeRow) -> datetime:
    """When the attendee's timeslot or date starts."""
    if attendee.timeslot_id is not None:
        return db.get_one(TimeslotRow, attendee.timeslot_id).starts_at
    return db.get_one(OccurrenceRow, attendee.occurrence_id).starts_at


def _places(db: DbSession, attendee: AttendeeRow, left: int | None) -> list[Problem]:
    """Take the places on the new date. A problem undoes everything."""
    found = []
    if (left is not None and left < attendee.seats) or not take_date(db, attendee):
        found.append(sold_out(DATE))
    return found + _place_in_timeslot(db, attendee)


def _place_in_timeslot(db: DbSession, attendee: AttendeeRow) -> list[Problem]:
    return [] if take_timeslot(db, attendee) else [sold_out(TIMESLOT)]


def _follow(db: DbSession, event: EventRow, attendee: AttendeeRow, old: UUID, now: datetime) -> list[Warning]:
    """Move what the user has chosen on the old date to the new one."""
    moved = move_choices(db, event.id, [attendee.user_id], [old], attendee.occurrence_id, now=now)
    record_all(
        db,
        ChangeKind.UPDATED,
        "SessionSelection",
        moved.selections,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    record_within(db, event, "SessionOccurrence", moved.rows, now)
    return selections_not_moved(moved.left, DATE)
