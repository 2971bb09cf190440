"""Users, communities and their posts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns

revision: str = "2026_11_21_9_people"
down_revision: str | None = "2026_11_21_8_files"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "person",
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
        sa.CheckConstraint("flag_count >= 0", name=op.f("ck_person_flag_count_at_least_0")),
        sa.ForeignKeyConstraint(
            ["avatar_file_id"], ["file.id"], name=op.f("fk_person_avatar_file_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("organisation_id", "internal_id", name=op.f("uq_person_organisation_id_internal_id")),
        sa.UniqueConstraint(
            "organisation_id", "profile_handle_key", name=op.f("uq_person_organisation_id_profile_handle_key")
        ),
        sa.UniqueConstraint("organisation_id", "public_id", name=op.f("uq_person_organisation_id_public_id")),
    )
    op.create_index(op.f("ix_person_avatar_file_id"), "person", ["avatar_file_id"], unique=False)
    op.create_table(
        "community",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("type", columns.Text(10), nullable=False),
        sa.Column("channel_id", columns.Text(255), nullable=True),
        sa.Column("display_name", columns.Text(255), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=True),
        sa.Column("avatar_file_id", columns.Uuid(), nullable=True),
        sa.Column("description", columns.Text(), nullable=True),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("only_admin_can_post", sa.Boolean(), nullable=False),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("custom_metadata", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("posts_count", sa.Integer(), nullable=False),
        sa.Column("members_count", sa.Integer(), nullable=False),
        sa.Column("moderator_member_count", sa.Integer(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("need_approval_on_post_creation", sa.Boolean(), nullable=False),
        sa.Column("allow_comment_in_story", sa.Boolean(), nullable=False),
        sa.Column("is_discoverable", sa.Boolean(), nullable=False),
        sa.Column("requires_join_approval", sa.Boolean(), nullable=False),
        sa.Column("notification_mode", columns.Text(10), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint(
            "notification_mode IN ('DEFAULT', 'SILENT', 'SUBSCRIBE')", name=op.f("ck_community_notification_mode_known")
        ),
        sa.CheckConstraint("type IN ('DEFAULT', 'EVENT')", name=op.f("ck_community_type_known")),
        sa.CheckConstraint("members_count >= 0", name=op.f("ck_community_members_count_at_least_0")),
        sa.CheckConstraint("moderator_member_count >= 0", name=op.f("ck_community_moderator_member_count_at_least_0")),
        sa.CheckConstraint("posts_count >= 0", name=op.f("ck_community_posts_count_at_least_0")),
        sa.ForeignKeyConstraint(
            ["avatar_file_id"], ["file.id"], name=op.f("fk_community_avatar_file_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_community_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_community_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
    )
    op.create_index(op.f("ix_community_avatar_file_id"), "community", ["avatar_file_id"], unique=False)
    op.create_index(op.f("ix_community_organisation_id"), "community", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_community_user_id"), "community", ["user_id"], unique=False)
    op.create_table(
        "user_flag",
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("by_user_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["person.id"], name=op.f("fk_user_flag_by_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_user_flag_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "by_user_id", name=op.f("pk_user_flag")),
    )
    op.create_index(op.f("ix_user_flag_by_user_id"), "user_flag", ["by_user_id"], unique=False)
    op.create_table(
        "community_category",
        sa.Column("community_id", columns.Uuid(), nullable=False),
        sa.Column("category_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_community_category_category_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_community_category_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "category_id", name=op.f("pk_community_category")),
    )
    op.create_index(op.f("ix_community_category_category_id"), "community_category", ["category_id"], unique=False)
    op.create_table(
        "community_member",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("community_id", columns.Uuid(), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("role", columns.Text(10), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("role IN ('MEMBER', 'MODERATOR')", name=op.f("ck_community_member_role_known")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_community_member_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_community_member_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["person.id"], name=op.f("fk_community_member_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_member")),
        sa.UniqueConstraint("community_id", "user_id", name=op.f("uq_community_member_community_id_user_id")),
    )
    op.create_index(
        op.f("ix_community_member_community_id_created_at_id"),
        "community_member",
        ["community_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_community_member_user_id"), "community_member", ["user_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("community_id", columns.Uuid(), nullable=False),
        sa.Column("parent_id", columns.Uuid(), nullable=True),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("body", columns.Text(2500), nullable=False),
        sa.Column("flag_count", sa.Integer(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.CheckConstraint("flag_count >= 0", name=op.f("ck_post_flag_count_at_least_0")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_post_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["post.id"], name=op.f("fk_post_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_post_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(
        op.f("ix_post_community_id_created_at_id"), "post", ["community_id", "created_at", "id"], unique=False
    )
    op.create_index(op.f("ix_post_parent_id_created_at_id"), "post", ["parent_id", "created_at", "id"], unique=False)
    op.create_index(op.f("ix_post_user_id"), "post", ["user_id"], unique=False)
    op.create_table(
        "post_flag",
        sa.Column("post_id", columns.Uuid(), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_flag_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_post_flag_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "user_id", name=op.f("pk_post_flag")),
    )
    op.create_index(op.f("ix_post_flag_user_id"), "post_flag", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("post_flag")
    op.drop_table("post")
    op.drop_table("community_member")
    op.drop_table("community_category")
    op.drop_table("user_flag")
    op.drop_table("community")
    op.drop_table("person")
