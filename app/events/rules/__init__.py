"""What an event may be and do. Pure: values in, problems out. What other slices ask for is named here."""

from app.events.rules.publishing import (
    CHECKLIST,
    NO_ONLINE_ADDRESS,
    NO_TICKET,
    NO_UPCOMING_OCCURRENCE,
    NO_VENUE,
    UNPRICED_TICKET,
    Blocker,
    PublishFacts,
    no_longer_ready,
    problems_with_changing,
    publish_blockers,
    status_of,
)

__all__ = [
    "CHECKLIST",
    "NO_ONLINE_ADDRESS",
    "NO_TICKET",
    "NO_UPCOMING_OCCURRENCE",
    "NO_VENUE",
    "UNPRICED_TICKET",
    "Blocker",
    "PublishFacts",
    "no_longer_ready",
    "problems_with_changing",
    "publish_blockers",
    "status_of",
]
