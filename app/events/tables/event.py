"""Events: one row each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from app.booking.tables import BookingWindowColumns, window_constraints
from app.booking.values import BookingLevel
from app.core import limits
from app.db.columns import (
    AuditColumns,
    at_least,
    counter,
    instant,
    long_text,
    one_of,
    optional_reference,
    primary_key,
    reference,
    text,
    wall_clock,
)
from app.discounts.tables import EarlyBirdColumns, discount_constraints, early_bird_constraints
from app.events.commerce.tables import CommerceColumns
from app.events.dates.tables import RecurrenceColumns
from app.events.place.tables import VenueColumns
from app.events.settings.tables import SettingsColumns, settings_constraints
from app.events.social.tables import SocialColumns, social_constraints
from app.events.values import ConfigurationType, EventLifecycle
from app.occurrences.values import MonthOrdinal, OccurrenceEndsType, OccurrenceType, RecurrenceFrequency, Weekday


class EventRow(
    VenueColumns,
    RecurrenceColumns,
    BookingWindowColumns,
    CommerceColumns,
    EarlyBirdColumns,
    SettingsColumns,
    SocialColumns,
    AuditColumns,
    table=True,
):
    """`starts_at` and `ends_at` are the first and last moment of the enabled occurrences (`NEVER` without any)."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("organisation_id", "slug"),
        Index(None, "organisation_id", "starts_at", "id"),
        Index(None, "starts_at", "id"),
        Index(None, "name_key", "id"),
        Index(None, "created_at", "id"),
        Index(None, "venue_latitude"),
        one_of("lifecycle", EventLifecycle),
        one_of("configuration_type", ConfigurationType),
        one_of("occurrence_type", OccurrenceType),
        one_of("ends_type", OccurrenceEndsType),
        one_of("frequency", RecurrenceFrequency),
        one_of("month_ordinal", MonthOrdinal),
        one_of("month_weekday", Weekday),
        one_of("booking_starts_level", BookingLevel),
        one_of("booking_ends_level", BookingLevel),
        at_least("event_capacity", 0),
        at_least("booked_count", 0),
        at_least("max_ticket_per_customer", 1),
        CheckConstraint("venue_latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("venue_longitude BETWEEN -180 AND 180", name="longitude_range"),
        *window_constraints(),
        *settings_constraints(),
        *discount_constraints("refund_"),
        *early_bird_constraints(),
        *social_constraints(),
        at_least("refund_cancel_before_hours", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    slug: str = text(limits.SLUG)
    name: str = text(limits.NAME)
    name_key: str = text(4 * limits.NAME)
    display_name: str = text(limits.DISPLAY_NAME)
    description: str | None = long_text()
    cover_image_file_id: UUID | None = optional_reference("file.id")
    currency: str = text(3)
    enable_datetime_conversion: bool = False
    lifecycle: str = text(20, default="UNRELEASED")
    published_at: datetime | None = instant(nullable=True)
    published_local: datetime | None = wall_clock(nullable=True)
    publishing_changed_at: datetime | None = instant(nullable=True)
    publishing_changed_local: datetime | None = wall_clock(nullable=True)
    cancelled_at: datetime | None = instant(nullable=True)
    cancelled_local: datetime | None = wall_clock(nullable=True)
    cancellation_reason: str | None = long_text()
    rescheduled_at: datetime | None = instant(nullable=True)
    rescheduled_local: datetime | None = wall_clock(nullable=True)
    reschedule_reason: str | None = long_text()
    starts_at: datetime = instant()
    starts_local: datetime | None = wall_clock(nullable=True)
    ends_at: datetime = instant()
    ends_local: datetime | None = wall_clock(nullable=True)
    listing_enabled: bool = True
    visible_in_organisation_profile: bool = True
    booking_starts_level: str = text(10, default="EVENT")
    booking_ends_level: str = text(10, default="EVENT")
    event_capacity: int | None = None
    max_ticket_per_customer: int | None = None
    enable_rsvp: bool = False
    booked_count: int = counter()
    search_text: str = long_text()
