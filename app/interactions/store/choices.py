"""SQL that moves chosen sessions with their users' bookings to another date.

Callers hold the event's lock and have stored the moved bookings.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session as DbSession
from sqlmodel import col

from app.core.time import local_of
from app.db.bulk import delete_all, update_many
from app.interactions.columns import TouchedValues
from app.interactions.rules import Left
from app.interactions.tables import AttendeeRow
from app.sessions.rules.status import room
from app.sessions.tables import SelectedSessionRow, SessionOccurrenceRow, SessionRow, SessionSelectionRow
from app.sessions.values import RsvpCapacity


@dataclass(frozen=True, slots=True)
class Moved:
    """The selections that have changed, the rows whose choices have, and the sessions whose choices did not move."""

    selections: list[UUID] = field(default_factory=list)
    rows: list[UUID] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Choice:
    id: UUID
    selection_id: UUID
    user_id: UUID
    version: int
    timezone: str
    occurrence_id: UUID
    row_id: UUID
    session_id: UUID
    name: str


def move_choices(
    db: DbSession, event_id: UUID, users: Sequence[UUID], dates: Collection[UUID], target: UUID, *, now: datetime
) -> Moved:
    """Move what these users have chosen on the dates to the target date, where the session takes place and has room.

    Places go to the users in the given order. A user who still has a booking for one of the dates keeps the choices
    there; one who has chosen the session on the target already keeps one choice of it. The number of statements does
    not grow with the choices.
    """
    turns = {user: turn for turn, user in reversed(list(enumerate(users)))}
    choices = [each for each in _choices(db, event_id, turns, {*dates, target}) if each.user_id in turns]
    held = {(each.selection_id, each.session_id) for each in choices if each.occurrence_id == target}
    moving = [each for each in choices if each.occurrence_id != target]
    if not moving:
        return Moved()
    stay = _still_coming(db, event_id, dates)
    goals, places = _rows_on(db, target)
    left: Counter[UUID] = Counter()
    double, goes, selections, rows = [], [], {}, dict[UUID, None]()
    for each in sorted(moving, key=lambda each: turns[each.user_id]):
        if (each.user_id, each.occurrence_id) in stay:
            continue
        goal = goals.get(each.session_id)
        if goal is not None and (each.selection_id, each.session_id) in held:
            double.append(each.id)
        elif goal is not None and (places[goal] is None or places[goal] > 0):
            if places[goal] is not None:
                places[goal] -= 1
            held.add((each.selection_id, each.session_id))
            goes.append({"id": each.id, "session_occurrence_id": goal})
        else:
            left[each.session_id] += 1
            continue
        selections[each.selection_id] = each
        rows |= {each.row_id: None, goal: None}
    delete_all(db, SelectedSessionRow, double)
    update_many(db, SelectedSessionRow, goes)
    update_many(db, SessionSelectionRow, [_touched(each, now) for each in selections.values()])
    names = {each.session_id: each.name for each in moving}
    return Moved(list(selections), list(rows), [Left(names[session], count) for session, count in left.items()])


def _choices(db: DbSession, event_id: UUID, users: Collection[UUID], dates: Iterable[UUID]) -> list[_Choice]:
    """The choices on these dates of the event, by their start; of one user only if there is one."""
    query: Any = (
        select(
            col(SelectedSessionRow.id),
            col(SelectedSessionRow.selection_id),
            col(SessionSelectionRow.user_id),
            col(SessionSelectionRow.version),
            col(SessionSelectionRow.timezone),
            col(SessionOccurrenceRow.occurrence_id),
            col(SessionOccurrenceRow.id),
            col(SessionRow.id),
            col(SessionRow.name),
        )
        .join(SessionSelectionRow, col(SessionSelectionRow.id) == SelectedSessionRow.selection_id)
        .join(SessionOccurrenceRow, col(SessionOccurrenceRow.id) == SelectedSessionRow.session_occurrence_id)
        .join(SessionRow, col(SessionRow.id) == SessionOccurrenceRow.session_id)
        .where(col(SessionSelectionRow.event_id) == event_id, col(SessionOccurrenceRow.occurrence_id).in_(dates))
        .order_by(col(SessionOccurrenceRow.starts_at), col(SessionOccurrenceRow.id), col(SelectedSessionRow.id))
    )
    if len(users) == 1:
        query = query.where(col(SessionSelectionRow.user_id).in_(users))
    return [_Choice(*found) for found in db.connection().execute(query)]


def _still_coming(db: DbSession, event_id: UUID, dates: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """The users and dates of the bookings for these dates."""
    query: Any = select(col(AttendeeRow.user_id), col(AttendeeRow.occurrence_id)).where(
        col(AttendeeRow.event_id) == event_id, col(AttendeeRow.occurrence_id).in_(dates)
    )
    return {(user, date) for user, date in db.connection().execute(query)}


def _rows_on(db: DbSession, date: UUID) -> tuple[dict[UUID, UUID], dict[UUID, Any]]:
    """The row of each session that takes place on the date, and the places left in each row; None means no limit."""
    chosen = (
        select(func.count())
        .where(col(SelectedSessionRow.session_occurrence_id) == SessionOccurrenceRow.id)
        .correlate(SessionOccurrenceRow)
        .scalar_subquery()
    )
    query: Any = (
        select(
            col(SessionOccurrenceRow.id),
            col(SessionRow.id),
            col(SessionRow.rsvp),
            func.coalesce(col(SessionOccurrenceRow.rsvp_capacity), col(SessionRow.rsvp_capacity)),
            func.coalesce(col(SessionOccurrenceRow.capacity), col(SessionRow.capacity)),
            chosen,
        )
        .join(SessionRow, col(SessionRow.id) == SessionOccurrenceRow.session_id)
        .where(col(SessionOccurrenceRow.occurrence_id) == date, col(SessionOccurrenceRow.enabled))
    )
    goals, places = {}, {}
    for row, session, rsvp, counted, capacity, taken in db.connection().execute(query):
        goals[session] = row
        bound = room(rsvp, RsvpCapacity(counted), capacity)
        places[row] = None if bound is None else bound - taken
    return goals, places


def _touched(choice: _Choice, now: datetime) -> TouchedValues:
    """The columns of a selection that has changed."""
    return {
        "id": choice.selection_id,
        "version": choice.version + 1,
        "updated_at": now,
        "updated_local": local_of(now, choice.timezone),
    }
