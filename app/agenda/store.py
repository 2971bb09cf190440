"""All SQL of the agenda's parts. Callers hand in an event of their own, locked."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.agenda.tables import ScheduleDateRow
from app.db.bulk import insert_all
from app.db.stamps import created
from app.events.tables import EventRow


def days_of(db: DbSession, event_id: UUID) -> list[date]:
    """The days that the event's programme has."""
    return list(db.exec(select(col(ScheduleDateRow.date)).where(ScheduleDateRow.event_id == event_id)))


def add_days(
    db: DbSession,
    event: EventRow,
    days: Iterable[date],
    now: datetime,
    *,
    position: int,
    agenda_tab_id: UUID | None = None,
) -> list[ScheduleDateRow]:
    """Insert days that the tab (or the programme outside of tabs) does not have, behind `position` others."""
    made: Any = created(now, event.timezone)
    rows = [
        ScheduleDateRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            position=position + index,
            date=day,
            agenda_tab_id=agenda_tab_id,
            timezone=event.timezone,
            **made,
        )
        for index, day in enumerate(days)
    ]
    insert_all(db, rows)
    return rows
