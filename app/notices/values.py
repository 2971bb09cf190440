"""Values of a notice. Names and values are equal: both are stored and answered."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened to what a user has a place at."""

    CANCELLED = "CANCELLED"
    CALLED_OFF = "CALLED_OFF"
    RESTORED = "RESTORED"
    RESCHEDULED = "RESCHEDULED"
    SESSION_MOVED = "SESSION_MOVED"
    SESSION_CANCELLED = "SESSION_CANCELLED"
    SESSION_RESTORED = "SESSION_RESTORED"
