"""SQL of booking windows and of bookability."""

from app.booking.store.states import (
    EDGES_OF_DATE,
    EDGES_OF_PART,
    EVENT_IS_FULL,
    ON_SALE,
    UNPRICED,
    bookability_state,
    date_rank,
    first_change,
    named,
    part_rank,
    state_of,
)
from app.booking.store.windows import Values, occurrences_with_windows, tickets_with_windows

__all__ = [
    "EDGES_OF_DATE",
    "EDGES_OF_PART",
    "EVENT_IS_FULL",
    "ON_SALE",
    "UNPRICED",
    "Values",
    "bookability_state",
    "date_rank",
    "first_change",
    "named",
    "occurrences_with_windows",
    "part_rank",
    "state_of",
    "tickets_with_windows",
]
