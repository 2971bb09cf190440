"""Enums of occurrences and their rules. Names are what the schema shows and the store holds."""

from enum import StrEnum


class DisabledReason(StrEnum):
    """Why a date does not take place. [ours]"""

    CALLED_OFF = "CALLED_OFF"
    OUT_OF_RULE = "OUT_OF_RULE"


class BookingsChoice(StrEnum):
    """What becomes of the bookings of a date that a change of plan moves to another day or leaves out. [ours]"""

    MOVE = "MOVE"
    KEEP = "KEEP"


class MonthOrdinal(StrEnum):
    """Which of the days of a month a monthly rule by position means (RFC 5545 BYSETPOS and BYDAY). [ours]"""

    FIRST = "FIRST"
    SECOND = "SECOND"
    THIRD = "THIRD"
    FOURTH = "FOURTH"
    FIFTH = "FIFTH"
    LAST = "LAST"


class OccurrenceType(StrEnum):
    """The ways an event can recur, in the documents' words."""

    DOES_NOT_REPEAT = "DOES_NOT_REPEAT"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    SCHEDULE = "SCHEDULE"
    TIMESLOTS = "TIMESLOTS"


class OccurrenceEndsType(StrEnum):
    """When a rule stops making occurrences."""

    NEVER = "NEVER"
    ON_DATE = "ON_DATE"
    AFTER_COUNT = "AFTER_COUNT"


class RecurrenceFrequency(StrEnum):
    """The step of a date rule; DAILY, WEEKLY and MONTHLY types imply theirs, TIMESLOTS names one."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Weekday(StrEnum):
    """The days of a week, which begins on Monday (ISO 8601)."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"
