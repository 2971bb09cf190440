"""The stored values of an event's recurrence rule and span, by column."""

from datetime import date, datetime
from typing import TypedDict


class RuleValues(TypedDict, total=False):
    """The rule as it was given."""

    occurrence_type: str | None
    rule_starts_at: datetime | None
    rule_starts_local: datetime | None
    duration_minutes: int | None
    ends_type: str | None
    ends_on: date | None
    ends_after: int | None
    frequency: str | None
    interval: int
    weekdays: list[str]
    month_ordinal: str | None
    month_weekday: str | None
    exclusions: list[str]
    rrule: str | None


class RecurrenceValues(RuleValues, total=False):
    """The rule, and until when its dates are stored if it has no end."""

    materialised_until: datetime | None


class SpanValues(TypedDict, total=False):
    """The first and the last moment of the enabled occurrences."""

    starts_at: datetime
    starts_local: datetime | None
    ends_at: datetime
    ends_local: datetime | None


class RescheduleValues(TypedDict, total=False):
    """The last reschedule."""

    rescheduled_at: datetime | None
    rescheduled_local: datetime | None
    reschedule_reason: str | None
