"""Records of exports and erasures of users' data."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_10_privacy_record"
down_revision: str | None = "2026_11_30_9_delivery_order"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# A new table.
serves_from: str | None = None


def upgrade() -> None:
    op.create_table(
        "privacy_record",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("application_id", columns.Uuid(), nullable=True),
        sa.Column("kind", columns.Text(20), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('EXPORTED', 'ERASED')", name=op.f("ck_privacy_record_kind_known")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_privacy_record_application_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_privacy_record_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_privacy_record_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_record")),
    )
    op.create_index(op.f("ix_privacy_record_application_id"), "privacy_record", ["application_id"], unique=False)
    op.create_index(op.f("ix_privacy_record_organisation_id"), "privacy_record", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_privacy_record_user_id"), "privacy_record", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_privacy_record_user_id"), table_name="privacy_record")
    op.drop_index(op.f("ix_privacy_record_organisation_id"), table_name="privacy_record")
    op.drop_index(op.f("ix_privacy_record_application_id"), table_name="privacy_record")
    op.drop_table("privacy_record")
