"""What an event may be and do. Pure: values in, problems out. What other slices ask for is named here."""

from app.events.rules.publishing import (
    NO_ONLINE_ADDRESS,
    NO_TICKET,
    NO_UPCOMING_OCCURRENCE,
    NO_VENUE,
    UNPRICED_TICKET,
    Blocker,
    no_longer_ready,
    problems_with_changing,
)

__all__ = [
    "NO_ONLINE_ADDRESS",
    "NO_TICKET",
    "NO_UPCOMING_OCCURRENCE",
    "NO_VENUE",
    "UNPRICED_TICKET",
    "Blocker",
    "no_longer_ready",
    "problems_with_changing",
]
