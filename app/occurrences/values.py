"""Enums of occurrences and their rules, by the names of schema and store."""

from enum import StrEnum


class DisabledReason(StrEnum):
    """Why a date does not take place."""

    CALLED_OFF = "CALLED_OFF"
    OUT_OF_RULE = "OUT_OF_RULE"


class BookingsChoice(StrEnum):
    """What happens to the bookings of a date that moves to another day or is left out."""

    MOVE = "MOVE"
    KEEP = "KEEP"


class MonthOrdinal(StrEnum):
    """The position in the month of a monthly rule (RFC 5545 BYSETPOS and BYDAY)."""

    FIRST = "FIRST"
    SECOND = "SECOND"
    THIRD = "THIRD"
    FOURTH = "FOURTH"
    FIFTH = "FIFTH"
    LAST = "LAST"


class OccurrenceType(StrEnum):
    """How an event recurs."""

    DOES_NOT_REPEAT = "DOES_NOT_REPEAT"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    SCHEDULE = "SCHEDULE"
    TIMESLOTS = "TIMESLOTS"


class OccurrenceEndsType(StrEnum):
    """When a rule ends."""

    NEVER = "NEVER"
    ON_DATE = "ON_DATE"
    AFTER_COUNT = "AFTER_COUNT"


class RecurrenceFrequency(StrEnum):
    """The step of a rule; the types DAILY, WEEKLY and MONTHLY imply it, TIMESLOTS names it."""

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
