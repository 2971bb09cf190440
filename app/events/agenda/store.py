"""SQL of the sessions and days that move with the dates of an event. Callers hold the event's lock."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.agenda.tables import ScheduleDateRow
from app.db.bulk import detach, update_all
from app.sessions.tables import SessionRow


@dataclass(slots=True)
class SessionTimes:
    """When a session takes place. `offset_seconds`: from the start of a date, in the event's local time."""

    id: UUID
    name: str
    starts_at: datetime
    starts_local: datetime
    ends_at: datetime
    ends_local: datetime
    timezone: str
    offset_seconds: int | None
    version: int
    schedule_date_id: UUID | None


def session_times(db: DbSession, event_id: UUID) -> list[SessionTimes]:
    """The sessions of the event, by their start."""
    table = SessionRow.__table__  # type: ignore[attr-defined]
    columns = (table.c[field.name] for field in fields(SessionTimes))
    query = select_columns(*columns).where(table.c.event_id == event_id).order_by(table.c.starts_at, table.c.id)
    return [SessionTimes(*row) for row in db.connection().execute(query)]


def schedule_dates(db: DbSession, event_id: UUID) -> list[ScheduleDateRow]:
    """The schedule dates of the event, out of the session: `write_schedule_dates` stores them."""
    query = select(ScheduleDateRow).where(ScheduleDateRow.event_id == event_id).order_by(col(ScheduleDateRow.date))
    return detach(db, list(db.exec(query)))


def write_schedule_dates(db: DbSession, days: list[ScheduleDateRow], *, later: bool) -> None:
    """Store schedule dates that all move by one number of days, in an order in which no two share a day meanwhile."""
    arranged: list[ScheduleDateRow] = sorted(days, key=lambda day: day.date, reverse=later)
    update_all(db, arranged)
