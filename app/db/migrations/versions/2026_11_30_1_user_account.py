"""Users are stored in `user_account`: `person` was the name of a table that holds brands too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_30_1_user_account"
down_revision: str | None = "2026_11_29_3_waiting"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CONSTRAINTS = (
    "pk_{}",
    "ck_{}_flag_count_at_least_0",
    "fk_{}_avatar_file_id",
    "fk_{}_organisation_id",
    "uq_{}_organisation_id_internal_id",
    "uq_{}_organisation_id_profile_handle_key",
    "uq_{}_organisation_id_public_id",
)
INDEX = "ix_{}_avatar_file_id"


def upgrade() -> None:
    _rename("person", "user_account")


def downgrade() -> None:
    _rename("user_account", "person")


def _rename(old: str, new: str) -> None:
    """Rename the table with its constraints and its index. References to it follow on both engines."""
    if op.get_bind().dialect.name == "postgresql":
        op.rename_table(old, new)
        for name in CONSTRAINTS:
            op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {name.format(old)} TO {name.format(new)}")
        op.execute(f"ALTER INDEX {INDEX.format(old)} RENAME TO {INDEX.format(new)}")
        return
    op.drop_index(op.f(INDEX.format(old)), old)
    op.rename_table(old, new)
    # SQLite renames no constraint: the table is rebuilt with the new names.
    with op.batch_alter_table(new, copy_from=_table(new), recreate="always"):
        pass
    op.create_index(op.f(INDEX.format(new)), new, ["avatar_file_id"], unique=False)


def _table(name: str) -> sa.Table:
    """The table as it is at this revision."""
    key, check, avatar, organisation, internal, handle, public = (op.f(each.format(name)) for each in CONSTRAINTS)
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("display_name", columns.Text(255), nullable=False),
        sa.Column("profile_handle", columns.Text(120), nullable=True),
        sa.Column("profile_handle_key", columns.Text(480), nullable=True),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("internal_id", columns.Text(255), nullable=True),
        sa.Column("public_id", columns.Text(255), nullable=True),
        sa.Column("avatar_file_id", columns.Uuid(), nullable=True),
        sa.Column("avatar_custom_url", columns.Text(2048), nullable=True),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("permissions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("flag_count", sa.Integer(), nullable=False),
        sa.Column("hash_flag_bits", sa.Integer(), nullable=False),
        sa.Column("hash_flag_hashes", sa.Integer(), nullable=False),
        sa.Column("hash_flag_words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("custom_metadata", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_global_ban", sa.Boolean(), nullable=False),
        sa.Column("is_brand", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("flag_count >= 0", name=check),
        sa.ForeignKeyConstraint(["avatar_file_id"], ["file.id"], name=avatar, ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=organisation, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=key),
        sa.UniqueConstraint("organisation_id", "internal_id", name=internal),
        sa.UniqueConstraint("organisation_id", "profile_handle_key", name=handle),
        sa.UniqueConstraint("organisation_id", "public_id", name=public),
    )
