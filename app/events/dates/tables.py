"""When an event takes place: its rule, on its own row, and the lists of the rule."""

from datetime import date, datetime, time

from sqlmodel import SQLModel

from app.db.columns import calendar_date, clock_time, counter, instant, json_value, long_text, text, wall_clock
from app.events.common.tables import EventPart


class RecurrenceColumns(SQLModel):
    """The rule as given; the occurrences it makes are rows of their own."""

    occurrence_type: str | None = text(20, default=None)
    rule_starts_at: datetime | None = instant(nullable=True)
    rule_starts_local: datetime | None = wall_clock(nullable=True)
    duration_minutes: int | None = None
    ends_type: str | None = text(20, default=None)
    ends_on: date | None = calendar_date(nullable=True)
    ends_after: int | None = None
    frequency: str | None = text(20, default=None)
    interval: int = counter(default=1)
    weekdays: list[str] = json_value(default_factory=list)
    month_ordinal: str | None = text(10, default=None)
    month_weekday: str | None = text(10, default=None)
    exclusions: list[str] = json_value(default_factory=list)
    # The rule as RFC 5545 text: what SQL cannot say on both engines.
    rrule: str | None = long_text()
    materialised_until: datetime | None = instant(nullable=True)


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
