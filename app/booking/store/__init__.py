"""SQL of booking windows and of bookability."""

from app.booking.store.states import (
    DATE_STATE_BUT_FOR_TICKETS,
    EDGES_OF_DATE,
    EDGES_OF_PART,
    EVENT_IS_FULL,
    HIDES,
    ON_SALE,
    TICKET_STATE,
    UNPRICED,
    bookability_state,
    date_rank,
    first_change,
    named,
    part_rank,
)
from app.booking.store.windows import OccurrenceWindow, TicketWindow, occurrences_with_windows, tickets_with_windows

__all__ = [
    "DATE_STATE_BUT_FOR_TICKETS",
    "EDGES_OF_DATE",
    "EDGES_OF_PART",
    "EVENT_IS_FULL",
    "HIDES",
    "ON_SALE",
    "TICKET_STATE",
    "UNPRICED",
    "OccurrenceWindow",
    "TicketWindow",
    "bookability_state",
    "date_rank",
    "first_change",
    "named",
    "occurrences_with_windows",
    "part_rank",
    "tickets_with_windows",
]
