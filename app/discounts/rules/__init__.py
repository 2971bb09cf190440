"""Amounts of discounts, and when an early bird discount applies. Pure."""

from app.discounts.rules.amounts import Discount, changed_discount, rescaled_discount
from app.discounts.rules.early_birds import (
    EARLY_BIRD,
    EarlyBirdChange,
    change_early_bird,
    early_bird_moments,
    ends_before_it_starts,
    problem_with_order,
)

__all__ = [
    "EARLY_BIRD",
    "Discount",
    "EarlyBirdChange",
    "change_early_bird",
    "changed_discount",
    "early_bird_moments",
    "ends_before_it_starts",
    "problem_with_order",
    "rescaled_discount",
]
