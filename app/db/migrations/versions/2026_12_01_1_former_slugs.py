"""Former slugs of events and organisations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_12_01_1_former_slugs"
down_revision: str | None = "2026_11_30_16_feed_compacted"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# New tables.
serves_from: str | None = None


def upgrade() -> None:
    op.create_table(
        "former_organisation_slug",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("slug", columns.Text(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_former_organisation_slug_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_organisation_slug")),
        sa.UniqueConstraint("slug", name=op.f("uq_former_organisation_slug_slug")),
    )
    op.create_index(
        op.f("ix_former_organisation_slug_organisation_id"),
        "former_organisation_slug",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "former_slug",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("slug", columns.Text(100), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_former_slug_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_slug_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_slug")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_former_slug_organisation_id_slug")),
    )
    op.create_index(op.f("ix_former_slug_event_id"), "former_slug", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_former_slug_event_id"), table_name="former_slug")
    op.drop_table("former_slug")
    op.drop_index(op.f("ix_former_organisation_slug_organisation_id"), table_name="former_organisation_slug")
    op.drop_table("former_organisation_slug")
