"""Webhooks, and what they were sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_7_webhooks"
down_revision: str | None = "2026_11_30_6_previous_start"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
expands: bool = True


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("application_id", columns.Uuid(), nullable=False),
        sa.Column("url", columns.Text(2048), nullable=False),
        sa.Column("topics", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("document", columns.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("secret", columns.Text(60), nullable=False),
        sa.Column("previous_secret", columns.Text(60), nullable=True),
        sa.Column("previous_until", columns.Instant(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_webhook_application_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_webhook_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_application_id"), "webhook", ["application_id"], unique=False)
    op.create_index(op.f("ix_webhook_organisation_id"), "webhook", ["organisation_id"], unique=False)
    op.create_table(
        "webhook_delivery",
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("webhook_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("entity", columns.Text(40), nullable=False),
        sa.Column("entity_id", columns.Uuid(), nullable=False),
        sa.Column("kind", columns.Text(20), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("state", columns.Text(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", columns.Instant(), nullable=False),
        sa.Column("first_at", columns.Instant(), nullable=True),
        sa.Column("last_attempt_at", columns.Instant(), nullable=True),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("error", columns.Text(200), nullable=True),
        sa.CheckConstraint("state IN ('PENDING', 'DELIVERED', 'FAILED')", name=op.f("ck_webhook_delivery_state_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_webhook_delivery_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    for name in (("state", "next_at"), ("webhook_id", "entity_id", "position"), ("webhook_id", "created_at", "id")):
        op.create_index(op.f(f"ix_webhook_delivery_{'_'.join(name)}"), "webhook_delivery", list(name), unique=False)


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
