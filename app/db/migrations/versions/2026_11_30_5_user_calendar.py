"""The secret address of each user's calendar, hashed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_5_user_calendar"
down_revision: str | None = "2026_11_30_4_feed"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# A new table.
serves_from: str | None = None


def upgrade() -> None:
    op.create_table(
        "user_calendar",
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("hash", columns.Text(length=64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_user_calendar_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_calendar_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_calendar")),
        sa.UniqueConstraint("hash", name=op.f("uq_user_calendar_hash")),
    )
    op.create_index(op.f("ix_user_calendar_organisation_id"), "user_calendar", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_user_calendar_organisation_id"), table_name="user_calendar")
    op.drop_table("user_calendar")
