"""Enums of events. Their names are shown in the schema and stored."""

from enum import StrEnum


class EventStatus(StrEnum):
    """Documented states. DRAFT and READY_TO_PUBLISH differ by the publish checklist and are never stored."""

    DRAFT = "DRAFT"
    READY_TO_PUBLISH = "READY_TO_PUBLISH"
    PUBLISHED = "PUBLISHED"
    UNPUBLISHED = "UNPUBLISHED"
    CANCELLED = "CANCELLED"


class EventLifecycle(StrEnum):
    """The stored part of the status, which depends neither on the time nor on the checklist."""

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


class OriginType(StrEnum):
    """What an event comes from, in social.plus's words."""

    COMMUNITY = "COMMUNITY"
    USER = "USER"


class EventStatusChange(StrEnum):
    """The one state that an update may set (social.plus); the others have operations of their own."""

    CANCELLED = "CANCELLED"


class ConfigurationType(StrEnum):
    """What kind of place the event asks for. `VENUE_EVENT` is documented (EventBookings), its twin is ours."""

    VENUE_EVENT = "VENUE_EVENT"
    ONLINE_EVENT = "ONLINE_EVENT"


class PricingDisplay(StrEnum):
    """What is shown of the prices. `PRICE_RANGE` is documented (EventBookings), the others are ours."""

    PRICE_RANGE = "PRICE_RANGE"
    LOWEST_PRICE = "LOWEST_PRICE"
    HIDDEN = "HIDDEN"


class SessionChoice(StrEnum):
    """How many sessions one may choose. `MULTIPLE_CHOICE` is documented (EventBookings), its twin is ours."""

    MULTIPLE_CHOICE = "MULTIPLE_CHOICE"
    SINGLE_CHOICE = "SINGLE_CHOICE"


class SurveyQuestionType(StrEnum):
    """How a question of a survey is answered. No document says; these are ours."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    YES_NO = "YES_NO"
    SINGLE_CHOICE = "SINGLE_CHOICE"
    MULTIPLE_CHOICE = "MULTIPLE_CHOICE"
