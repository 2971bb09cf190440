"""The words of discounts. Names are what the schema shows and the store holds."""

from enum import StrEnum


class DiscountType(StrEnum):
    """What an amount is taken of. `PERCENTAGE` is documented (EventBookings), its twin is ours."""

    PERCENTAGE = "PERCENTAGE"
    FIXED = "FIXED"


class DiscountWindowType(StrEnum):
    """How the moments of a discount are given. `SPECIFIC_TIME` is documented (EventBookings), its twin is ours."""

    SPECIFIC_TIME = "SPECIFIC_TIME"
    RELATIVE_TO_OCCURRENCE = "RELATIVE_TO_OCCURRENCE"
