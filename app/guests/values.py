"""Values of an RSVP. Names and values are equal: both are stored and answered."""

from enum import StrEnum


class RsvpStatus(StrEnum):
    """A user's answer to an event."""

    GOING = "GOING"
    INTERESTED = "INTERESTED"
    NOT_GOING = "NOT_GOING"
