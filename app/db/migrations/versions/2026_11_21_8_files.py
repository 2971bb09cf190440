"""Files, and the cover image of an event."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_8_files"
down_revision: str | None = "2026_11_21_7_commerce"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("type", columns.Text(10), nullable=False),
        sa.Column("access_type", columns.Text(10), nullable=False),
        sa.Column("name", columns.Text(255), nullable=True),
        sa.Column("alt_text", columns.Text(255), nullable=True),
        sa.Column("address", columns.Text(2048), nullable=True),
        sa.Column("storage_key", columns.Text(80), nullable=True),
        sa.Column("served_name", columns.Text(120), nullable=True),
        sa.Column("extension", columns.Text(16), nullable=True),
        sa.Column("mime_type", columns.Text(127), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("is_full", sa.Boolean(), nullable=True),
        sa.Column("exif", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("gps", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("type IN ('IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT')", name=op.f("ck_file_type_known")),
        sa.CheckConstraint("access_type IN ('PUBLIC', 'PRIVATE')", name=op.f("ck_file_access_type_known")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_file_size_at_least_0")),
        sa.CheckConstraint("width >= 1", name=op.f("ck_file_width_at_least_1")),
        sa.CheckConstraint("height >= 1", name=op.f("ck_file_height_at_least_1")),
        sa.CheckConstraint("(address IS NULL) = (storage_key IS NOT NULL)", name=op.f("ck_file_one_source")),
        sa.CheckConstraint("(storage_key IS NULL) = (served_name IS NULL)", name=op.f("ck_file_served_by_name")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_file_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_organisation_id"), "file", ["organisation_id"], unique=False)
    op.create_table(
        "event_file",
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("file_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_file_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_event_file_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "file_id", name=op.f("pk_event_file")),
    )
    op.create_index(op.f("ix_event_file_file_id"), "event_file", ["file_id"], unique=False)
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("cover_image_file_id", columns.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_event_cover_image_file_id"), "file", ["cover_image_file_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_event_cover_image_file_id"), ["cover_image_file_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        batch.drop_index(op.f("ix_event_cover_image_file_id"))
        batch.drop_constraint(op.f("fk_event_cover_image_file_id"), type_="foreignkey")
        batch.drop_column("cover_image_file_id")
    op.drop_table("event_file")
    op.drop_table("file")
