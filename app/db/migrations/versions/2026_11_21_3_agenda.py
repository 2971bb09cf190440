"""Occurrences with their timeslots, the agenda, and speakers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_21_3_agenda"
down_revision: str | None = "2026_11_21_2_events"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "location",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.Column("name", columns.Text(200), nullable=False),
        sa.Column("description", columns.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_location_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_location_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_index(op.f("ix_location_event_id"), "location", ["event_id"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("starts_local", columns.WallClock(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("ends_local", columns.WallClock(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opens_at", columns.Instant(), nullable=True),
        sa.Column("opens_local", columns.WallClock(), nullable=True),
        sa.Column("closes_at", columns.Instant(), nullable=True),
        sa.Column("closes_local", columns.WallClock(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_occurrence_capacity_at_least_0")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_occurrence_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_occurrence_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_occurrence_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("event_id", "starts_at", name=op.f("uq_occurrence_event_id_starts_at")),
    )
    op.create_table(
        "schedule_date",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.Column("date", columns.CalendarDate(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_schedule_date_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_schedule_date_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_date")),
        sa.UniqueConstraint("event_id", "date", name=op.f("uq_schedule_date_event_id_date")),
    )
    op.create_index(op.f("ix_schedule_date_event_id"), "schedule_date", ["event_id"], unique=False)
    op.create_table(
        "speaker",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("name_key", columns.Text(1020), nullable=False),
        sa.Column("biography", columns.Text(), nullable=True),
        sa.Column("image", columns.Text(2048), nullable=True),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_speaker_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_speaker_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
    )
    op.create_index(op.f("ix_speaker_event_id_name_key_id"), "speaker", ["event_id", "name_key", "id"], unique=False)
    op.create_table(
        "track",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("colour", columns.Text(7), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_track_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_track_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track")),
    )
    op.create_index(op.f("ix_track_event_id"), "track", ["event_id"], unique=False)
    op.create_table(
        "timeslot",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("occurrence_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("starts_local", columns.WallClock(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("ends_local", columns.WallClock(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_timeslot_capacity_at_least_1")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_timeslot_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_timeslot_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_timeslot_occurrence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_timeslot_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeslot")),
        sa.UniqueConstraint("occurrence_id", "position", name=op.f("uq_timeslot_occurrence_id_position")),
    )
    op.create_index(op.f("ix_timeslot_event_id"), "timeslot", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_table("timeslot")
    op.drop_table("track")
    op.drop_table("speaker")
    op.drop_table("schedule_date")
    op.drop_table("occurrence")
    op.drop_table("location")
