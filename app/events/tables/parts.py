"""What hangs on an event in lists: banners, resources, and the recurrence rule's lists."""

from datetime import datetime, time
from uuid import UUID

from sqlmodel import SQLModel

from app.core import limits
from app.db.columns import clock_time, counter, instant, primary_key, reference, text, wall_clock


class EventPart(SQLModel):
    """What every row that belongs to an event carries: its tenant, so that each statement can ask for it."""

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    position: int = counter()


class BannerRow(EventPart, table=True):
    __tablename__ = "banner"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    image: str = text(limits.URL)
    is_primary: bool = False


class ResourceRow(EventPart, table=True):
    __tablename__ = "resource"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    url: str = text(limits.URL)


class ScheduledStartRow(EventPart, table=True):
    """One start of a `SCHEDULE` rule."""

    __tablename__ = "scheduled_start"

    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    timezone: str = text(64)


class TimeslotTemplateRow(EventPart, table=True):
    """One slot of each date of a `TIMESLOTS` rule."""

    __tablename__ = "timeslot_template"

    starts_at: time = clock_time()
    duration_minutes: int
    capacity: int | None = None
