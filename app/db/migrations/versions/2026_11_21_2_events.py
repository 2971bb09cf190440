"""Events and the lists that belong to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_21_2_events"
down_revision: str | None = "2026_11_21_1_organisations"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("booking_starts_type", columns.Text(40), nullable=False),
        sa.Column("booking_starts_at", columns.Instant(), nullable=True),
        sa.Column("booking_starts_local", columns.WallClock(), nullable=True),
        sa.Column("booking_starts_relation", columns.Text(40), nullable=True),
        sa.Column("booking_starts_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("hide_ticket_until_booking_start", sa.Boolean(), nullable=False),
        sa.Column("booking_ends_type", columns.Text(40), nullable=False),
        sa.Column("booking_ends_at", columns.Instant(), nullable=True),
        sa.Column("booking_ends_local", columns.WallClock(), nullable=True),
        sa.Column("booking_ends_relation", columns.Text(40), nullable=True),
        sa.Column("booking_ends_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("occurrence_type", columns.Text(20), nullable=True),
        sa.Column("rule_starts_at", columns.Instant(), nullable=True),
        sa.Column("rule_starts_local", columns.WallClock(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("ends_type", columns.Text(20), nullable=True),
        sa.Column("ends_on", columns.CalendarDate(), nullable=True),
        sa.Column("ends_after", sa.Integer(), nullable=True),
        sa.Column("frequency", columns.Text(20), nullable=True),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("exclusions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("materialised_until", columns.Instant(), nullable=True),
        sa.Column("configuration_type", columns.Text(20), nullable=True),
        sa.Column("venue_name", columns.Text(255), nullable=True),
        sa.Column("venue_image", columns.Text(2048), nullable=True),
        sa.Column("venue_url", columns.Text(2048), nullable=True),
        sa.Column("venue_latitude", sa.Float(), nullable=True),
        sa.Column("venue_longitude", sa.Float(), nullable=True),
        sa.Column("venue_x", sa.Float(), nullable=True),
        sa.Column("venue_y", sa.Float(), nullable=True),
        sa.Column("venue_z", sa.Float(), nullable=True),
        sa.Column("address_line1", columns.Text(200), nullable=True),
        sa.Column("address_line2", columns.Text(200), nullable=True),
        sa.Column("address_country", columns.Text(200), nullable=True),
        sa.Column("address_state", columns.Text(200), nullable=True),
        sa.Column("address_city", columns.Text(200), nullable=True),
        sa.Column("address_post_code", columns.Text(200), nullable=True),
        sa.Column("online_name", columns.Text(255), nullable=True),
        sa.Column("online_url", columns.Text(2048), nullable=True),
        sa.Column("online_image", columns.Text(2048), nullable=True),
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("slug", columns.Text(100), nullable=False),
        sa.Column("name", columns.Text(75), nullable=False),
        sa.Column("name_key", columns.Text(300), nullable=False),
        sa.Column("display_name", columns.Text(255), nullable=False),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("currency", columns.Text(3), nullable=False),
        sa.Column("enable_datetime_conversion", sa.Boolean(), nullable=False),
        sa.Column("lifecycle", columns.Text(20), nullable=False),
        sa.Column("published_at", columns.Instant(), nullable=True),
        sa.Column("published_local", columns.WallClock(), nullable=True),
        sa.Column("publishing_changed_at", columns.Instant(), nullable=True),
        sa.Column("publishing_changed_local", columns.WallClock(), nullable=True),
        sa.Column("cancelled_at", columns.Instant(), nullable=True),
        sa.Column("cancelled_local", columns.WallClock(), nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("starts_local", columns.WallClock(), nullable=True),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("ends_local", columns.WallClock(), nullable=True),
        sa.Column("listing_enabled", sa.Boolean(), nullable=False),
        sa.Column("visible_in_organisation_profile", sa.Boolean(), nullable=False),
        sa.Column("booking_starts_level", columns.Text(10), nullable=False),
        sa.Column("booking_ends_level", columns.Text(10), nullable=False),
        sa.Column("event_capacity", sa.Integer(), nullable=True),
        sa.Column("max_ticket_per_customer", sa.Integer(), nullable=True),
        sa.Column("enable_rsvp", sa.Boolean(), nullable=False),
        sa.Column("search_text", columns.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("booking_ends_level IN ('EVENT', 'TICKET')", name=op.f("ck_event_booking_ends_level_known")),
        sa.CheckConstraint(
            "booking_ends_relation IN ('BEFORE_OCCURRENCE_START', 'AFTER_OCCURRENCE_START', 'BEFORE_OCCURRENCE_END')",
            name=op.f("ck_event_booking_ends_relation_known"),
        ),
        sa.CheckConstraint(
            "booking_ends_type IN ('CONTINUE_UNTIL_EVENT_ENDS', 'CONTINUE_UNTIL_EVENT_STARTS', 'SPECIFIC_TIME', 'RELATIVE_TO_OCCURRENCE')",
            name=op.f("ck_event_booking_ends_type_known"),
        ),
        sa.CheckConstraint(
            "booking_starts_level IN ('EVENT', 'TICKET')", name=op.f("ck_event_booking_starts_level_known")
        ),
        sa.CheckConstraint(
            "booking_starts_relation IN ('BEFORE_OCCURRENCE_START', 'AFTER_OCCURRENCE_START', 'BEFORE_OCCURRENCE_END')",
            name=op.f("ck_event_booking_starts_relation_known"),
        ),
        sa.CheckConstraint(
            "booking_starts_type IN ('IMMEDIATE', 'SPECIFIC_TIME', 'RELATIVE_TO_OCCURRENCE')",
            name=op.f("ck_event_booking_starts_type_known"),
        ),
        sa.CheckConstraint(
            "configuration_type IN ('VENUE_EVENT', 'ONLINE_EVENT')",
            name=op.f("ck_event_configuration_type_known"),
        ),
        sa.CheckConstraint("ends_type IN ('NEVER', 'ON_DATE', 'AFTER_COUNT')", name=op.f("ck_event_ends_type_known")),
        sa.CheckConstraint("frequency IN ('DAILY', 'WEEKLY', 'MONTHLY')", name=op.f("ck_event_frequency_known")),
        sa.CheckConstraint(
            "lifecycle IN ('UNRELEASED', 'PUBLISHED', 'UNPUBLISHED', 'CANCELLED')",
            name=op.f("ck_event_lifecycle_known"),
        ),
        sa.CheckConstraint(
            "occurrence_type IN ('DOES_NOT_REPEAT', 'DAILY', 'WEEKLY', 'MONTHLY', 'SCHEDULE', 'TIMESLOTS')",
            name=op.f("ck_event_occurrence_type_known"),
        ),
        sa.CheckConstraint(
            "booking_starts_at <= booking_ends_at", name=op.f("ck_event_booking_opens_before_it_closes")
        ),
        sa.CheckConstraint("event_capacity >= 0", name=op.f("ck_event_event_capacity_at_least_0")),
        sa.CheckConstraint("max_ticket_per_customer >= 1", name=op.f("ck_event_max_ticket_per_customer_at_least_1")),
        sa.CheckConstraint("venue_latitude BETWEEN -90 AND 90", name=op.f("ck_event_latitude_range")),
        sa.CheckConstraint("venue_longitude BETWEEN -180 AND 180", name=op.f("ck_event_longitude_range")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_event_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_event_organisation_id_slug")),
    )
    op.create_index(op.f("ix_event_created_at_id"), "event", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_event_name_key_id"), "event", ["name_key", "id"], unique=False)
    op.create_index(
        op.f("ix_event_organisation_id_starts_at_id"),
        "event",
        ["organisation_id", "starts_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_event_starts_at_id"), "event", ["starts_at", "id"], unique=False)
    op.create_index(op.f("ix_event_venue_latitude"), "event", ["venue_latitude"], unique=False)
    op.create_table(
        "banner",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("image", columns.Text(2048), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_banner_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_banner_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_banner")),
    )
    op.create_index(op.f("ix_banner_event_id"), "banner", ["event_id"], unique=False)
    op.create_table(
        "event_category",
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("category_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_event_category_category_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_category_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "category_id", name=op.f("pk_event_category")),
    )
    op.create_index(op.f("ix_event_category_category_id"), "event_category", ["category_id"], unique=False)
    op.create_table(
        "event_tag",
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag", columns.Text(24), nullable=False),
        sa.Column("tag_key", columns.Text(96), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_tag_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_tag")),
    )
    op.create_table(
        "resource",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_resource_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_resource_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index(op.f("ix_resource_event_id"), "resource", ["event_id"], unique=False)
    op.create_table(
        "scheduled_start",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("starts_local", columns.WallClock(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_scheduled_start_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_scheduled_start_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_start")),
    )
    op.create_index(op.f("ix_scheduled_start_event_id"), "scheduled_start", ["event_id"], unique=False)
    op.create_table(
        "timeslot_template",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.ClockTime(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_timeslot_template_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_timeslot_template_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeslot_template")),
    )
    op.create_index(op.f("ix_timeslot_template_event_id"), "timeslot_template", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_table("timeslot_template")
    op.drop_table("scheduled_start")
    op.drop_table("resource")
    op.drop_table("event_tag")
    op.drop_table("event_category")
    op.drop_table("banner")
    op.drop_table("event")
