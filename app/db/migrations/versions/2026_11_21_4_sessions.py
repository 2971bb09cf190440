"""Sessions and what they are linked to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_21_4_sessions"
down_revision: str | None = "2026_11_21_3_agenda"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("name", columns.Text(75), nullable=False),
        sa.Column("name_key", columns.Text(300), nullable=False),
        sa.Column("display_name", columns.Text(255), nullable=False),
        sa.Column("status", columns.Text(10), nullable=False),
        sa.Column("proposal_status", columns.Text(10), nullable=False),
        sa.Column("kind", columns.Text(10), nullable=False),
        sa.Column("sell_session", sa.Boolean(), nullable=False),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("details", columns.Text(), nullable=True),
        sa.Column("language", columns.Text(35), nullable=True),
        sa.Column("image", columns.Text(2048), nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("starts_local", columns.WallClock(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("ends_local", columns.WallClock(), nullable=False),
        sa.Column("use_event_timezone", sa.Boolean(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("track_id", columns.Uuid(), nullable=True),
        sa.Column("location_id", columns.Uuid(), nullable=True),
        sa.Column("schedule_date_id", columns.Uuid(), nullable=True),
        sa.Column("occurrences_type", columns.Text(10), nullable=False),
        sa.Column("tickets_type", columns.Text(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('GENERAL', 'PRIVATE', 'ADDITIONAL', 'ADDPRIVATE')", name=op.f("ck_session_kind_known")
        ),
        sa.CheckConstraint("occurrences_type IN ('ALL', 'SPECIFIC')", name=op.f("ck_session_occurrences_type_known")),
        sa.CheckConstraint(
            "proposal_status IN ('SUBMITTED', 'APPROVED', 'REJECTED', 'CONVERTED', 'LIVE')",
            name=op.f("ck_session_proposal_status_known"),
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'INACTIVE')", name=op.f("ck_session_status_known")),
        sa.CheckConstraint("tickets_type IN ('ALL', 'SPECIFIC')", name=op.f("ck_session_tickets_type_known")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_session_capacity_at_least_0")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_session_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_session_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_session_location_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["schedule_date_id"],
            ["schedule_date.id"],
            name=op.f("fk_session_schedule_date_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_session_track_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_event_id_name_key_id"), "session", ["event_id", "name_key", "id"], unique=False)
    op.create_index(op.f("ix_session_event_id_starts_at_id"), "session", ["event_id", "starts_at", "id"], unique=False)
    op.create_index(op.f("ix_session_location_id"), "session", ["location_id"], unique=False)
    op.create_index(op.f("ix_session_schedule_date_id"), "session", ["schedule_date_id"], unique=False)
    op.create_index(op.f("ix_session_track_id"), "session", ["track_id"], unique=False)
    op.create_table(
        "session_file",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_session_file_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_file_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_file_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_file")),
    )
    op.create_index(op.f("ix_session_file_event_id"), "session_file", ["event_id"], unique=False)
    op.create_index(op.f("ix_session_file_session_id"), "session_file", ["session_id"], unique=False)
    op.create_table(
        "session_link",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_session_link_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_link_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_link_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_link")),
    )
    op.create_index(op.f("ix_session_link_event_id"), "session_link", ["event_id"], unique=False)
    op.create_index(op.f("ix_session_link_session_id"), "session_link", ["session_id"], unique=False)
    op.create_table(
        "session_occurrence",
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("occurrence_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_session_occurrence_occurrence_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_occurrence_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "occurrence_id", name=op.f("pk_session_occurrence")),
    )
    op.create_index(op.f("ix_session_occurrence_occurrence_id"), "session_occurrence", ["occurrence_id"], unique=False)
    op.create_table(
        "session_speaker",
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("speaker_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_speaker_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name=op.f("fk_session_speaker_speaker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "speaker_id", name=op.f("pk_session_speaker")),
    )
    op.create_index(op.f("ix_session_speaker_speaker_id"), "session_speaker", ["speaker_id"], unique=False)


def downgrade() -> None:
    op.drop_table("session_speaker")
    op.drop_table("session_occurrence")
    op.drop_table("session_link")
    op.drop_table("session_file")
    op.drop_table("session")
