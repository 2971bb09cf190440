"""Events and what hangs on them in lists: banners, resources, categories, tags, and the recurrence rule's lists."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.booking.tables import BookingWindowColumns, window_constraints
from app.booking.values import BookingLevel
from app.core import limits
from app.db.columns import (
    at_least,
    calendar_date,
    clock_time,
    counter,
    instant,
    json_value,
    link,
    long_text,
    one_of,
    primary_key,
    reference,
    text,
    wall_clock,
)
from app.events.values import ConfigurationType, EventLifecycle
from app.occurrences.rules import OccurrenceEndsType, OccurrenceType, RecurrenceFrequency


class VenueColumns(SQLModel):
    """The unit vector (x, y, z) stands beside the coordinates so that a radius needs no trigonometry in SQL."""

    configuration_type: str | None = text(20, default=None)
    venue_name: str | None = text(limits.DISPLAY_NAME, default=None)
    venue_image: str | None = text(limits.URL, default=None)
    venue_url: str | None = text(limits.URL, default=None)
    venue_latitude: float | None = None
    venue_longitude: float | None = None
    venue_x: float | None = None
    venue_y: float | None = None
    venue_z: float | None = None
    address_line1: str | None = text(limits.ADDRESS_LINE, default=None)
    address_line2: str | None = text(limits.ADDRESS_LINE, default=None)
    address_country: str | None = text(limits.ADDRESS_LINE, default=None)
    address_state: str | None = text(limits.ADDRESS_LINE, default=None)
    address_city: str | None = text(limits.ADDRESS_LINE, default=None)
    address_post_code: str | None = text(limits.ADDRESS_LINE, default=None)
    online_name: str | None = text(limits.DISPLAY_NAME, default=None)
    online_url: str | None = text(limits.URL, default=None)
    online_image: str | None = text(limits.URL, default=None)


class RecurrenceColumns(SQLModel):
    """The rule as given; the occurrences it makes are rows of their own."""

    occurrence_type: str | None = text(20, default=None)
    rule_starts_at: datetime | None = instant(nullable=True)
    rule_starts_local: datetime | None = wall_clock(nullable=True)
    duration_minutes: int | None = None
    ends_type: str | None = text(20, default=None)
    ends_on: date | None = calendar_date(nullable=True)
    ends_after: int | None = None
    frequency: str | None = text(20, default=None)
    interval: int = counter(default=1)
    weekdays: list[str] = json_value(default_factory=list)
    exclusions: list[str] = json_value(default_factory=list)
    materialised_until: datetime | None = instant(nullable=True)


class EventRow(VenueColumns, RecurrenceColumns, BookingWindowColumns, table=True):
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
        one_of("booking_starts_level", BookingLevel),
        one_of("booking_ends_level", BookingLevel),
        at_least("event_capacity", 0),
        at_least("max_ticket_per_customer", 1),
        CheckConstraint("venue_latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("venue_longitude BETWEEN -180 AND 180", name="longitude_range"),
        *window_constraints(),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    slug: str = text(limits.SLUG)
    name: str = text(limits.NAME)
    name_key: str = text(4 * limits.NAME)
    display_name: str = text(limits.DISPLAY_NAME)
    description: str | None = long_text()
    timezone: str = text(64)
    currency: str = text(3)
    enable_datetime_conversion: bool = False
    lifecycle: str = text(20, default="UNRELEASED")
    published_at: datetime | None = instant(nullable=True)
    published_local: datetime | None = wall_clock(nullable=True)
    publishing_changed_at: datetime | None = instant(nullable=True)
    publishing_changed_local: datetime | None = wall_clock(nullable=True)
    cancelled_at: datetime | None = instant(nullable=True)
    cancelled_local: datetime | None = wall_clock(nullable=True)
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
    search_text: str = long_text()
    version: int = counter(default=1)
    created_at: datetime = instant()
    created_local: datetime = wall_clock()
    updated_at: datetime = instant()
    updated_local: datetime = wall_clock()


class EventPart(SQLModel):
    """What every row that belongs to an event carries: its tenant, so that each statement can ask for it."""

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    position: int = counter()


class BannerRow(EventPart, table=True):
    __tablename__ = "banner"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    image: str = text(limits.URL)
    is_primary: bool = False


class ResourceRow(EventPart, table=True):
    __tablename__ = "resource"

    name: str | None = text(limits.DISPLAY_NAME, default=None)
    url: str = text(limits.URL)


class ScheduledStartRow(EventPart, table=True):
    """One start of a `SCHEDULE` rule."""

    __tablename__ = "scheduled_start"

    starts_at: datetime = instant()
    starts_local: datetime = wall_clock()
    timezone: str = text(64)


class TimeslotTemplateRow(EventPart, table=True):
    """One slot of each date of a `TIMESLOTS` rule."""

    __tablename__ = "timeslot_template"

    starts_at: time = clock_time()
    duration_minutes: int
    capacity: int | None = None


class CategoryRow(SQLModel, table=True):
    """A category of an organisation, told apart by its folded name."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("organisation_id", "name_key"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    name: str = text(limits.LABEL)
    name_key: str = text(4 * limits.LABEL)
    description: str | None = text(limits.DESCRIPTION, default=None)
    url: str | None = text(limits.URL, default=None)
    image: str | None = text(limits.URL, default=None)


class EventCategoryRow(SQLModel, table=True):
    __tablename__ = "event_category"

    event_id: UUID = link("event.id")
    category_id: UUID = link("category.id", index=True)
    position: int = counter()


class EventTagRow(SQLModel, table=True):
    """`tag_key` is the folded tag, for filters."""

    __tablename__ = "event_tag"

    event_id: UUID = link("event.id")
    position: int = Field(primary_key=True)
    tag: str = text(limits.TAG)
    tag_key: str = text(4 * limits.TAG)
