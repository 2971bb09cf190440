"""Enums and limits of rescheduling."""

from enum import StrEnum

# A hundred years, leap days counted: far more than any plan changes, and no sum leaves the calendar unseen.
MAX_DAYS = 36_525


class RescheduleScope(StrEnum):
    """Which dates of an event are rescheduled."""

    ALL = "ALL"
    THIS = "THIS"
    THIS_AND_FOLLOWING = "THIS_AND_FOLLOWING"
