"""Notices: changes that concern users who have a place."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_8_notice"
down_revision: str | None = "2026_11_30_7_webhooks"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# A new table.
serves_from: str | None = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("occurrence_id", columns.Uuid(), nullable=True),
        sa.Column("session_id", columns.Uuid(), nullable=True),
        sa.Column("session_occurrence_id", columns.Uuid(), nullable=True),
        sa.Column("kind", columns.Text(20), nullable=False),
        sa.Column("previous_starts_at", columns.Instant(), nullable=True),
        sa.Column("previous_starts_local", columns.WallClock(), nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("starts_local", columns.WallClock(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('CANCELLED', 'CALLED_OFF', 'RESCHEDULED', 'SESSION_MOVED', 'SESSION_CANCELLED')",
            name=op.f("ck_notice_kind_known"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_notice_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_notice_occurrence_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_notice_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_notice_session_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["session_occurrence_id"],
            ["session_occurrence.id"],
            name=op.f("fk_notice_session_occurrence_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_event_id"), "notice", ["event_id"], unique=False)
    op.create_index(op.f("ix_notice_occurrence_id"), "notice", ["occurrence_id"], unique=False)
    op.create_index(op.f("ix_notice_session_id"), "notice", ["session_id"], unique=False)
    op.create_index(op.f("ix_notice_session_occurrence_id"), "notice", ["session_occurrence_id"], unique=False)
    op.create_index(op.f("ix_notice_user_id_created_at_id"), "notice", ["user_id", "created_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_user_id_created_at_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_session_occurrence_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_session_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_occurrence_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_event_id"), table_name="notice")
    op.drop_table("notice")
