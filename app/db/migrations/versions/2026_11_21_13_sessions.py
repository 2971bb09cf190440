"""Everything else that a session has, and who has chosen which."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision: str = "2026_11_21_13_sessions"
down_revision: str | None = "2026_11_21_12_agenda"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CHOICES = (
    ("inclusion", 10, "OPTIONAL"),
    ("check_in_type", 20, "NO_CHECK_IN_NEEDED"),
    ("rsvp_capacity", 10, "UNLIMITED"),
)
SWITCHES = (
    "selected_by_default",
    "locked_when_saved",
    "prevent_session_conflicts",
    "wait_list_enabled",
    "rsvp",
)


def upgrade() -> None:
    with op.batch_alter_table("session", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("short_name", columns.Text(255), nullable=True))
        batch.add_column(sa.Column("badge_name", columns.Text(255), nullable=True))
        batch.add_column(sa.Column("secure_id", columns.Text(255), nullable=True))
        batch.add_column(sa.Column("webinar_url", columns.Text(2048), nullable=True))
        batch.add_column(sa.Column("sold_out_message", columns.Text(), nullable=True))
        batch.add_column(sa.Column("colour", columns.Text(7), nullable=True))
        batch.add_column(sa.Column("image_file_id", columns.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_session_image_file_id"), "file", ["image_file_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_session_image_file_id"), ["image_file_id"], unique=False)
        for name, length, default in CHOICES:
            batch.add_column(sa.Column(name, columns.Text(length), nullable=False, server_default=default))
        for name in SWITCHES:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_check_constraint(op.f("ck_session_inclusion_known"), "inclusion IN ('OPTIONAL', 'INCLUDED')")
        batch.create_check_constraint(
            op.f("ck_session_check_in_type_known"), "check_in_type IN ('NO_CHECK_IN_NEEDED', 'SHOW_QR', 'SCAN_QR')"
        )
        batch.create_check_constraint(op.f("ck_session_rsvp_capacity_known"), "rsvp_capacity IN ('UNLIMITED', 'FIXED')")
    # The defaults were for the rows that are there: the service says every value itself.
    with op.batch_alter_table("session", reflect_kwargs=ALONE) as batch:
        for name, length, _default in CHOICES:
            batch.alter_column(name, existing_type=columns.Text(length), existing_nullable=False, server_default=None)
        for name in SWITCHES:
            batch.alter_column(name, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    op.create_table(
        "session_video",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", columns.Text(2048), nullable=False),
        sa.Column("locked_until_start", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_session_video_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_session_video_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_video_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_video")),
    )
    op.create_index(op.f("ix_session_video_event_id"), "session_video", ["event_id"], unique=False)
    op.create_index(op.f("ix_session_video_session_id"), "session_video", ["session_id"], unique=False)
    op.create_table(
        "session_tag",
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag", columns.Text(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_tag_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "position", name=op.f("pk_session_tag")),
    )
    op.create_table(
        "session_custom_value",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.Column("custom_field_id", columns.Uuid(), nullable=False),
        sa.Column("value", columns.JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["custom_field_id"],
            ["custom_field.id"],
            name=op.f("fk_session_custom_value_custom_field_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_session_custom_value_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_custom_value_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_custom_value_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_custom_value")),
        sa.UniqueConstraint(
            "session_id", "custom_field_id", name=op.f("uq_session_custom_value_session_id_custom_field_id")
        ),
    )
    op.create_index(
        op.f("ix_session_custom_value_custom_field_id"), "session_custom_value", ["custom_field_id"], unique=False
    )
    op.create_index(op.f("ix_session_custom_value_event_id"), "session_custom_value", ["event_id"], unique=False)
    op.create_table(
        "session_selection",
        sa.Column("id", columns.Uuid(), nullable=False),
        sa.Column("organisation_id", columns.Uuid(), nullable=False),
        sa.Column("event_id", columns.Uuid(), nullable=False),
        sa.Column("user_id", columns.Uuid(), nullable=False),
        sa.Column("timezone", columns.Text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_local", columns.WallClock(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("updated_local", columns.WallClock(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_session_selection_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_session_selection_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["person.id"], name=op.f("fk_session_selection_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_selection")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_session_selection_event_id_user_id")),
    )
    op.create_index(
        op.f("ix_session_selection_event_id_created_at_id"),
        "session_selection",
        ["event_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_session_selection_user_id"), "session_selection", ["user_id"], unique=False)
    op.create_table(
        "session_selected",
        sa.Column("selection_id", columns.Uuid(), nullable=False),
        sa.Column("session_id", columns.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"],
            ["session_selection.id"],
            name=op.f("fk_session_selected_selection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_selected_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("selection_id", "session_id", name=op.f("pk_session_selected")),
    )
    op.create_index(op.f("ix_session_selected_session_id"), "session_selected", ["session_id"], unique=False)


def downgrade() -> None:
    for name in ("session_selected", "session_selection", "session_custom_value", "session_tag", "session_video"):
        op.drop_table(name)
    with op.batch_alter_table("session", reflect_kwargs=ALONE) as batch:
        for constraint in ("inclusion", "check_in_type", "rsvp_capacity"):
            batch.drop_constraint(op.f(f"ck_session_{constraint}_known"), type_="check")
        for column in (*(name for name, _length, _default in CHOICES), *SWITCHES):
            batch.drop_column(column)
        batch.drop_index(op.f("ix_session_image_file_id"))
        batch.drop_constraint(op.f("fk_session_image_file_id"), type_="foreignkey")
        for column in (
            "image_file_id",
            "colour",
            "sold_out_message",
            "webinar_url",
            "secure_id",
            "badge_name",
            "short_name",
        ):
            batch.drop_column(column)
