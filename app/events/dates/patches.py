"""What may be sent about when an event takes place, and to see the dates of a rule before it is stored."""

import datetime as dt
from typing import Required, TypedDict
from uuid import UUID

from app.core.named_types import TimeZone
from app.core.patches import ZonedDateTimePatch
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday


class OccurrenceEndsPatch(TypedDict, total=False):
    type: Required[OccurrenceEndsType]
    on: dt.date | None
    count: int | None


class TimeslotPatch(TypedDict, total=False):
    starts_at: Required[dt.time]
    duration_minutes: Required[int]
    capacity: int | None


class MonthlyPositionPatch(TypedDict, total=False):
    ordinal: Required[MonthOrdinal]
    weekday: Weekday | None


class OccurrenceRulePatch(TypedDict, total=False):
    type: Required[OccurrenceType]
    starts_on: ZonedDateTimePatch | None
    duration_minutes: int | None
    ends_on: ZonedDateTimePatch | None
    ends: OccurrenceEndsPatch | None
    frequency: RecurrenceFrequency | None
    interval: int | None
    weekdays: list[Weekday] | None
    monthly_position: MonthlyPositionPatch | None
    exclusions: list[dt.date] | None
    schedule: list[ZonedDateTimePatch] | None
    timeslots: list[TimeslotPatch] | None


class PreviewOccurrencesPatch(TypedDict, total=False):
    occurrence: Required[OccurrenceRulePatch]
    event_uuid: UUID | None
    timezone: TimeZone | None
    first: int | None
