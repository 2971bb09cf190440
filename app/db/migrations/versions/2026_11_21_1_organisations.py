"""Organisations with their applications and categories, and the outbox."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_21_1_organisations"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=True),
        sa.Column("entity", columns.Text(40), nullable=False),
        sa.Column("entity_id", columns.Uuid(), nullable=False),
        sa.Column("kind", columns.Text(20), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_change_event_id_sequence"), "change", ["event_id", "sequence"], unique=False)
    op.create_index(op.f("ix_change_organisation_id_sequence"), "change", ["organisation_id", "sequence"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("slug", columns.Text(100), nullable=False),
        sa.Column("name", columns.Text(255), nullable=False),
        sa.Column("info", columns.Text(), nullable=True),
        sa.Column("image", columns.Text(2048), nullable=True),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("currency", columns.Text(3), nullable=False),
        sa.Column("enable_datetime_conversion", sa.Boolean(), nullable=False),
        sa.Column("event_defaults", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "application",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("name", columns.Text(120), nullable=False),
        sa.Column("secret_hash", columns.Text(64), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_application_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index(op.f("ix_application_organisation_id"), "application", ["organisation_id"], unique=False)
    op.create_table(
        "category",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("name", columns.Text(120), nullable=False),
        sa.Column("name_key", columns.Text(480), nullable=False),
        sa.Column("description", columns.Text(2500), nullable=True),
        sa.Column("url", columns.Text(2048), nullable=True),
        sa.Column("image", columns.Text(2048), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_category_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("organisation_id", "name_key", name=op.f("uq_category_organisation_id_name_key")),
    )
    op.create_table(
        "token",
        sa.Column("hash", columns.Text(64), nullable=False),
        sa.Column("application_id", columns.Uuid(), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("issued_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_token_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_token")),
    )
    op.create_index(op.f("ix_token_application_id"), "token", ["application_id"], unique=False)


def downgrade() -> None:
    op.drop_table("token")
    op.drop_table("category")
    op.drop_table("application")
    op.drop_table("organisation")
    op.drop_table("change")
