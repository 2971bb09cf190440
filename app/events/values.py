"""The words an event's life is told in. Names are what the schema shows and the store holds."""

from enum import StrEnum


class EventStatus(StrEnum):
    """Documented states. DRAFT and READY_TO_PUBLISH differ by the publish checklist and are never stored."""

    DRAFT = "DRAFT"
    READY_TO_PUBLISH = "READY_TO_PUBLISH"
    PUBLISHED = "PUBLISHED"
    UNPUBLISHED = "UNPUBLISHED"
    CANCELLED = "CANCELLED"


class EventLifecycle(StrEnum):
    """What is stored of the status: the part no clock and no checklist decides."""

    UNRELEASED = "UNRELEASED"
    PUBLISHED = "PUBLISHED"
    UNPUBLISHED = "UNPUBLISHED"
    CANCELLED = "CANCELLED"


class EventPhase(StrEnum):
    """Derived from the clock; nothing stores it."""

    SCHEDULED = "SCHEDULED"
    LIVE = "LIVE"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"


class ConfigurationType(StrEnum):
    """What kind of place the event asks for. `VENUE_EVENT` is documented (EventBookings), its twin is ours."""

    VENUE_EVENT = "VENUE_EVENT"
    ONLINE_EVENT = "ONLINE_EVENT"
