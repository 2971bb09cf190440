"""When an event takes place: its rule, on its own row."""

from datetime import date, datetime

from sqlmodel import SQLModel

from app.db.columns import calendar_date, counter, instant, json_value, long_text, text, wall_clock


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
