"""The schedule dates, which move by whole days with the rows filed under them. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.agenda.tables import ScheduleDateRow
from app.core.datetimes import move_out_of_gap
from app.db.timestamps import stamp, touch
from app.events.dates.reschedule.operations.aiming import Aim
from app.events.dates.reschedule.operations.facts import Facts
from app.events.dates.reschedule.store import HeldSession
from app.events.dates.reschedule.values import RescheduleScope


def movable_days(facts: Facts, aim: Aim, free: Sequence[HeldSession], now: datetime) -> list[ScheduleDateRow]:
    """Those whose filed rows all move, and whose new day is not taken by a day that stays.

    An empty day moves with the scope ALL, as long as it has not ended.
    """
    if not aim.days:
        return []
    moved = {row.id for row in aim.moved}
    dated = {row.session_id for row in facts.rows}
    going = {session.id for session in free}
    stays: set[UUID | None] = {row.schedule_date_id for row in facts.rows if row.occurrence_id not in moved}
    goes: set[UUID | None] = {row.schedule_date_id for row in facts.rows if row.occurrence_id in moved}
    for session in facts.sessions:
        if session.id not in dated:
            (goes if session.id in going else stays).add(session.schedule_date_id)
    everything = aim.wanted.scope is RescheduleScope.ALL
    able = [day for day in facts.days if day.id not in stays and (day.id in goes or (everything and day.ends_at > now))]
    return _unhindered(facts.days, able, aim.days)


def _unhindered(every: Sequence[ScheduleDateRow], able: Sequence[ScheduleDateRow], days: int) -> list[ScheduleDateRow]:
    """Without those whose new day is taken by a day that stays, repeated until nothing changes."""
    left = list(able)
    while True:
        ids = {day.id for day in left}
        taken = {(day.agenda_tab_id, day.date) for day in every if day.id not in ids}
        free = [day for day in left if (day.agenda_tab_id, day.date + timedelta(days=days)) not in taken]
        if len(free) == len(left):
            return left
        left = free


def move_day(day: ScheduleDateRow, aim: Aim, now: datetime) -> None:
    """To another day of the calendar; when it begins and ends on the wall clock stays."""
    by = timedelta(days=aim.days)
    day.date += by
    for name in ("starts", "ends"):
        wall: datetime = getattr(day, f"{name}_local") + by
        stamp(day, name, move_out_of_gap(wall, day.timezone)[0])
    touch(day, now)
