"""The words of guests. Names and values are equal: both are stored and answered."""

from enum import StrEnum


class RsvpStatus(StrEnum):
    """What somebody has answered."""

    GOING = "GOING"
    INTERESTED = "INTERESTED"
    NOT_GOING = "NOT_GOING"
