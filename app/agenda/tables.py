"""What the sessions of an event are arranged by: schedule dates, tracks and locations."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from app.core import limits
from app.db.columns import calendar_date, counter, instant, long_text, primary_key, reference, text, wall_clock


class AgendaPart(SQLModel):
    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    position: int = counter()
    timezone: str = text(64)
    version: int = counter(default=1)
    created_at: datetime = instant()
    created_local: datetime = wall_clock()
    updated_at: datetime = instant()
    updated_local: datetime = wall_clock()


class TrackRow(AgendaPart, table=True):
    __tablename__ = "track"

    name: str = text(limits.DISPLAY_NAME)
    description: str | None = long_text()
    colour: str | None = text(7, default=None)


class LocationRow(AgendaPart, table=True):
    """A room or place inside the event's venue."""

    __tablename__ = "location"

    name: str = text(limits.ADDRESS_LINE)
    description: str | None = long_text()


class ScheduleDateRow(AgendaPart, table=True):
    """A day of the programme, in the event's time zone."""

    __tablename__ = "schedule_date"
    __table_args__ = (UniqueConstraint("event_id", "date"),)

    date: dt.date = calendar_date()
