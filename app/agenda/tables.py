"""The tables of agenda tabs, schedule dates, tracks and locations."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from app.core import limits
from app.db.columns import (
    AuditColumns,
    calendar_date,
    counter,
    instant,
    long_text,
    optional_reference,
    primary_key,
    reference,
    text,
    wall_clock,
)

_IN_NO_TAB = sql("agenda_tab_id IS NULL")


class AgendaPart(AuditColumns):
    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    position: int = counter()


class AgendaTabRow(AgendaPart, table=True):
    """A part of the programme that is shown by itself, with its own schedule dates."""

    __tablename__ = "agenda_tab"

    name: str = text(limits.DISPLAY_NAME)
    colour: str | None = text(7, default=None)


class ScheduleDateRow(AgendaPart, table=True):
    """A day of the programme in the event's time zone, unique within its tab or among the days without one.

    It lasts from `starts_at` to just before `ends_at`, by default from midnight to midnight.
    """

    __tablename__ = "schedule_date"
    __table_args__ = (
        Index(None, "agenda_tab_id", "date", unique=True),
        Index(None, "event_id", "date", unique=True, sqlite_where=_IN_NO_TAB, postgresql_where=_IN_NO_TAB),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    )

    date: dt.date = calendar_date()
    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    ends_at: datetime = instant()
    ends_local: datetime = wall_clock()
    name: str | None = text(limits.DISPLAY_NAME, default=None)
    # Deleted with its tab: set to null, days of several tabs could collide among the days without one.
    agenda_tab_id: UUID | None = reference("agenda_tab.id", nullable=True)


class TrackRow(AgendaPart, table=True):
    __tablename__ = "track"

    name: str = text(limits.DISPLAY_NAME)
    description: str | None = long_text()
    colour: str | None = text(7, default=None)
    schedule_date_id: UUID | None = optional_reference("schedule_date.id")


class LocationRow(AgendaPart, table=True):
    """A room or place inside the event's venue."""

    __tablename__ = "location"

    name: str = text(limits.ADDRESS_LINE)
    description: str | None = long_text()
    address: str | None = text(limits.ADDRESS_LINE, default=None)
