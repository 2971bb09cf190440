"""The pictures of users, with the avatars of now, and notes of the bytes of deleted files."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_13_user_picture"
down_revision: str | None = "2026_11_30_12_webhook_scopes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
# New tables. Erasing reads the avatars that processes of the version before have set from the user's row.
serves_from: str | None = None


def upgrade() -> None:
    op.create_table(
        "user_picture",
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("file_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_user_picture_file_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_picture_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "file_id", name=op.f("pk_user_picture")),
    )
    op.create_index(op.f("ix_user_picture_file_id"), "user_picture", ["file_id"], unique=False)
    op.execute(
        "INSERT INTO user_picture (user_id, file_id)"
        " SELECT id, avatar_file_id FROM user_account WHERE avatar_file_id IS NOT NULL"
    )
    op.create_table(
        "removed_file",
        sa.Column("storage_key", columns.Text(80), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("storage_key", name=op.f("pk_removed_file")),
    )


def downgrade() -> None:
    op.drop_table("removed_file")
    op.drop_index(op.f("ix_user_picture_file_id"), table_name="user_picture")
    op.drop_table("user_picture")
