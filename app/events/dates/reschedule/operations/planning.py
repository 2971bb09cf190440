"""Where everything goes that belongs to the dates in scope. The rows are moved in memory; nothing is stored."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.agenda.tables import ScheduleDateRow
from app.core.problems import Problem, ProblemCode, Warning, WarningCode
from app.core.time import in_range, to_local_text
from app.db.timestamps import stamp, touch
from app.events.common.part.movement import skipped_warnings
from app.events.dates.reschedule.operations.aiming import INPUT, Aim
from app.events.dates.reschedule.operations.answers import Moment, MovedDate, MovedSession, Times
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.operations.moving import move_date, move_row, move_slots
from app.events.dates.reschedule.operations.programme_days import movable_days, move_day
from app.events.dates.reschedule.operations.ruling import Ruling, beyond_the_calendar, rule_on
from app.events.dates.reschedule.store import HeldSession
from app.events.dates.reschedule.values import RescheduleScope
from app.occurrences.store import HeldSlot
from app.occurrences.tables import OccurrenceRow
from app.sessions.store.rows import HeldRow

# Start and end before, start and end behind.
Four = tuple[Moment, Moment, Moment, Moment]


@dataclass
class Plan:
    """The rows to write, and the answer about them."""

    aim: Aim
    ruling: Ruling
    slots: list[HeldSlot] = field(default_factory=list)
    rows: list[HeldRow] = field(default_factory=list)
    free: list[HeldSession] = field(default_factory=list)
    days: list[ScheduleDateRow] = field(default_factory=list)
    dates: list[MovedDate] = field(default_factory=list)
    sessions: list[MovedSession] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    @property
    def seats(self) -> int:
        return sum(date.booked_seats for date in self.dates)


def plan(facts: Facts, aim: Aim, now: datetime) -> Plan:
    """Move it all, with everything that is wrong with that."""
    ruling = rule_on(facts, aim, now)
    made = Plan(aim, ruling, problems=ruling.problems, warnings=aim.warnings)
    if made.problems:
        return made
    free = _free(facts, aim, now)
    made.days = movable_days(facts, aim, free, now)
    _move_dates(facts, made, now)
    _move_free(made, free)
    for day in made.days:
        move_day(day, aim, now)
    made.problems = _problems(facts, made)
    made.warnings += _warnings(facts, made, now)
    return made


def _move_dates(facts: Facts, made: Plan, now: datetime) -> None:
    """Move the dates in scope with their timeslots and sessions, and mark the dates before them as history."""
    aim = made.aim
    slots: dict[UUID, list[HeldSlot]] = defaultdict(list)
    for slot in facts.slots:
        slots[slot.occurrence_id].append(slot)
    rows: dict[UUID, list[HeldRow]] = defaultdict(list)
    for row in facts.rows:
        rows[row.occurrence_id].append(row)
    sessions = {session.id: session for session in facts.sessions}
    for date in aim.moved:
        was, old = Times.of(date), date.starts_at
        span = move_date(date, aim, made.ruling, now)
        move_slots(date, slots[date.id], old, span, aim, made.ruling)
        made.slots += slots[date.id]
        moved = [_move_row(row, sessions[row.session_id], old, date, aim) for row in rows[date.id]]
        made.rows += rows[date.id]
        made.dates.append(MovedDate(date.id, *_old_and_new(was, date), date.booked_count, moved))
    if aim.wanted.scope is RescheduleScope.THIS_AND_FOLLOWING:
        ids = {date.id for date in aim.moved}
        for date in facts.dates:
            if date.id not in ids and not date.history:
                date.history = True
                touch(date, now)


def _move_row(row: HeldRow, session: HeldSession, old: datetime, date: OccurrenceRow, aim: Aim) -> MovedSession:
    was = Times.of(row)
    move_row(row, session.offset_seconds, old, date.starts_at, aim.shift)
    return MovedSession(row.id, session.id, session.name, *_old_and_new(was, row))


def _free(facts: Facts, aim: Aim, now: datetime) -> list[HeldSession]:
    """The sessions without a date that move: with ALL, those that have not ended."""
    if aim.wanted.scope is not RescheduleScope.ALL:
        return []
    dated = {row.session_id for row in facts.rows}
    return [session for session in facts.sessions if session.id not in dated and session.ends_at > now]


def _move_free(made: Plan, free: list[HeldSession]) -> None:
    for session in free:
        was, length = Times.of(session), session.ends_at - session.starts_at
        stamp(session, "starts", made.aim.shift.instant(session.starts_at))
        stamp(session, "ends", session.starts_at + length)
        made.sessions.append(MovedSession(None, session.id, session.name, *_old_and_new(was, session)))
    made.free = free


def _old_and_new(was: Times, held: OccurrenceRow | HeldRow | HeldSession) -> Four:
    new = Times.of(held)
    return was.starts_on, was.ends_on, new.starts_on, new.ends_on


def _problems(facts: Facts, made: Plan) -> list[Problem]:
    path = made.aim.wanted.path
    moved: list[Any] = [*made.aim.moved, *made.slots, *made.rows, *made.free]
    if made.aim.shift.beyond or not all(in_range(each.ends_at) for each in moved):
        return [beyond_the_calendar(path)]
    starts = [date.starts_at for date in facts.dates]
    if len(set(starts)) < len(starts):
        twice = min(at for at in starts if starts.count(at) > 1)
        shown = to_local_text(next(date.starts_local for date in facts.dates if date.starts_at == twice))
        return [Problem(ProblemCode.NOT_UNIQUE, f"Two dates would start at once, at {shown}.", path)]
    return []


def _warnings(facts: Facts, made: Plan, now: datetime) -> list[Warning]:
    found = skipped_warnings(made.aim.shift.missing, made.aim.shift.zone, INPUT)
    past = sum(date.new_starts_on.utc < now for date in made.dates)
    if past:
        sentence = f"{past:,} of {len(made.dates):,} dates now start in the past."
        found.append(Warning(WarningCode.STARTS_IN_PAST, sentence, made.aim.wanted.path))
    return found
