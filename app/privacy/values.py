"""Values of the records of exports and erasures. Names and values are equal."""

from enum import StrEnum


class PrivacyAct(StrEnum):
    """What was done with a user's data."""

    EXPORTED = "EXPORTED"
    ERASED = "ERASED"
