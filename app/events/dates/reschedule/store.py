"""SQL of rows that move with the dates of an event. Callers hold the event's lock."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.agenda.tables import ScheduleDateRow
from app.core.time import local_of
from app.db.bulk import detach, update_all, update_tuples
from app.sessions.tables import SessionRow


@dataclass(slots=True)
class HeldSession:
    """What a session says of its times. `offset_seconds`: behind the start of a date, on the event's wall clock."""

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


def held_sessions(db: DbSession, event_id: UUID) -> list[HeldSession]:
    """The sessions of the event, by their start."""
    table = SessionRow.__table__  # type: ignore[attr-defined]
    columns = (table.c[field.name] for field in fields(HeldSession))
    query = select_columns(*columns).where(table.c.event_id == event_id).order_by(table.c.starts_at, table.c.id)
    return [HeldSession(*row) for row in db.connection().execute(query)]


def days_of_programme(db: DbSession, event_id: UUID) -> list[ScheduleDateRow]:
    """The schedule dates of the event, out of the session: `write_days` stores them."""
    query = select(ScheduleDateRow).where(ScheduleDateRow.event_id == event_id).order_by(col(ScheduleDateRow.date))
    return detach(db, list(db.exec(query)))


def write_times(db: DbSession, table: type[SQLModel], rows: Sequence[Any], now: datetime | None, *more: str) -> None:
    """Store when rows of one table start and end, and `more` of their columns: there can be twenty thousand.

    With `now` they get a new version.
    """
    names = ("id", "starts_at", "starts_local", "ends_at", "ends_local", *more)
    of_row = attrgetter(*names)
    values: list[tuple[Any, ...]] = [of_row(row) for row in rows]
    if now is not None:
        names = (*names, "version", "updated_at", "updated_local")
        local = {zone: local_of(now, zone) for zone in {row.timezone for row in rows}}
        values = [(*value, row.version + 1, now, local[row.timezone]) for value, row in zip(values, rows, strict=True)]
    update_tuples(db, table, names, values)


def write_days(db: DbSession, days: list[ScheduleDateRow], *, later: bool) -> None:
    """Store days that move by one number of days: none may meet the next before that has gone on."""
    arranged: list[ScheduleDateRow] = sorted(days, key=lambda day: day.date, reverse=later)
    update_all(db, arranged)
