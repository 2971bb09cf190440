"""All SQL of the agenda's parts. Callers pass an event of their own, which they have locked."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, update
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.agenda.columns import HoursValues
from app.agenda.rules import Day
from app.agenda.tables import AgendaPart, ScheduleDateRow
from app.core.datetimes import day_bounds
from app.core.time import local_of
from app.db.bulk import insert_all
from app.db.outbox import record_within
from app.db.timestamps import created
from app.events.tables import EventRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow


def days_of(db: DbSession, event_id: UUID) -> dict[UUID, Day]:
    """The days of the event's programme, each with its tab."""
    columns = select(col(ScheduleDateRow.id), col(ScheduleDateRow.agenda_tab_id), col(ScheduleDateRow.date))
    return {uuid: (tab, day) for uuid, tab, day in db.exec(columns.where(col(ScheduleDateRow.event_id) == event_id))}


def room(db: DbSession, table: type[AgendaPart], event_id: UUID) -> tuple[int, int]:
    """How many parts of this kind the event has, and the position after the last."""
    after_last = func.coalesce(func.max(table.position), -1) + 1
    count, position = db.exec(select(func.count(), after_last).where(table.event_id == event_id)).one()
    return count, position


def existing_ids(db: DbSession, table: type[AgendaPart], event_id: UUID, uuids: Iterable[UUID]) -> set[UUID]:
    """Which of these ids are parts of the event."""
    return set(db.exec(select(table.id).where(table.event_id == event_id, col(table.id).in_(list(uuids)))))


def count_sessions_on_other_dates(db: DbSession, track_id: UUID, date_id: UUID) -> int:
    """How many sessions of a track have no occurrence on this schedule date and are filed under another."""
    on_date = exists().where(
        col(SessionOccurrenceRow.session_id) == col(SessionRow.id),
        col(SessionOccurrenceRow.schedule_date_id) == date_id,
    )
    elsewhere = (col(SessionRow.schedule_date_id) != date_id) & ~on_date
    return db.exec(select(func.count()).where(col(SessionRow.track_id) == track_id, elsewhere)).one()


def move_sessions_to_tab(db: DbSession, event: EventRow, date_id: UUID, tab_id: UUID | None, now: datetime) -> None:
    """Move the sessions that are on this day only to the day's new tab, and record it.

    A session that is on other days of its tab as well stays in that tab.
    """
    db.flush()
    on_date = exists().where(
        col(SessionOccurrenceRow.session_id) == col(SessionRow.id),
        col(SessionOccurrenceRow.schedule_date_id) == date_id,
    )
    elsewhere = exists().where(
        col(SessionOccurrenceRow.session_id) == col(SessionRow.id),
        col(SessionOccurrenceRow.schedule_date_id) != date_id,
    )
    moved = ((col(SessionRow.schedule_date_id) == date_id) | on_date) & ~elsewhere
    moving = update(SessionRow).where(col(SessionRow.event_id) == event.id, moved).values(agenda_tab_id=tab_id)
    sessions = sorted(db.connection().execute(moving.returning(col(SessionRow.id))).scalars())
    record_within(db, event, "Session", sessions, now, direct=True)


def rows_on_track(db: DbSession, track_id: UUID) -> list[UUID]:
    """The track's sessions on each of their dates."""
    query = select(SessionOccurrenceRow.id).join(SessionRow, col(SessionRow.id) == col(SessionOccurrenceRow.session_id))
    return sorted(db.exec(query.where(SessionRow.track_id == track_id)))


def hours(starts_at: datetime, ends_at: datetime, timezone: str) -> HoursValues:
    """The columns of a schedule date between these moments."""
    return {
        "starts_at": starts_at,
        "starts_local": local_of(starts_at, timezone),
        "ends_at": ends_at,
        "ends_local": local_of(ends_at, timezone),
    }


def whole_day(day: date, timezone: str) -> HoursValues:
    """The columns of a schedule date that lasts from midnight to midnight."""
    return hours(*day_bounds(day, timezone), timezone)


def add_days(
    db: DbSession,
    event: EventRow,
    days: Iterable[date],
    now: datetime,
    *,
    position: int,
    agenda_tab_id: UUID | None = None,
) -> list[ScheduleDateRow]:
    """Insert new days into a tab, or into the programme outside of tabs, from this position on."""
    made = created(now, event.timezone)
    rows = [
        ScheduleDateRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            position=position + index,
            date=day,
            agenda_tab_id=agenda_tab_id,
            timezone=event.timezone,
            **whole_day(day, event.timezone),
            **made,
        )
        for index, day in enumerate(days)
    ]
    insert_all(db, rows)
    return rows
