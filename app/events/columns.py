"""The stored values of an event's row, by column: those of its parts, and its state."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from app.booking.columns import BookingWindowValues, LevelValues
from app.events.commerce.columns import MoneyValues
from app.events.dates.columns import RecurrenceValues, RescheduleValues, SpanValues
from app.events.details.columns import DetailsValues
from app.events.listing.columns import ListingValues, SearchValues
from app.events.page.columns import PageValues
from app.events.place.columns import PlaceValues, PointValues
from app.events.settings.columns import ActivationValues, SettingsValues
from app.events.social.columns import DiscussionValues, TiesValues


class StateValues(TypedDict, total=False):
    """Whether it is published or cancelled, and since when."""

    lifecycle: str
    published_at: datetime | None
    published_local: datetime | None
    publishing_changed_at: datetime | None
    publishing_changed_local: datetime | None
    cancelled_at: datetime | None
    cancelled_local: datetime | None
    cancellation_reason: str | None


class EventValues(
    DetailsValues,
    StateValues,
    PlaceValues,
    PointValues,
    ListingValues,
    SearchValues,
    TiesValues,
    DiscussionValues,
    PageValues,
    RecurrenceValues,
    SpanValues,
    RescheduleValues,
    SettingsValues,
    ActivationValues,
    BookingWindowValues,
    LevelValues,
    MoneyValues,
    total=False,
):
    """All columns of an event. `{**EventValues(), **values}` makes some of them of the values of a part."""

    created_at: datetime
    created_local: datetime
    updated_at: datetime
    updated_local: datetime
    version: int
    id: UUID
    organisation_id: UUID
    booked_count: int
