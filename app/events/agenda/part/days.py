"""The schedule dates, which move by whole days with the sessions on them. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.agenda.tables import ScheduleDateRow
from app.core.datetimes import move_out_of_gap
from app.db.timestamps import stamp, touch
from app.events.agenda.store import SessionTimes
from app.events.common.part.reschedule import Reschedule
from app.sessions.store.rows import SessionOccurrenceData


def movable_days(
    days: Sequence[ScheduleDateRow],
    rows: Sequence[SessionOccurrenceData],
    sessions: Sequence[SessionTimes],
    moving: Collection[UUID],
    reschedule: Reschedule,
) -> list[ScheduleDateRow]:
    """Those on which everything moves, and whose new day is not taken by a day that stays.

    `rows` and `sessions` are all of the event; `moving` has the ids of the rows, and of the sessions without rows, that
    move. An empty day moves with all dates, as long as it has not ended.
    """
    if not reschedule.days:
        return []
    dated = {row.session_id for row in rows}
    filed: list[SessionOccurrenceData | SessionTimes] = [
        *rows,
        *(session for session in sessions if session.id not in dated),
    ]
    stay = {each.schedule_date_id for each in filed if each.id not in moving}
    go = {each.schedule_date_id for each in filed if each.id in moving}
    able = [
        day
        for day in days
        if day.id not in stay and (day.id in go or (reschedule.moves_all and day.ends_at > reschedule.now))
    ]
    return _without_collisions(days, able, reschedule.days)


def _without_collisions(
    every: Sequence[ScheduleDateRow], able: Sequence[ScheduleDateRow], days: int
) -> list[ScheduleDateRow]:
    """Without those whose new day is taken by a day that stays, repeated until nothing changes."""
    left = list(able)
    while True:
        ids = {day.id for day in left}
        taken = {(day.agenda_tab_id, day.date) for day in every if day.id not in ids}
        free = [day for day in left if (day.agenda_tab_id, day.date + timedelta(days=days)) not in taken]
        if len(free) == len(left):
            return left
        left = free


def move_day(day: ScheduleDateRow, reschedule: Reschedule) -> None:
    """To another day of the calendar; the local times at which it begins and ends stay."""
    by = timedelta(days=reschedule.days)
    day.date += by
    for name in ("starts", "ends"):
        local: datetime = getattr(day, f"{name}_local") + by
        stamp(day, name, move_out_of_gap(local, day.timezone)[0])
    touch(day, reschedule.now)
