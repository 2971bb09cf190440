"""Enums of discounts, by the names of schema and store."""

from enum import StrEnum


class DiscountType(StrEnum):
    """The type of a discount."""

    PERCENTAGE = "PERCENTAGE"
    FIXED = "FIXED"


class DiscountWindowType(StrEnum):
    """How the start and the end of a discount are defined."""

    SPECIFIC_TIME = "SPECIFIC_TIME"
    RELATIVE_TO_OCCURRENCE = "RELATIVE_TO_OCCURRENCE"
